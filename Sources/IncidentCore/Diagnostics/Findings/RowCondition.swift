/// One condition on a row's fields: `STATUS=~"Error|Failed"`, `RESTARTS>2`, `query_start>5m`, `used>=90% hard`.
package struct RowCondition: Sendable, Equatable {
    /// As it is written.
    package let text: String
    /// Which field it is about first.
    let field: String
    private let test: Test

    fileprivate enum Test: Equatable {
        case text(Matcher)
        case comparison(Comparison, Operand)
    }

    fileprivate enum Comparison: String {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "="
        case notEqual = "!="
    }

    fileprivate enum Operand: Equatable {
        case value(FieldValue)
        case field(String)
        /// So much of a field.
        case share(Double, of: String)
    }

    package init(_ text: String) throws(RowConditionError) {
        self.text = text
        guard let (name, sign, value) = Self.parts(of: text) else {
            throw RowConditionError(text, "no operator with a field before it is in it")
        }
        if let mistake = Self.mistake(name, value) { throw RowConditionError(text, mistake) }
        field = name
        if value.hasPrefix("\"") {
            guard let operation = Matcher.Operation(rawValue: sign) else {
                throw RowConditionError(text, "a number, a duration or a field stands behind \(sign) without quotes")
            }
            // The name may hold what no label's name does.
            let matchers: [Matcher]
            do { matchers = try MatcherReading("field\(sign)\(value)").matchers } catch {
                throw RowConditionError(text, error.reason)
            }
            guard matchers.count == 1,
                let matcher = try? Matcher(name: name, operation: operation, value: matchers[0].value)
            else { throw RowConditionError(text, "behind \(sign) one text in double quotes is expected") }
            test = .text(matcher)
        } else {
            guard let comparison = Comparison(rawValue: sign) else {
                throw RowConditionError(text, "the expression behind \(sign) must stand in double quotes")
            }
            let operand = try Self.operand(value, of: text)
            // Who writes STATUS=Running means the text.
            if case .field = operand, comparison == .equal || comparison == .notEqual, !value.hasPrefix("{") {
                throw RowConditionError(
                    text, "text must stand in double quotes (\"\(value)\"), another field in braces ({\(value)})")
            }
            test = .comparison(comparison, operand)
        }
        if let name = fields.first(where: { $0.contains { "\"'".contains($0) } }) {
            throw RowConditionError(text, "\(name) is no field: a field's name stands without quotes")
        }
    }

    /// The fields that it asks for.
    package var fields: [String] {
        switch test {
        case .text, .comparison(_, .value): [field]
        case .comparison(_, .field(let other)), .comparison(_, .share(_, of: let other)): [field, other]
        }
    }

    /// Whether a row fulfils it: never where a field is not there, or cannot be compared.
    ///
    /// - Parameter now: when the fields were read; a time's age is counted from it.
    package func holds(for fields: [String: String], at now: Timestamp) -> Bool {
        guard let actual = fields[field] else { return false }
        switch test {
        case .text(let matcher): return matcher.holds(for: actual)
        case .comparison(let comparison, .value(let value)):
            return FieldValue.difference(FieldValue(actual), value, at: now).map(comparison.holds) ?? false
        case .comparison(let comparison, .field(let name)):
            guard let other = fields[name] else { return false }
            if let difference = FieldValue.difference(FieldValue(actual), FieldValue(other), at: now) {
                return comparison.holds(difference)
            }
            switch comparison {
            case .equal: return actual == other
            case .notEqual: return actual != other
            case .less, .lessOrEqual, .greater, .greaterOrEqual: return false
            }
        case .comparison(let comparison, .share(let share, let name)):
            guard let number = FieldValue(actual).number, let whole = fields[name].flatMap({ FieldValue($0).number })
            else { return false }
            return comparison.holds(number - share * whole)
        }
    }

    /// What stands before the first operator, the operator, and what stands behind it.
    static func parts(of text: String) -> (field: String, sign: String, value: String)? {
        for place in text.indices where "=!<>".contains(text[place]) {
            let rest = text[place...]
            guard let sign = ["=~", "!~", "!=", ">=", "<=", "=", ">", "<"].first(where: { rest.hasPrefix($0) }) else {
                continue
            }
            let field = text[..<place].trimmingBlanks()
            return field.isEmpty ? nil : (field, sign, rest.dropFirst(sign.count).trimmingBlanks())
        }
        return nil
    }

    private static func operand(_ value: String, of text: String) throws(RowConditionError) -> Operand {
        let parts = value.split(separator: "%", maxSplits: 1)
        if parts.count == 2, let percent = Double(parts[0].trimmingBlanks()) {
            let field = parts[1].trimmingBlanks()
            if field.hasPrefix("of ") {
                throw RowConditionError(
                    text,
                    "the field stands right behind the percent sign: \(parts[0])% \(field.dropFirst(3).trimmingBlanks())"
                )
            }
            return .share(percent / 100, of: field)
        }
        let read = FieldValue(value)
        if !read.isNothing, value.hasSuffix("%") {
            let number = value.dropLast().trimmingBlanks()
            throw RowConditionError(
                text,
                "of which field \(value) are is not said (used>=90% hard); "
                    + "a value in percent is compared with \(number)")
        }
        if !read.isNothing { return .value(read) }
        if value.hasPrefix("{"), value.hasSuffix("}"), value.count > 2 {
            return .field(value.dropFirst().dropLast().description.trimmingBlanks())
        }
        guard let first = value.first else { throw RowConditionError(text, "nothing stands behind the operator") }
        if let duration = duration(meantBy: value) {
            throw RowConditionError(text, "\(value) is no duration; write \(duration)")
        }
        guard first == "_" || first == "%" || first.isLetter, !value.contains(where: "\"'<>=!~".contains) else {
            throw RowConditionError(
                text, "\(value) is no number, no duration and no field; text must stand in double quotes")
        }
        return .field(value)
    }
}

extension RowCondition.Comparison {
    fileprivate func holds(_ difference: Double) -> Bool {
        switch self {
        case .less: difference < 0
        case .lessOrEqual: difference <= 0
        case .greater: difference > 0
        case .greaterOrEqual: difference >= 0
        case .equal: difference == 0
        case .notEqual: difference != 0
        }
    }
}

/// A condition that cannot be read.
package struct RowConditionError: Error, Equatable, CustomStringConvertible {
    package let text: String
    package let reason: String

    fileprivate init(_ text: String, _ reason: String) { (self.text, self.reason) = (text, reason) }

    package var description: String {
        "the condition \(text) cannot be read: \(reason); one looks like STATUS=~\"Error|Failed\", RESTARTS>2, "
            + "query_start>5m or used>=90% hard"
    }
}
