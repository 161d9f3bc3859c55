import Foundation
import IncidentCore
import TestSupport
import Testing

extension EndToEnd {
    /// The ways in which a start misleads and copies come late, from real Alertmanagers.
    @Suite("What Alertmanager really sends")
    struct Belief {
        static let labels = ["alertname": "CheckoutDown", "severity": "critical", "service": "checkout"]

        @Test func `an alert that ran out and is sent again with its start is open and paged again`() async throws {
            let desk = try await Desk(lateCopyWithin: "12s")
            let start = Timestamp.ofThisMachine
            try await desk.alertmanager.fire(Self.labels, startsAt: start, lasting: .seconds(8))
            try await desk.expect("triggered", pages: 1)
            // Nobody renews it.
            try await desk.expect("resolved", pages: 1)
            try await desk.alertmanager.fire(Self.labels, startsAt: start)
            try await desk.expect("triggered", pages: 2)
            let kinds = try await desk.responder.api.timeline(1).map(\.kind)
            #expect(kinds.contains("alert_doubtful") && kinds.contains("reopened"))
            try await desk.end(firing: start)
        }

        @Test func `a start that moves earlier between two replicas ends resolved`() async throws {
            let desk = try await Desk()
            let start = Timestamp.ofThisMachine
            try await desk.alertmanager.fire(Self.labels, startsAt: start)
            try await desk.expect("triggered", pages: 1)
            // The other replica saw it before.
            try await desk.alertmanager.fire(Self.labels, startsAt: start - .seconds(15))
            try await desk.end(firing: start - .seconds(15))
        }

        @Test func `a start a day ahead changes nothing for later firings`() async throws {
            let desk = try await Desk()
            try await desk.alertmanager.fire(
                Self.labels, startsAt: Timestamp.ofThisMachine + .seconds(86_400), lasting: .seconds(90_000))
            try await desk.expect("triggered", pages: 1)
            // The clock is mended: the same alert with a start that is true takes its place, and ends.
            let mended = Timestamp.ofThisMachine
            try await desk.alertmanager.fire(Self.labels, startsAt: mended)
            try await desk.alertmanager.resolve(Self.labels, startsAt: mended)
            try await desk.expect("resolved", pages: 1)
            let again = Timestamp.ofThisMachine
            try await desk.alertmanager.fire(Self.labels, startsAt: again)
            try await desk.expect("triggered", pages: 2)
            try await desk.end(firing: again)
        }

        @Test func `short alerts of a clustered pair open nothing again and page nobody twice`() async throws {
            let desk = try await Desk(options: [
                "--pair", "--peer-timeout", "3s", "--group-interval", "2s", "--group-by", "'...'",
            ])
            try await desk.alertmanager.burst()
            let responder = desk.responder
            let timelines = try await responder.eventually("all has ended and is decided", within: .seconds(60)) {
                api in
                let incidents = try await api.incidents("limit=100")
                guard incidents.count >= 30, incidents.allSatisfy({ $0.status == "resolved" }) else {
                    return [[String]]?.none
                }
                var timelines: [[String]] = []
                for incident in incidents { timelines.append(try await api.timeline(incident.id).map(\.kind)) }
                let isDecided = timelines.allSatisfy { kinds in
                    kinds.count { $0 == "alert_doubtful" } == kinds.count { $0 == "alert_settled" }
                }
                return isDecided ? timelines : nil
            }
            // Each alert is a group of its own, so it is one incident of one occurrence.
            #expect(timelines.count <= 40)
            #expect(timelines.allSatisfy { !$0.contains("reopened") })
            #expect(try await responder.api.incidents("limit=100").allSatisfy { $0.occurrences == 1 && $0.firing == 0 })
            let alerts = try await responder.eventually("PagerDuty has all") { _ in
                let alerts = try await desk.pagerDutyAlerts()
                return alerts.count == timelines.count && alerts.allSatisfy { $0.status == "resolved" } ? alerts : nil
            }
            #expect(alerts.allSatisfy { $0.pages == 1 })
            #expect(responder.errorLines == [])
        }
    }
}

/// A responder between real Alertmanagers and a PagerDuty.
private struct Desk {
    let responder: ResponderProcess
    let alertmanager: ScratchAlertmanager
    private let outside: Outside

    /// - Parameter options: of `alertmanager_e2e.py serve`.
    init(lateCopyWithin: String? = nil, options: [String] = []) async throws {
        outside = try await Outside()
        let installation = try ResponderInstallation(environment: outside.environment)
        if let lateCopyWithin {
            try installation.edit(
                "classification.yaml", replacing: "late_copy_within: 60s", with: "late_copy_within: \(lateCopyWithin)")
        }
        responder = try await installation.start()
        alertmanager = try await ScratchAlertmanager(
            webhookURL: "\(responder.api.origin)/webhooks/alertmanager", options)
    }

    func pagerDutyAlerts() async throws -> [PagerDutyAlert] {
        try await outside.pagerDuty.read([PagerDutyAlert].self, "/_stub/incidents")
    }

    /// The only incident comes to a status, and PagerDuty has rung so often and knows whether it is over.
    func expect(_ status: String, pages: Int) async throws {
        let alert = try await responder.eventually("incident 1 is \(status)", within: .seconds(120)) { api in
            guard try await api.incidents().map(\.status) == [status] else { return PagerDutyAlert?.none }
            let alert = try await pagerDutyAlerts().first
            return alert?.pages == pages && (alert?.status == "resolved") == (status == "resolved") ? alert : nil
        }
        #expect(alert.pages == pages)
    }

    /// Resolves the alert, and with it the incident.
    func end(firing start: Timestamp) async throws {
        let pages = try await pagerDutyAlerts().first?.pages ?? 0
        try await alertmanager.resolve(Belief.labels, startsAt: start)
        try await expect("resolved", pages: pages)
        #expect(responder.errorLines == [])
    }
}

private typealias Belief = EndToEnd.Belief
