/// Alertmanager's grammar of matchers up to 0.26 (`pkg/labels/parse.go`), which later ones still fall back to: names are
/// ASCII, and nearly anything may be a value without quotes.
enum ClassicMatcherGrammar {
    static func matchers(in text: String) throws(MatcherError) -> [Matcher] {
        var body = text[...]
        if body.hasPrefix("{") { body.removeFirst() }
        if body.hasSuffix("}") { body.removeLast() }
        var matchers: [Matcher] = []
        for part in parts(of: body) {
            do throws(MatcherError) {
                matchers.append(try matcher(in: part))
            } catch {
                throw MatcherError(text: text, reason: error.reason)
            }
        }
        return matchers
    }

    /// The parts between commas outside of quotes; a last one of blanks does not count.
    private static func parts(of text: Substring) -> [String.UnicodeScalarView] {
        var parts: [String.UnicodeScalarView] = []
        var part = String.UnicodeScalarView()
        var (isQuoted, isEscaped) = (false, false)
        for scalar in text.unicodeScalars {
            if scalar == ",", !isQuoted {
                parts.append(part)
                part = String.UnicodeScalarView()
                continue
            }
            if scalar == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = scalar == "\\" && !isEscaped
            part.append(scalar)
        }
        return part.allSatisfy(\.properties.isWhitespace) ? parts : parts + [part]
    }

    private static func matcher(in part: String.UnicodeScalarView) throws(MatcherError) -> Matcher {
        var rest = part.drop(while: isBlank)
        let name = rest.prefix { isLetter($0) || ("0"..."9").contains($0) }
        guard let first = name.first, isLetter(first) else { throw error("it must begin with a label name") }
        rest = rest.dropFirst(name.count).drop(while: isBlank)
        // Longest operators first: "=" is a prefix of "=~".
        let operation = [Matcher.Operation.matches, .equal, .notEqual, .doesNotMatch].first {
            rest.starts(with: $0.rawValue.unicodeScalars)
        }
        guard let operation else { throw error("one of = != =~ !~ must follow the name") }
        rest = rest.dropFirst(operation.rawValue.unicodeScalars.count).drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return try Matcher(name: String(name), operation: operation, value: try value(of: rest))
    }

    private static func value(of text: String.UnicodeScalarView.SubSequence) throws(MatcherError) -> String {
        var rest = text
        let isQuoted = rest.first == "\""
        if isQuoted { rest.removeFirst() }
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                // At the very end, and before anything but these three, it is itself.
                switch rest.popFirst() {
                case "n": value.append("\n")
                case let next? where next == "\"" || next == "\\": value.append(next)
                case let next?: value.append(contentsOf: ["\\", next])
                case nil: value.append("\\")
                }
            case "\"":
                guard isQuoted, rest.isEmpty else { throw error("a double quote in a value is written \\\"") }
                return String(value)
            default: value.append(scalar)
            }
        }
        guard !isQuoted else { throw error("a quote does not end; add \"") }
        return String(value)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { "\t\n\u{C}\r ".unicodeScalars.contains(scalar) }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_" || scalar == ":"
    }

    private static func error(_ reason: String) -> MatcherError { MatcherError(text: "", reason: reason) }
}
