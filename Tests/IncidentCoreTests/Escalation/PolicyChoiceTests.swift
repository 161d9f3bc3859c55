import Foundation
import IncidentCore
import Testing

@Suite("Choice of the escalation policy", .timeLimit(.minutes(5)))
struct PolicyChoiceTests {
    static let tables = RoutingTables(
        classifier: Classifier(rules: [], severities: [:], defaultPriority: .p3),
        contacts: ContactTable(contacts: [
            Contact(role: "DevOps Lead", address: "devops-lead@example.com", escalationPath: [])
        ]),
        policies: [
            PolicyRule(
                priorities: [.p1, .p2], matchers: [#"component=~"redis|postgres.*""#], policy: policy("database")),
            PolicyRule(priorities: [.p1], matchers: [], policy: policy("critical")),
            PolicyRule(priorities: [], matchers: [#"team="platform""#], policy: policy("platform")),
        ])

    static func policy(_ name: String) -> EscalationPolicy {
        EscalationPolicy(name: name, steps: [EscalationStep(after: .zero, notify: ["DevOps Lead"])])
    }

    @Test(
        arguments: [
            (.p1, ["component": "redis"], "database"), (.p1, [:], "critical"),
            (.p2, ["component": "redis"], "database"),
            (.p2, [:], nil), (.p3, ["component": "redis"], nil), (.p4, ["team": "platform"], "platform"),
            (.p1, ["component": "redis", "team": "platform"], "database"),
        ] as [(Priority, Labels, String?)])
    func `the first that applies to priority and labels is taken`(priority: Priority, labels: Labels, name: String?) {
        #expect(Self.tables.policy(for: priority, labels: labels)?.name == name)
    }

    @Test func `a contact is found by its role`() {
        #expect(Self.tables.contacts["DevOps Lead"]?.address == "devops-lead@example.com")
        #expect(Self.tables.contacts["devops lead"] == nil)
    }

    @Test func `a frozen policy comes back as it was`() throws {
        let policy = EscalationPolicy(
            name: "database",
            steps: [
                EscalationStep(after: .zero, notify: ["On-Call Engineer", "Database Admin"], methods: .all),
                EscalationStep(after: .milliseconds(900_500), notify: ["DevOps Lead"], onlyBusinessHours: true),
            ],
            repetition: .init(every: .seconds(1800), times: 4), until: .resolved, otherwise: "Security Team",
            acknowledgementExpires: .seconds(3600))
        #expect(try JSONDecoder().decode(EscalationPolicy.self, from: JSONEncoder().encode(policy)) == policy)
    }
}
