// Each asks the rows in the order in which the decision beside it does, and a test holds the two against each other for
// whatever the labels turn out to be.

extension Classifier {
    /// As `classify`, of labels of which not all are known.
    package func foresee(_ labels: ForeseenLabels) -> Foreseen<Classification> {
        guard let word = labels.known["priority"] else {
            return Foreseen(
                firstOf: Priority.allCases, verdict: { _ in .depends(on: ["priority"]) },
                value: { Classification(priority: $0, rule: Classification.priorityLabelRule) },
                otherwise: foreseeByRules(labels))
        }
        return decision(ofPriorityLabel: word).map { Foreseen($0) } ?? foreseeByRules(labels)
    }

    private func foreseeByRules(_ labels: ForeseenLabels) -> Foreseen<Classification> {
        Foreseen(
            firstOf: rules, verdict: { $0.matchers.verdict(labels) }, value: \.classification,
            otherwise: foreseeBySeverity(labels))
    }

    private func foreseeBySeverity(_ labels: ForeseenLabels) -> Foreseen<Classification> {
        if let word = labels.known["severity"] { return Foreseen(decision(ofSeverity: word) ?? undecided) }
        let words = Set(severities.keys).union(Priority.allCases.map { $0.rawValue.lowercased() })
        return Foreseen(
            firstOf: words.sorted().compactMap(decision(ofSeverity:)), verdict: { _ in .depends(on: ["severity"]) },
            value: { $0 }, otherwise: Foreseen(undecided))
    }
}

extension RoutingTables {
    /// As `heartbeat(of:)`, of labels of which not all are known.
    package func foreseeHeartbeat(_ labels: ForeseenLabels) -> Foreseen<Heartbeat?> {
        Foreseen(
            firstOf: heartbeats, verdict: { $0.matchers.verdict(labels) }, value: { $0 }, otherwise: Foreseen(nil))
    }

    /// As `policy(for:labels:)`, of labels of which not all are known.
    package func foreseePolicy(for priority: Priority, _ labels: ForeseenLabels) -> Foreseen<EscalationPolicy?> {
        Foreseen(
            firstOf: policies, verdict: { $0.verdict(priority, labels) }, value: \.policy, otherwise: Foreseen(nil))
    }
}

extension PolicyRule {
    /// As `applies`, of labels of which not all are known.
    package func verdict(_ priority: Priority, _ labels: ForeseenLabels) -> Verdict {
        takes(priority) ? matchers.verdict(labels) : .fails
    }
}
