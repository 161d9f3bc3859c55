import IncidentCore
import IncidentEngine
import MetricsTestKit
import TestSupport

/// One contact that may be sent one message a minute, and alerts that are more than that.
protocol StormWorld {}

extension StormWorld {
    func harness(
        by path: [ContactMethod] = [.email("first@example.com")], metrics: TestMetrics = TestMetrics()
    ) throws -> EngineHarness {
        var tables = RoutingTables.sample
        tables.contacts = ContactTable(contacts: [
            Contact(role: "First", address: "first@example.com", escalationPath: path)
        ])
        tables.storm = StormSettings(notificationsPerMinute: 1)
        tables.policies = [
            .sample(
                "all", priorities: Priority.allCases,
                steps: [
                    EscalationStep(after: .zero, notify: ["First"]),
                    EscalationStep(after: .hours(2), notify: ["First"]),
                ])
        ]
        return try EngineHarness(tables, metrics: metrics)
    }

    static func alert(_ name: String, _ severity: String = "warning", _ service: String = "shop") -> Alert {
        var alert = Alert.firing(name, severity: severity)
        alert.labels = ["alertname": name, "severity": severity, "service": service]
        return alert
    }

    func fire(
        _ names: [String], severity: String = "warning", service: String = "shop", on harness: EngineHarness
    ) async throws {
        for name in names {
            try await harness.post(WebhookBody(Self.alert(name, severity, service), group: name))
        }
        try await harness.settle()
    }

    func told(_ harness: EngineHarness) -> [String] {
        harness.deliverer.sent.map { message in
            let others = message.others.map { String($0.incident.id) }.joined(separator: ",")
            return "\(message.incident.id)" + (others.isEmpty ? "" : "+\(others)")
        }
    }

    func names(_ range: ClosedRange<Int>) -> [String] { range.map { "Slow\($0)" } }
}
