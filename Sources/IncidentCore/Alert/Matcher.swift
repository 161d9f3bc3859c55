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

    /// Reads one condition as ``MatcherReading`` does.
    package init(_ text: String) throws(MatcherError) {
        let matchers = try MatcherReading(text).matchers
        guard matchers.count == 1 else { throw MatcherError(text: text, reason: "it has \(matchers.count) conditions") }
        self = matchers[0]
    }

    package func matches(_ labels: Labels) -> Bool { holds(for: labels[name] ?? "") }

    func holds(for actual: String) -> Bool {
        switch operation {
        case .equal: actual == value
        case .notEqual: actual != value
        case .matches: pattern?.matchesWhole(actual) ?? false
        case .doesNotMatch: !(pattern?.matchesWhole(actual) ?? false)
        }
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
    /// As Alertmanager writes it; reading that gives the same matcher.
    package var description: String {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || $0 == ":") || ("0"..."9").contains($0)
        }
        return (isPlain ? name : Self.quoted(name)) + operation.rawValue + Self.quoted(value)
    }

    private static func quoted(_ text: String) -> String {
        "\""
            + text.unicodeScalars.map { scalar in
                switch scalar {
                case "\"", "\\": "\\\(scalar)"
                case "\n": "\\n"
                default: String(scalar)
                }
            }.joined() + "\""
    }
}

extension [Matcher] {
    /// Whether all hold; an empty list holds for everything.
    package func allMatch(_ labels: Labels) -> Bool {
        for place in indices where !self[place].matches(labels) { return false }
        return true
    }
}

/// A matcher that cannot be read.
package struct MatcherError: Error, Equatable, CustomStringConvertible {
    package let text: String
    package let reason: String
    package var description: String { "matcher \(text) cannot be read: \(reason)" }
}
