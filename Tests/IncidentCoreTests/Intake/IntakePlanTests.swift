import IncidentCore
import Testing

@Suite("IntakePlan")
struct IntakePlanTests {
    static let later: Timestamp = "2026-11-23T07:00:00Z"
    static let evenLater: Timestamp = "2026-11-23T08:00:00Z"
    static let tables = RoutingTables(
        classifier: Classifier(rules: [], severities: ["critical": .p1], defaultPriority: .p3),
        heartbeats: [
            Heartbeat(name: "watchdog", matchers: [#"alertname="Watchdog""#], silentAfter: .seconds(600), priority: .p1)
        ],
        contacts: ContactTable(contacts: []), policies: [])

    static func plan(_ alerts: [Alert], _ known: [KnownAlert]) -> IntakePlan {
        IntakePlan(for: alerts, known: known, tables: tables)
    }

    static func occurrence(_ status: AlertStatus, startsAt: Timestamp = .start) -> KnownOccurrence {
        KnownOccurrence(id: 7, incidentID: 42, startsAt: startsAt, status: status)
    }

    @Test func `an alert that nobody knows is added and classified`() {
        let alert = Alert.sample(.firing, ["alertname": "A", "severity": "critical"])
        let plan = Self.plan([alert], [KnownAlert()])
        #expect(plan.added.map(\.alert) == [alert])
        #expect(plan.added.map(\.classification) == [Classification(priority: .p1, rule: "severity critical")])
        #expect(plan.addsFiring)
        #expect(plan.ended.isEmpty && plan.repeated.isEmpty && plan.beats.isEmpty)
    }

    @Test(
        arguments: [(.firing, .firing), (.resolved, .resolved), (.resolved, .firing)] as [(AlertStatus, AlertStatus)])
    func `a copy of a stored occurrence only repeats it`(stored: AlertStatus, sent: AlertStatus) {
        let same = Self.occurrence(stored)
        let plan = Self.plan([.sample(sent)], [KnownAlert(same: same, latest: same)])
        #expect(plan.repeated == [7])
        #expect(plan.added.isEmpty && plan.ended.isEmpty)
    }

    @Test func `a resolve ends the stored occurrence`() {
        let same = Self.occurrence(.firing)
        let alert = Alert.sample(.resolved, endsAt: Self.later)
        let plan = Self.plan([alert], [KnownAlert(same: same, latest: same)])
        #expect(plan.ended.map(\.known) == [same])
        #expect(plan.ended.map(\.endsAt) == [Self.later])
        #expect(plan.ended.map(\.alert) == [alert])
        #expect(plan.added.isEmpty && plan.repeated.isEmpty)
    }

    @Test func `a new start ends the earlier occurrence, told or not`() {
        let alert = Alert.sample(.firing, startsAt: Self.later)
        let plan = Self.plan([alert], [KnownAlert(latest: Self.occurrence(.firing))])
        #expect(plan.added.map(\.alert) == [alert])
        #expect(plan.ended.map(\.endsAt) == [Self.later])
    }

    @Test func `a new start after a resolve is added alone`() {
        let plan = Self.plan([.sample(.firing, startsAt: Self.later)], [KnownAlert(latest: Self.occurrence(.resolved))])
        #expect(plan.added.count == 1)
        #expect(plan.addsFiring)
        #expect(plan.ended.isEmpty)
    }

    @Test func `a firing that a later occurrence has overtaken is added as ended`() throws {
        let plan = Self.plan([.sample(.firing)], [KnownAlert(latest: Self.occurrence(.firing, startsAt: Self.later))])
        let added = try #require(plan.added.first)
        #expect(added.alert.status == .resolved)
        #expect(added.alert.endsAt == Self.later)
        #expect(!plan.addsFiring)
        #expect(plan.ended.isEmpty)
    }

    @Test func `a resolve of an occurrence that nobody knows is added as ended`() {
        let alert = Alert.sample(.resolved, endsAt: Self.later)
        let plan = Self.plan([alert], [KnownAlert()])
        #expect(plan.added.map(\.alert) == [alert])
        #expect(!plan.addsFiring)
    }

    @Test func `the same occurrence twice in one body is added once`() {
        #expect(Self.plan([.sample(), .sample()], [KnownAlert(), KnownAlert()]).added.count == 1)
    }

    @Test func `a firing copy of which the end came before is added as ended`() {
        let plan = Self.plan([.sample(.firing)], [KnownAlert(missedEnd: Self.later)])
        #expect(plan.added.map(\.alert.status) == [.resolved])
        #expect(plan.added.map(\.alert.endsAt) == [Self.later])
        #expect(!plan.addsFiring)
    }

    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func `of several starts of one alert in a body only the latest fires, and each is added once`(order: [Int]) {
        let starts: [Timestamp] = [.start, Self.later, Self.evenLater]
        let alerts = (order + order).map { Alert.sample(.firing, startsAt: starts[$0]) }
        let plan = Self.plan(alerts, alerts.map { _ in KnownAlert(latest: nil) })
        let added = plan.added.map(\.alert).sorted { $0.startsAt < $1.startsAt }
        #expect(added.map(\.startsAt) == starts)
        #expect(added.map(\.status) == [.resolved, .resolved, .firing])
        #expect(added.map(\.endsAt) == [Self.later, Self.evenLater, nil])
    }

    @Test(arguments: [false, true])
    func `an occurrence that fires and ends in one body has ended, in either order`(endFirst: Bool) {
        let alerts = [Alert.sample(.firing), .sample(.resolved, endsAt: Self.later)]
        let plan = Self.plan(endFirst ? alerts.reversed() : alerts, [KnownAlert(), KnownAlert()])
        #expect(plan.added.map(\.alert.status) == [.resolved])
        #expect(plan.added.map(\.alert.endsAt) == [Self.later])
    }

    @Test func `two later starts end the stored occurrence once`() {
        let known = KnownAlert(latest: Self.occurrence(.firing))
        let plan = Self.plan(
            [.sample(.firing, startsAt: Self.later), .sample(.firing, startsAt: Self.evenLater)], [known, known])
        #expect(plan.ended.map(\.known.id) == [7])
        #expect(plan.firing.map(\.alert.startsAt) == [Self.evenLater])
    }

    @Test func `a heartbeat opens nothing`() {
        let alert = Alert.sample(.firing, ["alertname": "Watchdog", "severity": "critical"])
        let plan = Self.plan([alert], [KnownAlert()])
        #expect(plan.beats.map(\.heartbeat.name) == ["watchdog"])
        #expect(plan.beats.map(\.alert) == [alert])
        #expect(plan.added.isEmpty)
    }

    @Test func `a third alert joins what the first two began`() throws {
        let group = try AlertmanagerBodies.group("05-group-third-alert-added")
        let known = group.alerts.map { alert in
            let isThird = alert.labels["pod"] == nil || alert.fingerprint == group.alerts.last?.fingerprint
            let stored = KnownOccurrence(id: 1, incidentID: 42, startsAt: alert.startsAt, status: .firing)
            return isThird ? KnownAlert() : KnownAlert(same: stored, latest: stored)
        }
        let plan = Self.plan(group.alerts, known)
        #expect(plan.repeated.count == 2)
        #expect(plan.added.count == 1)
    }
}
