package import IncidentCore

/// A sentence with what stands out in it and the times that it names, for pages, programs and the terminal.
package struct AnswerText: Sendable, Equatable {
    package struct Span: Sendable, Equatable {
        package let words: String
        package let style: Style
        /// Which the words name, if they name one.
        package let time: Timestamp?
        /// Whether they name a decision, which can be explained.
        package let isDecision: Bool
    }

    package enum Style: Sendable, Equatable {
        case plain
        case strong
        /// What must not be overlooked.
        case bad
    }

    package private(set) var spans: [Span] = []

    init(_ words: String = "") { add(words) }

    /// All of it, in one line.
    package var words: String { spans.map(\.words).joined() }

    mutating func add(_ words: String, _ style: Style = .plain) {
        guard !words.isEmpty else { return }
        spans.append(Span(words: words, style: style, time: nil, isDecision: false))
    }

    mutating func add(decision words: String) {
        spans.append(Span(words: words, style: .plain, time: nil, isDecision: true))
    }

    mutating func add(_ text: AnswerText) { spans += text.spans }

    /// `16:23 UTC`
    mutating func add(clock time: Timestamp, at now: Timestamp, _ style: Style = .plain) {
        spans.append(Span(words: time.clockWords(at: now), style: style, time: time, isDecision: false))
    }

    /// `16:23 UTC (4 min ago)`
    mutating func add(past time: Timestamp, at now: Timestamp) {
        add(clock: time, at: now, .strong)
        add(" (\((now - time).spoken) ago)")
    }

    /// `in 3 min (16:38 UTC)`; of what is due `now`.
    mutating func add(coming time: Timestamp, at now: Timestamp) {
        guard time > now else { return add("now", .strong) }
        add("in \((time - now).spoken)", .strong)
        add(" (")
        add(clock: time, at: now)
        add(")")
    }
}

extension String {
    /// With a capital at its beginning.
    var asSentence: String { prefix(1).uppercased() + dropFirst() }
}
