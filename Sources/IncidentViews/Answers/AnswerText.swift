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
        /// Whether they are told by the reader's clock already, as far as they are to be.
        var isTold = false
    }

    package enum Style: Sendable, Equatable {
        case plain
        case strong
        /// What must not be overlooked.
        case bad
        /// What a small screen has no room for.
        case aside
    }

    package private(set) var spans: [Span] = []

    init(_ words: String = "") { add(words) }

    /// All of it, in one line.
    package var words: String { spans.map(\.words).joined() }

    mutating func add(_ words: String, _ style: Style = .plain) {
        guard !words.isEmpty else { return }
        spans.append(Span(words: words, style: style, time: nil, isDecision: false))
    }

    /// A finding, whose moments may be a program's.
    mutating func add(_ finding: Finding, by clock: LocalClock, limit: Int, _ style: Style = .plain) {
        let words = clock.retold(finding, finding.text).singleLine(limit: limit)
        spans.append(Span(words: words, style: style, time: nil, isDecision: false, isTold: true))
    }

    mutating func add(decision words: String) {
        spans.append(Span(words: words, style: .plain, time: nil, isDecision: true))
    }

    mutating func add(_ text: AnswerText) { spans += text.spans }

    /// The same with its sentences by this clock, as its times are already.
    func retold(by clock: LocalClock) -> AnswerText {
        guard clock != .utc else { return self }
        var text = AnswerText()
        text.spans = spans.map { span in
            guard span.time == nil, !span.isTold else { return span }
            return Span(
                words: clock.retold(span.words), style: span.style, time: nil, isDecision: span.isDecision)
        }
        return text
    }

    /// `16:23 UTC`
    mutating func add(clock time: Timestamp, at now: Timestamp, by clock: LocalClock, _ style: Style = .plain) {
        spans.append(Span(words: time.clockWords(at: now, by: clock), style: style, time: time, isDecision: false))
    }

    /// `16:23 UTC (4 min ago)`
    mutating func add(past time: Timestamp, at now: Timestamp, by clock: LocalClock) {
        add(clock: time, at: now, by: clock, .strong)
        add(" (\((now - time).spoken) ago)")
    }

    /// `in 3 min (16:38 UTC)`; of what is due `now`.
    mutating func add(coming time: Timestamp, at now: Timestamp, by clock: LocalClock) {
        guard time > now else { return add("now", .strong) }
        add("in \((time - now).nearestMinute.spoken)", .strong)
        add(" (")
        add(clock: time, at: now, by: clock)
        add(")")
    }
}

extension String {
    /// With a capital at its beginning.
    var asSentence: String { prefix(1).uppercased() + dropFirst() }
}
