/// What a condition says of labels of which not all are known.
package enum Verdict: Sendable, Equatable {
    case holds
    case fails
    /// It can be either: these labels, which are not known, decide.
    case depends(on: Set<String>)

    /// Both must hold. What fails does so whatever the rest is.
    static func && (left: Verdict, right: Verdict) -> Verdict {
        switch (left, right) {
        case (.fails, _), (_, .fails): .fails
        case (.holds, let other), (let other, .holds): other
        case (.depends(let some), .depends(let others)): .depends(on: some.union(others))
        }
    }

    /// One must hold. What holds does so whatever the rest is.
    static func || (left: Verdict, right: Verdict) -> Verdict {
        switch (left, right) {
        case (.holds, _), (_, .holds): .holds
        case (.fails, let other), (let other, .fails): other
        case (.depends(let some), .depends(let others)): .depends(on: some.union(others))
        }
    }
}

/// What is known of an alert's labels before it fires.
package struct ForeseenLabels: Sendable, Equatable {
    /// Empty text is a label that the alert does not have; one that is not here may come with any value, or not at all.
    package let known: [String: String]

    package init(_ known: [String: String]) { self.known = known }

    package var labels: Labels {
        Labels(known.filter { !$0.value.isEmpty }.map(Labels.Pair.init(name:value:)).sorted { $0.name < $1.name })
    }
}

extension Matcher {
    /// As `matches`, of labels of which not all are known.
    package func verdict(_ labels: ForeseenLabels) -> Verdict {
        // Of a regular expression nobody can tell cheaply whether it takes everything: not even ".*" takes a line end.
        guard let value = labels.known[name] else { return .depends(on: [name]) }
        return holds(for: value) ? .holds : .fails
    }
}

extension AlertSelector {
    /// As `matches`, of labels of which not all are known.
    package func verdict(_ labels: ForeseenLabels) -> Verdict {
        let whole = Self.verdict(all, labels)
        return any.isEmpty ? whole : whole && any.reduce(.fails) { $0 || Self.verdict($1, labels) }
    }

    private static func verdict(_ matchers: [Matcher], _ labels: ForeseenLabels) -> Verdict {
        matchers.reduce(.holds) { $0 && $1.verdict(labels) }
    }
}

extension Selector {
    /// As `selects`, of labels of which not all are known.
    package func verdict(_ priority: Priority, _ labels: ForeseenLabels) -> Verdict {
        cases.reduce(.fails) { $0 || ($1.takes(priority) ? $1.matchers.verdict(labels) : .fails) }
    }
}
