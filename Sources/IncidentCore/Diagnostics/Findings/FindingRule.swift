package import Patterns

/// What makes a sentence of a collector's output.
package struct FindingRule: Sendable {
    package enum Kind: Sendable {
        /// Found anywhere; in the sentence `$1` stands for what the first group matched.
        case pattern(Pattern, sentence: String)
        /// Rows for which all conditions hold. With `many` those that agree in its fields are one finding.
        case rows([RowCondition], sentence: RowSentence, many: RowSentence?)
    }

    package let kind: Kind
    package let level: FindingLevel
    /// Where it is read: of commands that succeeded, or of those that did not; `nil` is of all.
    package var outcome: Outcome?
    /// Whether it is read only on lines of which no rule before it has said anything.
    package var isOtherwise = false

    /// How a command must have ended.
    package enum Outcome: String, Sendable, CaseIterable {
        case succeeded
        /// Or was stopped.
        case failed
    }

    package init(pattern: Pattern, sentence: String, level: FindingLevel) {
        (kind, self.level) = (.pattern(pattern, sentence: sentence), level)
    }

    package init(rows: [RowCondition], sentence: RowSentence, many: RowSentence? = nil, level: FindingLevel) {
        (kind, self.level) = (.rows(rows, sentence: sentence, many: many), level)
    }

    /// Whether it is about rows of named values, and not about the text.
    package var readsFields: Bool { if case .rows = kind { true } else { false } }

    /// The fields that it asks for or names.
    var fields: [String] {
        guard case .rows(let conditions, let sentence, let many) = kind else { return [] }
        return conditions.flatMap(\.fields) + sentence.fields + (many?.fields ?? [])
    }
}

extension FindingRule: Equatable {
    package static func == (left: FindingRule, right: FindingRule) -> Bool {
        guard left.level == right.level, left.outcome == right.outcome, left.isOtherwise == right.isOtherwise else {
            return false
        }
        return switch (left.kind, right.kind) {
        case (.pattern(let pattern, let sentence), .pattern(let other, let said)):
            pattern.source == other.source && sentence == said
        case (.rows(let rows, let sentence, let many), .rows(let others, let said, let ofMany)):
            rows == others && sentence == said && many == ofMany
        case (.pattern, .rows), (.rows, .pattern): false
        }
    }
}
