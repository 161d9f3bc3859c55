internal import Patterns

/// The exact values of what this installation is configured to keep secret, looked for wherever text of others goes.
///
/// Forms tell most secrets; a token of our own may have none, and stands bare in a log or in another program's
/// environment.
struct KnownSecrets: Sendable {
    private let patterns: [Pattern]

    init(_ secrets: [Secret]) {
        let texts = Set(secrets.flatMap { Self.forms(of: $0.reveal) }).filter(Secret.isLongEnough)
        // Longest first: of two of which one begins the other, the whole of the longer goes.
        let sorted = texts.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }.map(Pattern.escaped)
        if sorted.isEmpty {
            patterns = []
        } else if let all = try? Pattern(sorted.joined(separator: "|")) {
            patterns = [all]
        } else {
            // Larger together than RE2 takes, which a file in the place of a password may be.
            patterns = sorted.compactMap { try? Pattern($0) }
        }
    }

    func apply(to text: String) -> String {
        patterns.reduce(text) { text, pattern in
            pattern.matches(text) ? pattern.replacing(in: text) { _ in "[redacted]" } : text
        }
    }

    /// How a secret may stand in a text: as it is, in a URL, in JSON; and of a URL what in it opens the door.
    private static func forms(of secret: String) -> [String] {
        let parts = [secret] + credentials(inURL: secret)
        return parts + parts.map(\.percentEncoded) + parts.compactMap(\.percentDecoded)
            + parts.map { $0.escapedInJSON(slashes: false) } + parts.map { $0.escapedInJSON(slashes: true) }
    }

    private static func credentials(inURL text: String) -> [String] {
        guard let match = urlParts.matches(in: text, limit: 1).first else { return [] }
        let (password, path) = (match.groups[1] ?? "", match.groups[2] ?? "")
        // `api/v2/alerts` opens nothing, and would be missed in every output: only what somebody has drawn counts.
        let hasToken = slackPath.matchesWhole(path) || path.split(separator: "/").contains { $0.utf8.count >= 16 }
        return [password] + (hasToken ? [path] : [])
    }

    private static let urlParts = Pattern.builtIn(#"^[a-z][a-z0-9+.-]*://(?:[^/@]*?:([^/@]*)@)?[^/]*/?([^?#]*)"#)
    private static let slackPath = Pattern.builtIn("services/T[A-Za-z0-9]+/B[A-Za-z0-9]+/[A-Za-z0-9]+")
}

extension Secret {
    /// Of a shorter one too much else would be taken for it: `db` would go from every output.
    package static let shortestKnown = 8

    static func isLongEnough(_ text: String) -> Bool { text.utf8.count >= shortestKnown }

    /// Whether it is redacted by its value wherever it stands.
    package var isKnownByValue: Bool { Self.isLongEnough(reveal) }
}

extension String {
    /// - Parameter slashes: some writers escape them too.
    fileprivate func escapedInJSON(slashes: Bool) -> String {
        reduce(into: "") { text, character in
            if character == "\"" || character == "\\" || slashes && character == "/" { text += "\\" }
            text.append(character)
        }
    }
}
