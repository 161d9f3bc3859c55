/// One question whose answers are kept, to be compared with the answer during an incident.
package struct BaselineQuestion: Sendable, Hashable {
    package let collector: String
    /// Redacted, as an artifact has them.
    package let arguments: [String]
    /// What else of an alert's labels the answer may depend on: of a program that no grammar knows all of them, which it has
    /// in its environment.
    package let told: Labels

    package init(collector: String, arguments: [String], told: Labels) {
        self.collector = collector
        self.arguments = arguments
        self.told = told
    }
}

/// A question as it is stored, with when it is asked.
package struct StoredBaselineQuestion: Sendable, Equatable {
    package let id: Int64
    package let question: BaselineQuestion
    /// With which it is asked again.
    package let labels: Labels
    /// When an incident asked it last.
    package let askedAt: Timestamp
    package let dueAt: Timestamp

    package init(id: Int64, question: BaselineQuestion, labels: Labels, askedAt: Timestamp, dueAt: Timestamp) {
        self.id = id
        self.question = question
        self.labels = labels
        self.askedAt = askedAt
        self.dueAt = dueAt
    }
}

extension Collector {
    /// What it would ask about an alert with these labels; `nil` where it has no baseline, or must not ask.
    package func baselineQuestion(about labels: Labels, redactions: Redactions) -> BaselineQuestion? {
        guard baseline != nil, case .run(let command) = source,
            let arguments = question(for: CollectorSubject(labels))
        else { return nil }
        return BaselineQuestion(
            collector: name, arguments: redactions.apply(toArguments: arguments),
            told: command.seesAllLabels ? labels : [:])
    }

    /// Of an alert's labels those that are needed to ask the same again.
    package func labelsForBaseline(of labels: Labels) -> Labels {
        guard case .run(let command) = source, !command.seesAllLabels else { return labels }
        let names = Set(source.labelPlaces.map(\.name))
        return Labels(labels.pairs.filter { names.contains($0.name) })
    }

    /// The question that needs no alert: with the defaults of all places.
    func standingQuestion(redactions: Redactions) -> BaselineQuestion? {
        guard case .run(let command) = source, !command.seesAllLabels else { return nil }
        return baselineQuestion(about: [:], redactions: redactions)
    }
}

extension CommandTemplate {
    /// Whether the program may look at any label, in its environment.
    fileprivate var seesAllLabels: Bool { words.first.map { !ReadOnlyGrammar.knows($0.text) } ?? true }
}
