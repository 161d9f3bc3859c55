/// Who is told of an incident, in which order, and how long after its start; chosen by priority and matchers.
///
/// Frozen onto the incident when escalation starts, so it is `Codable`: a change of the tables changes what begins
/// later, never what runs.
///
/// Behind a reference, as `PolicyRule` is: neither ever changes, and each alert that begins is held against them.
package final class EscalationPolicy: Sendable {
    package let name: String
    package let steps: [EscalationStep]
    /// How often all steps run again when nobody has taken the incident; `nil` is never.
    package let repetition: Repetition?
    /// When escalation ends by itself.
    package let until: Until
    /// The role told when every step has run and nobody has taken the incident.
    package let otherwise: String?
    /// How long an acknowledgement holds; `nil` is for ever.
    package let acknowledgementExpires: Duration?

    package struct Repetition: Sendable, Equatable {
        /// From the last step to the first of the next round.
        package let every: Duration
        package let times: Int

        package init(every: Duration, times: Int) {
            self.every = every
            self.times = times
        }
    }

    package enum Until: String, Sendable, Codable, CaseIterable {
        case acknowledged, resolved
        /// Once every step has run: nobody need answer, and nothing is exhausted.
        case notified
    }

    package init(
        name: String, steps: [EscalationStep], repetition: Repetition? = nil, until: Until = .acknowledged,
        otherwise: String? = nil, acknowledgementExpires: Duration? = nil
    ) {
        self.name = name
        self.steps = steps
        self.repetition = repetition
        self.until = until
        self.otherwise = otherwise
        self.acknowledgementExpires = acknowledgementExpires
    }

    /// The same by another name.
    package func named(_ name: String) -> EscalationPolicy {
        guard name != self.name else { return self }
        return EscalationPolicy(
            name: name, steps: steps, repetition: repetition, until: until, otherwise: otherwise,
            acknowledgementExpires: acknowledgementExpires)
    }
}

extension EscalationPolicy: Equatable {
    package static func == (left: EscalationPolicy, right: EscalationPolicy) -> Bool {
        left === right
            || left.name == right.name && left.steps == right.steps && left.repetition == right.repetition
                && left.until == right.until && left.otherwise == right.otherwise
                && left.acknowledgementExpires == right.acknowledgementExpires
    }
}

package struct EscalationStep: Sendable, Equatable {
    /// From the start of escalation.
    package let after: Duration
    /// Roles of the contact table.
    package let notify: [String]
    package let methods: MethodChoice
    /// The step waits for business hours.
    package let onlyBusinessHours: Bool
    /// Whether its contacts hear of it by their digest.
    package let digest: DigestChoice
    /// Within that time from when its pages are due an endpoint is to have taken the page for each contact, through
    /// whichever method; `nil` is no time.
    package let deliverWithin: Duration?

    package init(
        after: Duration, notify: [String], methods: MethodChoice = .first, onlyBusinessHours: Bool = false,
        digest: DigestChoice = .never, deliverWithin: Duration? = nil
    ) {
        self.after = after
        self.notify = notify
        self.methods = methods
        self.onlyBusinessHours = onlyBusinessHours
        self.digest = digest
        self.deliverWithin = deliverWithin
    }
}

/// One row of `routes/escalation.yaml`: which incidents a policy is for.
package final class PolicyRule: Sendable {
    /// Empty is every priority.
    package let priorities: [Priority]
    package let matchers: AlertSelector
    package let policy: EscalationPolicy

    package init(priorities: [Priority], matchers: AlertSelector, policy: EscalationPolicy) {
        self.priorities = priorities
        self.matchers = matchers
        self.policy = policy
    }

    package func applies(to priority: Priority, labels: Labels) -> Bool {
        takes(priority) && matchers.matches(labels)
    }

    func takes(_ priority: Priority) -> Bool { priorities.isEmpty || priorities.contains(priority) }
}

extension PolicyRule: Equatable {
    package static func == (left: PolicyRule, right: PolicyRule) -> Bool {
        left.priorities == right.priorities && left.matchers == right.matchers && left.policy == right.policy
    }
}
