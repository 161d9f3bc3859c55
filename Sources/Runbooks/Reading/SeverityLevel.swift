package import IncidentCore
internal import Patterns

/// How urgent a runbook calls something: `P1`, `SEV-2`, `Severity 3`, or by a word.
package struct SeverityLevel: Sendable, Hashable {
    package let priority: Priority
    /// Such as `critical`, in lower case; `nil` where there is only a number.
    package let word: String?

    /// - Parameter countsFromZero: whether the runbook has a P0, so that its P1 is our P2.
    init?(_ text: String, countsFromZero: Bool) {
        word = Self.word(in: text)
        if let digit = Self.number(in: text) {
            priority = Priority.allCases[min(max(digit - (countsFromZero ? 0 : 1), 0), 3)]
        } else if let known = word.flatMap({ Self.words[$0] }) {
            priority = known
        } else {
            return nil
        }
    }

    /// `P1: at once; P2: within 1 hour` as what it says of each level.
    static func parts(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        let starts = [0] + next.matches(in: text, limit: 20).map(\.byteRange.lowerBound)
        return zip(starts, starts.dropFirst() + [bytes.count]).map {
            String(String(decoding: bytes[$0..<$1], as: UTF8.self).drop { ";,. ".contains($0) })
        }
    }

    private static let next = Pattern.builtIn(
        #"(?i)[;,.]\s+(?:p|sev|severity|priority)[ _-]?[0-5]\s*[:=–—-]"#)

    /// The words of the shipped `severities`, and what runbooks say besides.
    private static let words: [String: Priority] = [
        "critical": .p1, "emergency": .p1, "fatal": .p1, "urgent": .p1, "high": .p2, "major": .p2, "error": .p2,
        "medium": .p3, "moderate": .p3, "warning": .p3, "minor": .p3, "low": .p4, "info": .p4, "informational": .p4,
    ]

    private static let numbered = Pattern.builtIn(#"(?i)\b(?:p|sev|severity|priority)[ _-]?([0-5])\b"#)

    static func number(in text: String) -> Int? {
        numbered.matches(in: text, limit: 1).first.flatMap { $0.groups[1] }.flatMap { Int($0) }
    }

    private static func word(in text: String) -> String? {
        text.lowercased().split { !$0.isLetter }.map(String.init).first { words[$0] != nil }
    }

    /// What a heading says besides its level: nothing, or one of these words, where it defines the level.
    static func rest(of heading: String) -> String {
        let without = numbered.replacing(in: heading) { _ in "" }
        let words = without.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return words.filter { !["level", "priority", "severity"].contains($0.lowercased()) }.joined(separator: " ")
    }

    /// Whether a heading is about a level and not about what to do.
    static func isDefinition(_ heading: String) -> Bool {
        guard number(in: heading) != nil else { return false }
        let rest = rest(of: heading).lowercased()
        return rest.isEmpty || words[rest] != nil
    }

    /// Whether a heading or an entry begins with its level, as `P1: Service Down` and `[SEV2] Slow` do.
    static func begins(_ text: String) -> Bool {
        guard let match = numbered.matches(in: text, limit: 1).first else { return false }
        let before = String(decoding: text.utf8.prefix(match.byteRange.lowerBound), as: UTF8.self)
        return !before.contains { $0.isLetter || $0.isNumber }
    }
}

/// How soon somebody is to act, as runbooks say it.
enum ResponseTime {
    private static let amount = Pattern.builtIn(
        #"(?i)\b([0-9]{1,4})\s*(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)\b"#)
    private static let atOnce = Pattern.builtIn(#"(?i)\b(immediate(ly)?|at once|asap|instant(ly)?)\b"#)

    /// Amounts in words, the longer first.
    private static let words: [(word: Pattern, digits: String)] = [
        (#"half an hour\b"#, "30 minutes"), (#"(?:a )?quarter of an hour\b"#, "15 minutes"),
        (#"\b(?:one|an|a)\s+hour\b"#, "1 hour"), (#"\b(?:one|a)\s+day\b"#, "1 day"),
        (#"\b(?:one|a)\s+week\b"#, "1 week"),
        ("\\btwo\\b", "2"), ("\\bthree\\b", "3"), ("\\bfour\\b", "4"), ("\\bfive\\b", "5"), ("\\beight\\b", "8"),
        ("\\bten\\b", "10"), ("\\bfifteen\\b", "15"), ("\\btwenty\\b", "20"), ("\\bthirty\\b", "30"),
    ].map { (Pattern.builtIn($0), $1) }

    private static let opening = Pattern.builtIn(
        #"(?i)^\W*(?:time to (?:respond|acknowledge|ack)|respon(?:d|se)|ack(?:nowledge)?)(?: time| times| target| in| within)?\b\W*:"#
    )

    /// Whether a line says first that it is about the time to respond: `Respond in: 15m`, `Response time: …`.
    static func begins(_ line: String) -> Bool { opening.matches(line) }

    /// What somebody has who is to act at once: the time in which a pager is answered.
    static let immediate = "5m"

    /// - Returns: as Prometheus writes a time; `nil` where the text names none that `respond_within` can hold.
    static func time(in text: String) -> String? {
        // "action within 1 hour", not how long something lasts.
        let lowered = words.reduce(into: text.lowercased()) { text, pair in
            text = pair.word.replacing(in: text) { _ in pair.digits }
        }
        let clause =
            lowered.split { ",;.(".contains($0) }.first { part in
                ["within", "respon", "action", "ack"].contains { part.contains($0) } && has(String(part))
            }.map(String.init) ?? lowered
        if let match = amount.matches(in: clause, limit: 1).first, let number = match.groups[1],
            let unit = match.groups[2]?.first
        {
            let time = "\(number)\(unit)"
            guard let duration = Duration(prometheus: time), limits.contains(duration) else { return nil }
            return time
        }
        return atOnce.matches(clause) ? immediate : nil
    }

    /// As `respond_within` has them.
    private static let limits: ClosedRange<Duration> = .seconds(60)...(.seconds(30 * 86_400))

    private static func has(_ text: String) -> Bool { amount.matches(text) || atOnce.matches(text) }
}
