/// An alert's expression apart: what it measures, and from where on that is too much.
package struct AlertExpression: Sendable, Equatable {
    package let measured: String
    package let limit: ChartLimit?

    /// `rate(errors[5m]) > 0.05` measures `rate(errors[5m])`, with a limit above 0.05. What compares with anything else than
    /// a number, or more than once, or is joined by `and`, `or`, `unless`, is left as it is: its series are there only while
    /// it fires.
    package init(_ text: String) {
        var (measured, limit): (String, ChartLimit?) = (text, nil)
        if let (left, side, right) = Self.comparison(in: text), let value = Double(right.trimmingBlanks()),
            value.isFinite
        {
            (measured, limit) = (left.trimmingBlanks(), ChartLimit(side, value))
        }
        (self.measured, self.limit) = (measured, limit)
    }

    /// The only comparison that stands outside of brackets and strings.
    private static func comparison(in text: String) -> (Substring, ChartLimit.Side, Substring)? {
        var (depth, quote, found): (Int, Character?, (Substring, ChartLimit.Side, Substring)?) = (0, nil, nil)
        var place = text.startIndex
        while place < text.endIndex {
            let character = text[place]
            let next = text.index(after: place)
            defer { place = max(place, next) }
            if let open = quote {
                if character == "\\", open != "`", next < text.endIndex { place = text.index(after: next) }
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "\"", "'", "`": quote = character
            case "(", "[", "{": depth += 1
            case ")", "]", "}": depth -= 1
            case "=", "!": if depth == 0 { return nil }
            case "<", ">":
                guard depth == 0 else { continue }
                guard found == nil else { return nil }
                let isEqual = next < text.endIndex && text[next] == "="
                let after = isEqual ? text.index(after: next) : next
                found = (text[..<place], character == ">" ? .above : .below, text[after...])
                place = after
            case let letter where depth == 0 && letter.isLetter:
                let word = text[place...].prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
                if ["and", "or", "unless"].contains(word.lowercased()) { return nil }
                place = word.endIndex
            default: break
            }
        }
        return found
    }
}
