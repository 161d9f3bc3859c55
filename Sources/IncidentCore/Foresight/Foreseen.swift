/// What a decision comes to while not all that it depends on is known: one outcome, or several of which labels choose.
package struct Foreseen<Value: Sendable & Equatable>: Sendable, Equatable {
    /// In the order in which they are decided; never empty, and each value once. The last is what remains.
    package private(set) var outcomes: [Outcome]

    package struct Outcome: Sendable, Equatable {
        package let value: Value
        /// The labels, not known yet, that can bring it about; empty for what is so otherwise.
        package let dependsOn: Set<String>
    }

    package init(_ value: Value) { outcomes = [Outcome(value: value, dependsOn: [])] }

    private init(_ outcomes: [Outcome]) {
        var merged: [Outcome] = []
        for outcome in outcomes {
            if let place = merged.firstIndex(where: { $0.value == outcome.value }) {
                let before = merged.remove(at: place)
                // What is so otherwise is not chosen by a label.
                let isOtherwise = before.dependsOn.isEmpty || outcome.dependsOn.isEmpty
                merged.append(
                    Outcome(
                        value: before.value, dependsOn: isOtherwise ? [] : before.dependsOn.union(outcome.dependsOn)))
            } else {
                merged.append(outcome)
            }
        }
        // Stable: what remains when nothing else comes is said last.
        self.outcomes = merged.filter { !$0.dependsOn.isEmpty } + merged.filter(\.dependsOn.isEmpty)
        if self.outcomes.count == 1 { self.outcomes = [Outcome(value: self.outcomes[0].value, dependsOn: [])] }
    }

    /// The first of rows that takes the labels, or what remains.
    ///
    /// - Parameter verdict: of a row; it is asked in their order, as the decision itself does.
    package init<Rows: Sequence>(
        firstOf rows: Rows, verdict: (Rows.Element) -> Verdict, value: (Rows.Element) -> Value,
        otherwise: Foreseen<Value>
    ) {
        var outcomes: [Outcome] = []
        for row in rows {
            switch verdict(row) {
            case .fails: continue
            case .depends(let labels): outcomes.append(Outcome(value: value(row), dependsOn: labels))
            case .holds:
                self.init(outcomes + [Outcome(value: value(row), dependsOn: [])])
                return
            }
        }
        self.init(outcomes + otherwise.outcomes)
    }

    /// Nothing that comes can change it.
    package var isCertain: Bool { outcomes.count == 1 }
    /// The one outcome; `nil` where there are several.
    package var certain: Value? { isCertain ? outcomes[0].value : nil }
    package var values: [Value] { outcomes.map(\.value) }
    /// All labels that choose.
    package var dependsOn: Set<String> { outcomes.reduce(into: []) { $0.formUnion($1.dependsOn) } }

    /// What follows from each outcome.
    package func then<Next>(_ next: (Value) -> Foreseen<Next>) -> Foreseen<Next> {
        Foreseen<Next>(
            outcomes.flatMap { outcome in
                next(outcome.value).outcomes.map {
                    Foreseen<Next>.Outcome(value: $0.value, dependsOn: $0.dependsOn.union(outcome.dependsOn))
                }
            })
    }

    /// Whether something is so that each outcome has a verdict on.
    package func verdict(_ verdict: (Value) -> Verdict) -> Verdict {
        let verdicts = outcomes.map { verdict($0.value) }
        if verdicts.allSatisfy({ $0 == .holds }) { return .holds }
        if verdicts.allSatisfy({ $0 == .fails }) { return .fails }
        return .depends(
            on: verdicts.reduce(into: dependsOn) { labels, verdict in
                if case .depends(let others) = verdict { labels.formUnion(others) }
            })
    }
}
