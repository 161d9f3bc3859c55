internal import Patterns

/// What a label's value must look like before it may become part of a command.
///
/// None of these lets a value begin with a dash, hold a blank or a quote, or be empty.
package enum LabelType: String, Sendable, CaseIterable {
    /// A DNS-1123 name or subdomain, which the names of Kubernetes objects are.
    case dns
    /// Wider: image names, addresses with ports, topics.
    case name
    case int
    /// As Prometheus writes one: `5m`, `1h30m`.
    case duration

    /// The longest DNS-1123 subdomain, and long enough for the others.
    package static let maximumLength = 253

    /// Whether the whole of `value` is of this type.
    package func accepts(_ value: String) -> Bool {
        value.utf8.count <= Self.maximumLength && Self.patterns[self]?.matchesWhole(value) == true
    }

    /// RE2 syntax; the whole value must match.
    package var pattern: String {
        switch self {
        case .dns: #"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"#
        case .name: "[A-Za-z0-9_.:/][A-Za-z0-9_.:/-]*"
        case .int: "[0-9]+"
        case .duration: "([0-9]+(ms|[smhdwy]))+"
        }
    }

    private static let patterns = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0, Pattern.builtIn($0.pattern)) })
}
