/// Why a policy covers an alert: it is the first in the tables that takes its priority and whose conditions hold.
package struct PolicyReason: Sendable, Equatable {
    package let policy: String
    /// Which it is for; empty is every one.
    package let priorities: [Priority]
    /// Empty is a policy for every alert.
    package let held: [HeldCondition]

    package init(policy: String, priorities: [Priority], held: [HeldCondition]) {
        self.policy = policy
        self.priorities = priorities
        self.held = held
    }
}

extension RoutingTables {
    /// As `policy(for:labels:)`, with why.
    package func policyReason(for priority: Priority, labels: Labels) -> PolicyReason? {
        for rule in policies where rule.takes(priority) {
            guard let held = rule.matchers.held(by: labels) else { continue }
            return PolicyReason(policy: rule.policy.name, priorities: rule.priorities, held: held)
        }
        return nil
    }
}
