package import IncidentCore

extension IncidentExplanation {
    /// Why something has its priority: what decided when it was classified, and what the tables in force say where that is
    /// not the same.
    package struct ExplainedClassification: Encodable, Sendable {
        package let priority: String
        package let rule: String
        /// What became of that rule in the tables in force; `nil` where these cannot be read.
        @Explicit package var standing: RecordedClassification.Standing?
        /// In words, for after the rule's name.
        package let because: String
        /// What held on which label, as far as the tables have it.
        package let held: [ExplainedCondition]
        /// What the tables in force would say; `nil` where they say the same.
        @Explicit package var today: ExplainedVerdict?
    }

    package struct ExplainedVerdict: Encodable, Sendable {
        package let priority: String
        package let rule: String
        package let because: String
        package let held: [ExplainedCondition]
    }

    package struct ExplainedCondition: Encodable, Sendable {
        /// As Alertmanager writes it.
        package let condition: String
        package let label: String
        /// `nil` where the alert has no such label.
        @Explicit package var value: String?

        /// On what it held: `severity=critical`; `nil` as above.
        package var pair: String? { value.map { "\(label)=\($0)" } }

        package var words: String {
            "\(condition) held " + (pair.map { "on \($0)" } ?? "as there is no label \(label)")
        }

        var bytes: Int { condition.utf8.count + label.utf8.count + (value?.utf8.count ?? 0) }
    }
}

extension IncidentExplanation.ExplainedClassification {
    /// - Parameter account: `nil` where the tables cannot be read.
    init(_ recorded: Classification, _ account: RecordedClassification?, _ redactions: Redactions) {
        let today = account?.today
        self.init(
            priority: recorded.priority.rawValue, rule: recorded.rule.shown(Shown.nameCharacters),
            standing: account?.standing,
            because: account.map(Self.words) ?? "the tables cannot be read, so why is not known",
            held: (account?.held ?? []).map { IncidentExplanation.ExplainedCondition($0, redactions) },
            today: account?.standing == .decides
                ? nil : today.map { IncidentExplanation.ExplainedVerdict($0, redactions) })
    }

    private static func words(_ account: RecordedClassification) -> String {
        let then = "it decided when the alert was classified"
        return switch account.standing {
        case .decides: account.today?.words ?? then
        case .givesAnother: "\(then), and gives another priority by the tables in force"
        case .isPreceded: "\(then), and holds still, but by the tables in force something before it decides"
        case .doesNotHold: "\(then), and does not hold on the labels that are kept by the tables in force"
        case .isGone: "\(then), and is not in the tables in force"
        }
    }

    var bytes: Int { (held + (today?.held ?? [])).reduce(0) { $0 + $1.bytes } }
}

extension IncidentExplanation.ExplainedVerdict {
    init(_ reason: ClassificationReason, _ redactions: Redactions) {
        self.init(
            priority: reason.classification.priority.rawValue,
            rule: reason.classification.rule.shown(Shown.nameCharacters), because: reason.words,
            held: reason.held.map { IncidentExplanation.ExplainedCondition($0, redactions) })
    }
}

extension IncidentExplanation.ExplainedCondition {
    init(_ held: HeldCondition, _ redactions: Redactions) {
        // As it is shown everywhere: a label's name may say that its value is a secret.
        let shown = held.value.map { redactions.apply(to: Labels([Labels.Pair(name: held.name, value: $0)])).shown }
        self.init(
            condition: held.condition.shown(Shown.nameCharacters), label: held.name.shown(Shown.nameCharacters),
            value: shown?.pairs.first?.value)
    }
}

extension ClassificationReason {
    fileprivate var words: String {
        switch basis {
        case .priorityLabel: "the alert says so itself, and its label priority counts before every rule"
        case .rule where held.isEmpty: "no rule before it holds, and it is for every alert"
        case .rule: "of the rules it is the first whose conditions all hold"
        case .severity: "no rule holds, and this is what its severity stands for"
        case .defaultPriority: "no rule holds, and its severity is none that the tables know: the default counts"
        case .heartbeat: "it is what the tables give the silence of that heartbeat"
        }
    }
}
