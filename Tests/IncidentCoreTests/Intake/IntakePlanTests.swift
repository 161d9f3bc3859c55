import IncidentCore
import Testing

@Suite("IntakePlan", .timeLimit(.minutes(5)))
struct IntakePlanTests {
    static let now: Timestamp = "2026-11-23T09:00:00Z"
    static let later: Timestamp = "2026-11-23T07:00:00Z"
    static let tables = RoutingTables(
        classifier: Classifier(rules: [], severities: ["critical": .p1], defaultPriority: .p3),
        heartbeats: [
            Heartbeat(name: "watchdog", matchers: [#"alertname="Watchdog""#], silentAfter: .seconds(600), priority: .p1)
        ],
        contacts: ContactTable(contacts: []), policies: [])
    static let fires = KnownAlert.fires(
        FiringOccurrence(id: 7, incidentID: 42, startsAt: .start, firstSeenAt: .start, lastSeenAt: .start))

    static func plan(_ alerts: [Alert], _ known: [KnownAlert]) -> IntakePlan {
        IntakePlan(for: alerts, known: known, tables: tables, at: now)
    }

    @Test func `an alert that nobody knows begins and is classified`() {
        let alert = Alert.sample(.firing, ["alertname": "A", "severity": "critical"])
        let beginning = Beginning(
            alert: alert, classification: Classification(priority: .p1, rule: "severity critical"), origin: .unknown)
        #expect(Self.plan([alert], [.nothing]).steps == [.shows(.begins(beginning))])
        #expect(Self.plan([alert], [.nothing]).beginnings == [beginning])
    }

    @Test func `the hold is the tables'`() {
        var tables = Self.tables
        tables.lateCopyWithin = .seconds(7)
        let end = PastEnd(occurrence: nil, startsAt: .start, endsAt: Self.later, seenAt: Self.now)
        let plan = IntakePlan(for: [.sample()], known: [.ended(end)], tables: tables, at: Self.now)
        #expect(
            plan.steps == [.shows(.becomesDoubtful(DoubtfulAlert(end: end, dueAt: Self.now + .seconds(7))))])
    }

    @Test func `each alert of a body has a step, in its order`() {
        let alerts = ["a", "b", "c"].map { Alert.sample(fingerprint: $0) } + [.sample(.resolved, fingerprint: "d")]
        let steps = Self.plan(alerts, [.nothing, Self.fires, .nothing, .nothing]).steps
        #expect(steps.count == 4)
        #expect(
            Self.plan(alerts, [.nothing, Self.fires, .nothing, .nothing]).beginnings.map(\.alert.fingerprint) == [
                "a", "c",
            ])
        guard case .shows(.continues) = steps[1], case .ends(.isRemembered) = steps[3] else {
            Issue.record("\(steps)")
            return
        }
    }

    @Test func `of an alert twice in one body one begins, and the other yields to it`() {
        let plan = Self.plan([.sample(), .sample()], [.nothing, .nothing])
        #expect(plan.beginnings.count == 1)
        #expect(plan.steps.first == .yields(to: 1))
    }

    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func `of several starts of an alert in a body the latest counts`(order: [Int]) {
        let starts: [Timestamp] = [.start, Self.later, "2026-11-23T08:00:00Z"]
        let alerts = (order + order).map { Alert.sample(.firing, startsAt: starts[$0]) }
        let plan = Self.plan(alerts, alerts.map { _ in .nothing })
        #expect(plan.beginnings.map(\.alert.startsAt) == [starts[2]])
        #expect(plan.steps.count { if case .yields = $0 { true } else { false } } == 5)
    }

    @Test(arguments: [false, true])
    func `an alert that fires and ends in one body has ended, in either order`(endFirst: Bool) {
        let alerts = [Alert.sample(.firing), .sample(.resolved, endsAt: Self.later)]
        let plan = Self.plan(endFirst ? alerts.reversed() : alerts, [Self.fires, Self.fires])
        #expect(plan.beginnings.isEmpty)
        #expect(plan.steps.contains { if case .ends(.ends) = $0 { true } else { false } })
    }

    @Test(arguments: [AlertStatus.firing, .resolved])
    func `a heartbeat begins and ends nothing`(status: AlertStatus) {
        let alert = Alert.sample(status, ["alertname": "Watchdog", "severity": "critical"])
        #expect(Self.plan([alert], [.nothing]).steps == [.beats(Self.tables.heartbeats[0])])
    }

    @Test func `a third alert joins what the first two began`() throws {
        let group = try AlertmanagerBodies.group("05-group-third-alert-added")
        let known = group.alerts.map { alert -> KnownAlert in
            let isThird = alert.labels["pod"] == nil || alert.fingerprint == group.alerts.last?.fingerprint
            return isThird
                ? .nothing
                : .fires(
                    FiringOccurrence(
                        id: 7, incidentID: 42, startsAt: alert.startsAt, firstSeenAt: .start, lastSeenAt: .start))
        }
        let plan = Self.plan(group.alerts, known)
        #expect(plan.beginnings.count == 1)
        #expect(plan.steps.count { if case .shows(.continues) = $0 { true } else { false } } == 2)
    }
}
