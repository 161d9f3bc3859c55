/// An alert's expression apart: what it measures, and from where on that is too much.
package struct AlertExpression: Sendable, Equatable {
    package let measured: String
    package let limit: ChartLimit?
    /// What its numbers are compared with, also where that is no limit.
    package let condition: NumberCondition?

    /// `rate(errors[5m]) > 0.05` measures `rate(errors[5m])`, with a limit above 0.05. What compares with anything else than
    /// a number, or more than once, or is joined by `and`, `or`, `unless`, is left as it is, and so is `up == 0`: its series
    /// are there only while it fires.
    package init(_ text: String) {
        var condition: NumberCondition?
        var measured = text
        if let (left, sign, right) = Self.comparison(in: text), let value = Double(right.trimmingBlanks()),
            value.isFinite
        {
            let found = NumberCondition(sign, value, text: text[left.endIndex...].trimmingBlanks())
            if found.limit != nil { measured = left.trimmingBlanks() }
            condition = found
        }
        (self.measured, self.limit, self.condition) = (measured, condition?.limit, condition)
    }

    /// The only comparison that stands outside of brackets and strings.
    private static func comparison(in text: String) -> (Substring, NumberCondition.Sign, Substring)? {
        var (depth, quote, found): (Int, Character?, (Substring, NumberCondition.Sign, Substring)?) = (0, nil, nil)
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
            case "<", ">", "=", "!":
                guard depth == 0 else { continue }
                let isEqual = next < text.endIndex && text[next] == "="
                let after = isEqual ? text.index(after: next) : next
                guard found == nil, let sign = NumberCondition.Sign(rawValue: String(text[place..<after])) else {
                    return nil
                }
                found = (text[..<place], sign, text[after...])
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
