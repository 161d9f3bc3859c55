internal import Patterns

/// What a label's value must look like before it may become part of a command.
///
/// None of these lets a value begin with a dash, hold a blank, a quote or `..`, or be empty. All but `path` and
/// `address`, which are for those who mean them, keep out `:` and `/` too: with these a name becomes a URL, a host with
/// a port, or another kind of resource.
package enum LabelType: String, Sendable, CaseIterable {
    /// A DNS-1123 name or subdomain, which the names of Kubernetes objects are.
    case dns
    /// Wider: topics, consumer groups, names with capitals or underscores.
    case name
    /// A database's name: nothing in it that would make a connection string of it.
    case database
    case int
    /// As Prometheus writes one: `5m`, `1h30m`.
    case duration
    /// Names between slashes: a mount point, `TYPE/NAME`.
    case path
    /// A host name or address, with or without a port.
    case address

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
        case .name: Self.dottedName
        case .database: "[A-Za-z0-9_][A-Za-z0-9_-]*"
        case .int: "[0-9]+"
        case .duration: "([0-9]+(ms|[smhdwy]))+"
        case .path: "/|/?\(Self.dottedName)(/\\.?[A-Za-z0-9_-](\\.?[A-Za-z0-9_-])*)*/?"
        case .address: "(\(Self.dottedName)|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?"
        }
    }

    /// Signs in a value that could make something else of a name than a name.
    var signs: String {
        switch self {
        case .path: "/"
        case .address: ":"
        case .dns, .name, .database, .int, .duration: ""
        }
    }

    /// The pattern in words, for the person who reads why a value was refused.
    package var shape: String {
        switch self {
        case .dns: "a DNS name"
        case .name: "letters, digits, _, - and single dots"
        case .database: "letters, digits, _ and -"
        case .int: "digits"
        case .duration: "a duration such as 1h30m"
        case .path: "names between slashes"
        case .address: "a host, with or without a port"
        }
    }

    /// A dot stands between two other characters, so that there is no `..`.
    private static let dottedName = "[A-Za-z0-9_](\\.?[A-Za-z0-9_-])*"

    private static let patterns = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0, Pattern.builtIn($0.pattern)) })
}
