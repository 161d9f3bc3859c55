import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// A real Alertmanager that is asked what it knows, with seconds in place of minutes.
    @Suite("What Alertmanager is asked")
    struct Reconciliation {
        @Test func `after a while without Alertmanager every incident is right, and each correction is explained`()
            async throws
        {
            // New alerts wait in their group for longer than the test, so that only an answer brings them.
            let desk = try await Desk("--group-wait", "120s")
            let old = Timestamp.ofThisMachine - .seconds(600)
            try await desk.alertmanager.fire(Desk.labels("StaysDown"), startsAt: old)
            try await desk.alertmanager.fire(Desk.labels("EndsMeanwhile"), startsAt: old)
            try await desk.expect(["StaysDown": "triggered", "EndsMeanwhile": "triggered"])
            try await desk.isAsked("answered", moreThan: try await desk.asks("answered") + 1)

            try await desk.alertmanager.stop()
            // It ends while nobody takes its end, and another begins.
            try await desk.isAsked("failed", moreThan: 1)
            try await desk.expect(["StaysDown": "triggered", "EndsMeanwhile": "triggered"])
            #expect(try await desk.responder.api.send(.get, "/").text.contains("does not answer since"))

            try await desk.alertmanager.start()
            try await desk.alertmanager.fire(Desk.labels("StaysDown"), startsAt: old)
            try await desk.alertmanager.fire(Desk.labels("BeganMeanwhile"))
            let incidents = try await desk.expect([
                "StaysDown": "triggered", "EndsMeanwhile": "resolved", "BeganMeanwhile": "triggered",
            ])
            #expect(incidents.count == 3)
            #expect(try await desk.corrections("StaysDown") == [])
            let ended = try await desk.corrections("EndsMeanwhile")
            #expect(ended.count == 1)
            #expect(ended.first?.hasPrefix("EndsMeanwhile has ended: Alertmanager was started anew at ") == true)
            let began = try await desk.corrections("BeganMeanwhile")
            #expect(began.count == 1)
            #expect(began.first?.hasPrefix("BeganMeanwhile was missed: Alertmanager lists it as firing since ") == true)
            let pages = try await desk.responder.eventually("PagerDuty has all") { _ in
                let alerts = try await desk.outside.pagerDuty.read([PagerDutyAlert].self, "/_stub/incidents")
                return alerts.count == 3 && alerts.count { $0.status == "resolved" } == 1 ? alerts.map(\.pages) : nil
            }
            #expect(pages == [1, 1, 1])
            #expect(try await desk.metric(#"responder_reconciliation_corrections_total{kind="ended"}"#) == 1)
            #expect(try await desk.metric(#"responder_reconciliation_corrections_total{kind="missed"}"#) == 1)
            #expect(desk.responder.errorLines == [])
        }

        @Test func `a silence over there is shown while it lasts, and an end that it swallowed is noticed`()
            async throws
        {
            let desk = try await Desk("--group-wait", "1s")
            try await desk.alertmanager.fire(Desk.labels("PodDown"))
            try await desk.expect(["PodDown": "triggered"])
            try await desk.alertmanager.silence("PodDown", for: .seconds(3600), by: "alice", because: "deploy")
            let api = desk.responder.api
            let muted = try await desk.responder.eventually("the alert is marked") { api in
                try await api.incident(1).alerts.first?.muted
            }
            #expect(muted.hasPrefix("silenced in Alertmanager by alice until ") && muted.hasSuffix(": deploy"))
            #expect(try await api.send(.get, "/incidents/1").text.contains("silenced in Alertmanager by alice until "))
            let shown = try await desk.installation.run(["incident", "show", "1"] + desk.installation.dataOption)
            #expect(shown.output.contains("    silenced in Alertmanager by alice until "))
            // A silenced alert's end is told to nobody.
            try await desk.alertmanager.resolve(Desk.labels("PodDown"))
            try await desk.expect(["PodDown": "resolved"])
            #expect(try await desk.corrections("PodDown").count == 2)
            #expect(
                try await desk.corrections("PodDown").last?.contains("Alertmanager lists it no more since ") == true)
            #expect(desk.responder.errorLines == [])
        }

        @Test func `what max_alerts hides is taken in`() async throws {
            let desk = try await Desk("--group-wait", "1s", "--max-alerts", "1")
            for pod in ["a", "b", "c"] {
                try await desk.alertmanager.fire(Desk.labels("PodDown").merging(["pod": pod]) { $1 })
            }
            let incidents = try await desk.responder.eventually("all are there") { api in
                let incidents = try await api.incidents()
                return incidents.map(\.firing) == [3] ? incidents : nil
            }
            #expect(incidents.count == 1)
            for pod in ["a", "b", "c"] {
                try await desk.alertmanager.resolve(Desk.labels("PodDown").merging(["pod": pod]) { $1 })
            }
            try await desk.expect(["PodDown": "resolved"])
            #expect(desk.responder.errorLines == [])
        }
    }
}

/// A responder that asks the Alertmanager that sends to it.
private struct Desk {
    let installation: ResponderInstallation
    let responder: ResponderProcess
    let alertmanager: ScratchAlertmanager
    let outside: Outside

    static func labels(_ name: String) -> [String: String] {
        ["alertname": name, "severity": "critical", "service": name.lowercased()]
    }

    /// - Parameter options: of `alertmanager_e2e.py serve`.
    init(_ options: String...) async throws {
        outside = try await Outside()
        installation = try ResponderInstallation(environment: outside.environment)
        responder = try await installation.start("--tables-interval", "1s")
        alertmanager = try await ScratchAlertmanager(
            webhookURL: "\(responder.api.origin)/webhooks/alertmanager", options)
        // A running server takes it up.
        try installation.edit(
            "endpoints.yaml", replacing: "  url: { env: ALERTMANAGER_URL }",
            with: "  url: \"\(alertmanager.apis[0])\"\n  every: 1s\n  allow: 4s\n  warm_up: 6s")
        try await isAsked("answered", moreThan: 0)
    }

    /// Waits until the incidents, by the names of their alerts, stand so.
    @discardableResult
    func expect(_ expected: [String: String]) async throws -> [ResponderIncident] {
        try await responder.eventually("incidents are \(expected)", within: .seconds(60)) { api in
            let incidents = try await api.incidents()
            let found = incidents.map { ($0.labels["alertname"] ?? "", $0.status) }
            return Dictionary(found) { first, _ in first } == expected ? incidents : nil
        }
    }

    func corrections(_ name: String) async throws -> [String] {
        let incidents = try await responder.api.incidents()
        guard let incident = incidents.first(where: { $0.labels["alertname"] == name }) else { return ["no incident"] }
        return try await responder.api.timeline(incident.id).filter { $0.kind == "reconciled" }.map(\.summary)
    }

    func asks(_ outcome: String) async throws -> Double {
        try await metric(#"responder_reconciliation_asks_total{outcome="\#(outcome)"}"#)
    }

    func isAsked(_ outcome: String, moreThan count: Double) async throws {
        _ = try await responder.eventually("it has \(outcome) more than \(count) times") { _ in
            try await asks(outcome) > count ? true : nil
        }
    }

    func metric(_ series: String) async throws -> Double {
        let lines = try await responder.api.send(.get, "/metrics").text.split(separator: "\n")
        return lines.first { $0.hasPrefix(series + " ") }.flatMap { Double($0.split(separator: " ").last ?? "") } ?? -1
    }
}
