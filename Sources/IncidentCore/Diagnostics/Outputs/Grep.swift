package import Patterns

/// Lines that hold a pattern, with the options that runbooks use.
package struct Grep: Sendable, Equatable {
    /// As it was written.
    package let text: String
    /// The text is looked for as it stands (`-F`).
    package let isFixed: Bool
    /// The lines that do not hold it (`-v`).
    package let isInverted: Bool
    /// `-i`
    package let ignoresCase: Bool
    /// Lines of context before and after each found one (`-B`, `-A`).
    package let before: Int
    package let after: Int
    private let pattern: Pattern

    package init(
        _ text: String, isFixed: Bool = false, isInverted: Bool = false, ignoresCase: Bool = false, before: Int = 0,
        after: Int = 0
    ) throws(PatternError) {
        self.text = text
        self.isFixed = isFixed
        self.isInverted = isInverted
        self.ignoresCase = ignoresCase
        self.before = max(0, before)
        self.after = max(0, after)
        pattern = try Pattern((ignoresCase ? "(?i)" : "") + (isFixed ? Pattern.escaped(text) : text))
    }

    package static func == (left: Grep, right: Grep) -> Bool {
        left.text == right.text && left.isFixed == right.isFixed && left.isInverted == right.isInverted
            && left.ignoresCase == right.ignoresCase && left.before == right.before && left.after == right.after
    }

    func apply(to lines: [Substring]) -> [Substring] {
        let hasContext = before > 0 || after > 0
        var kept: [Substring] = []
        // Line numbers below this have been decided; the first not printed yet.
        var next = 0
        for (number, line) in lines.enumerated() where pattern.matches(String(line)) != isInverted {
            let first = max(next, number - before)
            // As grep does: a line of its own between two groups that do not touch.
            if hasContext, !kept.isEmpty, first > next { kept.append("--") }
            let end = min(lines.count, number + after + 1)
            guard first < end else { continue }
            kept += lines[first..<end]
            next = end
        }
        return kept
    }
}
