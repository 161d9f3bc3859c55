/// Turns an alert's labels into a priority: the alert's own `priority` label, then the rules in order, then the
/// severity words, then the default.
package struct Classifier: Sendable {
    package let rules: [ClassificationRule]
    /// What a `severity` means, keyed by the word in lower case.
    package let severities: [String: Priority]
    /// For what nothing else covers. Never the lowest: it may be an outage with a typing error.
    package let defaultPriority: Priority

    package init(rules: [ClassificationRule], severities: [String: Priority], defaultPriority: Priority) {
        self.rules = rules
        self.severities = severities
        self.defaultPriority = defaultPriority
    }

    package func classify(_ labels: Labels) -> Classification {
        if let word = labels["priority"], let decision = decision(ofPriorityLabel: word) { return decision }
        for place in rules.indices where rules[place].matchers.matches(labels) { return rules[place].classification }
        return labels["severity"].flatMap(decision(ofSeverity:)) ?? undecided
    }

    func decision(ofPriorityLabel word: String) -> Classification? {
        Priority(word: word).map { Classification(priority: $0, rule: Classification.priorityLabelRule) }
    }

    func decision(ofSeverity word: String) -> Classification? {
        let severity = word.trimmingBlanks().lowercased()
        guard let priority = severities[severity] ?? Priority(word: severity) else { return nil }
        return Classification(priority: priority, rule: "severity \(severity)")
    }

    var undecided: Classification { Classification(priority: defaultPriority, rule: Classification.defaultRule) }
}

/// One row of `routes/classification.yaml`; the first that is for an alert decides.
///
/// Behind a reference, because each alert that begins is held against all of them.
package final class ClassificationRule: Sendable {
    package let name: String
    package let matchers: AlertSelector
    package let priority: Priority

    package init(name: String, matchers: AlertSelector, priority: Priority) {
        self.name = name
        self.matchers = matchers
        self.priority = priority
    }

    var classification: Classification { Classification(priority: priority, rule: name) }
}

extension ClassificationRule: Equatable {
    package static func == (left: ClassificationRule, right: ClassificationRule) -> Bool {
        left.name == right.name && left.matchers == right.matchers && left.priority == right.priority
    }
}

/// A priority and the name of what gave it.
package struct Classification: Sendable, Equatable {
    package static let priorityLabelRule = "priority label"
    package static let defaultRule = "default"

    package let priority: Priority
    package let rule: String

    package init(priority: Priority, rule: String) {
        self.priority = priority
        self.rule = rule
    }
}
