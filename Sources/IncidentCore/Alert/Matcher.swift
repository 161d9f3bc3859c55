internal import Patterns

/// One condition on a label in Alertmanager's syntax: `name="value"`, `!=`, `=~`, `!~`; a missing label is empty text.
package struct Matcher: Sendable {
    package let name: String
    package let operation: Operation
    package let value: String
    private let pattern: Pattern?

    package enum Operation: String, Sendable, CaseIterable {
        case equal = "="
        case notEqual = "!="
        case matches = "=~"
        case doesNotMatch = "!~"
    }

    package init(name: String, operation: Operation, value: String) throws(MatcherError) {
        self.name = name
        self.operation = operation
        self.value = value
        switch operation {
        case .equal, .notEqual: pattern = nil
        case .matches, .doesNotMatch:
            do {
                pattern = try Pattern(value)
            } catch {
                throw MatcherError(text: "\(name)\(operation.rawValue)\"\(value)\"", reason: error.description)
            }
        }
    }

    /// Reads `name=~"value"`; the value may stand without quotes when it holds none of `{}!=~,\"'` and no blanks.
    package init(_ text: String) throws(MatcherError) {
        let trimmed = text.trimmingBlanks()
        let name = trimmed.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" || $0 == "." || $0 == "-" }
        guard let first = name.first, !first.isNumber else {
            throw MatcherError(text: text, reason: "it must begin with a label name")
        }
        var rest = trimmed.dropFirst(name.count).drop { $0 == " " }
        // Longest operators first: "=" is a prefix of "=~".
        guard
            let operation = [Operation.notEqual, .doesNotMatch, .matches, .equal].first(where: {
                rest.hasPrefix($0.rawValue)
            })
        else {
            throw MatcherError(text: text, reason: "after \"\(name)\" one of = != =~ !~ must follow")
        }
        rest = rest.dropFirst(operation.rawValue.count).drop { $0 == " " }
        guard let value = Self.unquote(rest) else {
            throw MatcherError(text: text, reason: "the value must stand in double quotes")
        }
        try self.init(name: String(name), operation: operation, value: value)
    }

    package func matches(_ labels: Labels) -> Bool {
        let actual = labels[name] ?? ""
        return switch operation {
        case .equal: actual == value
        case .notEqual: actual != value
        case .matches: pattern?.matchesWhole(actual) ?? false
        case .doesNotMatch: !(pattern?.matchesWhole(actual) ?? false)
        }
    }

    private static func unquote(_ text: Substring) -> String? {
        guard text.first == "\"" else {
            return text.isEmpty || text.contains(where: { "{}!=~,\\\"' ".contains($0) }) ? nil : String(text)
        }
        var value = ""
        var escaped = false
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if escaped {
                // As in Alertmanager, only these three mean something; in a regular expression "\." stays as it is.
                switch character {
                case "n": value += "\n"
                case "\"", "\\": value.append(character)
                default: value += "\\\(character)"
                }
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else if character == "\"" {
                return rest.isEmpty ? value : nil
            } else {
                value.append(character)
            }
        }
        return nil
    }
}

extension Matcher: Hashable, CustomStringConvertible {
    package static func == (left: Matcher, right: Matcher) -> Bool {
        left.name == right.name && left.operation == right.operation && left.value == right.value
    }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(operation)
        hasher.combine(value)
    }
    package var description: String { "\(name)\(operation.rawValue)\"\(value)\"" }
}

extension [Matcher] {
    /// Whether all hold; an empty list holds for everything.
    package func allMatch(_ labels: Labels) -> Bool { allSatisfy { $0.matches(labels) } }
}

/// A matcher that cannot be read.
package struct MatcherError: Error, Equatable, CustomStringConvertible {
    package let text: String
    package let reason: String
    package var description: String { "matcher \(text) cannot be read: \(reason)" }
}

extension StringProtocol {
    /// Without blanks, tabs and line ends on both sides.
    package func trimmingBlanks() -> String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
