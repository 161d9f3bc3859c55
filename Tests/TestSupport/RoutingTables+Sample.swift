package import IncidentCore

extension RoutingTables {
    /// Severities critical to info are P1 to P4; one policy, the acceptance list's, for all of them; no collectors.
    package static var sample: RoutingTables {
        RoutingTables(
            classifier: Classifier(
                rules: [], severities: ["critical": .p1, "error": .p2, "warning": .p3, "info": .p4],
                defaultPriority: .p3),
            contacts: ContactTable(contacts: [.first, .second, .third, .lastResort]),
            policies: [.sample("everything")], keepers: [.pagerduty])
    }

    /// Tells one role at once, and nobody later.
    package static func paging(_ role: String, methods: MethodChoice = .first) -> RoutingTables {
        sample(.sample("at once", steps: [EscalationStep(after: .zero, notify: [role], methods: methods)]))
    }

    package static func sample(_ policies: PolicyRule...) -> RoutingTables {
        var tables = sample
        tables.policies = policies
        return tables
    }
}

extension PolicyRule {
    /// Steps at 0 s, 15 min and 30 min: First, Second, Third.
    package static func sample(
        _ name: String, priorities: [Priority] = [], steps: [EscalationStep] = EscalationStep.quarterHours,
        repetition: EscalationPolicy.Repetition? = nil, until: EscalationPolicy.Until = .acknowledged,
        otherwise: String? = nil, acknowledgementExpires: Duration? = nil
    ) -> PolicyRule {
        PolicyRule(
            priorities: priorities, matchers: [],
            policy: EscalationPolicy(
                name: name, steps: steps, repetition: repetition, until: until, otherwise: otherwise,
                acknowledgementExpires: acknowledgementExpires))
    }
}

extension EscalationStep {
    package static let quarterHours = [
        EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(15), notify: ["Second"]),
        EscalationStep(after: .minutes(30), notify: ["Third"]),
    ]
}

extension Contact {
    /// PagerDuty, then mail.
    package static let first = Contact(
        role: "First", address: "first@example.com",
        escalationPath: [
            .pagerduty,
            .email("first@example.com"),
        ])
    /// Mail only.
    package static let second = Contact(
        role: "Second", address: "second@example.com",
        escalationPath: [.email("second@example.com")])
    /// Slack, then mail.
    package static let third = Contact(
        role: "Third", address: "third@example.com",
        escalationPath: [
            .slack("#third"),
            .email("third@example.com"),
        ])
    package static let lastResort = Contact(
        role: "Last Resort", address: "last@example.com",
        escalationPath: [.email("last@example.com")])
}

extension Duration {
    package static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    package static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
}
