/// Why an alert has the priority that the tables give it.
package struct ClassificationReason: Sendable, Equatable {
    package let classification: Classification
    package let basis: Basis
    /// The conditions of what decides; empty where the default does, and of a rule for every alert.
    package let held: [HeldCondition]

    package enum Basis: String, Sendable, CaseIterable {
        /// The alert says so itself.
        case priorityLabel = "priority_label"
        /// The first rule whose conditions all hold.
        case rule
        /// No rule holds, and the tables know its severity.
        case severity
        /// Nothing else holds.
        case defaultPriority = "default"
        /// It is an alert of our own, that a heartbeat is silent.
        case heartbeat
    }

    package init(_ classification: Classification, _ basis: Basis, held: [HeldCondition] = []) {
        self.classification = classification
        self.basis = basis
        self.held = held
    }
}

extension Classifier {
    /// As `classify`, with why.
    package func reason(for labels: Labels) -> ClassificationReason {
        if let word = labels["priority"], let decision = decision(ofPriorityLabel: word) {
            return ClassificationReason(decision, .priorityLabel, held: [.label("priority", word)])
        }
        for rule in rules {
            guard let held = rule.matchers.held(by: labels) else { continue }
            return ClassificationReason(rule.classification, .rule, held: held)
        }
        if let word = labels["severity"], let decision = decision(ofSeverity: word) {
            return ClassificationReason(decision, .severity, held: [.label("severity", word)])
        }
        return ClassificationReason(undecided, .defaultPriority)
    }
}

extension HeldCondition {
    /// A word that is looked up, without regard to capital letters and blanks around it.
    fileprivate static func label(_ name: String, _ word: String) -> HeldCondition {
        let known = name == "priority" ? word.trimmingBlanks().uppercased() : word.trimmingBlanks().lowercased()
        return HeldCondition(condition: "\(name)=\"\(known)\"", name: name, value: word)
    }
}
