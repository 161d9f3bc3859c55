package import Patterns

/// Rules that take secrets out of text that others wrote before it is stored, logged or sent; what tells their kind stays.
///
/// Kinds and limits are described in `docs/redaction.md`.
package struct Redactions: Sendable {
    package static let builtIn = Redactions(adding: [])
    /// What stands in the place of a secret.
    package static let mark = "[redacted]"

    private let patterns: [Pattern]
    private let secrets: [Secret]
    private let known: KnownSecrets
    /// One of these matches where a secret may stand.
    private let signs: [Pattern]

    /// The exact values of `secrets`, the built-in rules and then `patterns`.
    ///
    /// Of what one of `patterns` matched, its first group stays in front of `[redacted]` and its second behind it;
    /// without groups all of it goes.
    package init(adding patterns: [Pattern] = [], knowing secrets: [Secret] = []) {
        self.patterns = patterns
        self.secrets = secrets
        known = KnownSecrets(secrets)
        signs = Self.patterns(of: Self.signs + known.signs)
    }

    /// As few as RE2 takes.
    private static func patterns(of signs: [String]) -> [Pattern] {
        if let all = try? Pattern(signs.joined(separator: "|")) { return [all] }
        guard signs.count > 1 else { return [] }
        let half = signs.count / 2
        return patterns(of: Array(signs[..<half])) + patterns(of: Array(signs[half...]))
    }

    /// Whether there may be anything in a text that these redact; false is certain.
    package func mayConcern(_ text: String) -> Bool { !patterns.isEmpty || mayHoldSecrets(text) }

    /// - Parameter bytes: a text in UTF-8.
    package func mayConcern(_ bytes: [UInt8]) -> Bool { !patterns.isEmpty || signs.contains { $0.matches(bytes) } }

    private func mayHoldSecrets(_ text: String) -> Bool { signs.contains { $0.matches(text) } }

    /// These, and the exact values of `more`.
    package func knowing(_ more: [Secret]) -> Redactions {
        more.isEmpty ? self : Redactions(adding: patterns, knowing: secrets + more)
    }

    package func apply(to text: String) -> String { redact(text).text }

    /// The text without secrets, and how many were taken out of it.
    ///
    /// Takes time linear in the text, as RE2 does.
    package func redact(_ text: String) -> (text: String, count: Int) {
        var result = (text: text, count: 0)
        if let search = search(text) {
            result = (search.redacted(0..<search.text.bytes.count), search.ranges.count)
        }
        for pattern in patterns where pattern.matches(result.text) {
            var count = 0
            result.text = pattern.replacing(in: result.text) { match in
                // A pattern that matches nothing everywhere must not fill the text.
                guard !match.byteRange.isEmpty else { return "" }
                count += 1
                return match.expand("$1\(Self.mark)$2")
            }
            result.count += count
        }
        return result
    }

    /// What is found by the built-in rules and exact values; `nil` when that is nothing.
    func search(_ text: String) -> SecretSearch? {
        guard mayHoldSecrets(text) else { return nil }
        var search = SecretSearch(Array(text.utf8))
        find(in: &search)
        return search.ranges.isEmpty ? nil : search
    }

    /// - Parameter depth: how often texts within texts are looked into.
    private func find(in search: inout SecretSearch, depth: Int = 3) {
        known.find(in: &search)
        PrivateKeys.find(in: &search)
        TokenForm.find(in: &search)
        PasswordHashes.find(in: &search)
        URLSecrets.find(in: &search)
        HeaderSecrets.find(in: &search)
        CommandSecrets.find(in: &search)
        KubernetesSecrets.find(in: &search)
        TableSecrets.find(in: &search)
        SaidSecrets.find(in: &search)
        LineSecrets.find(in: &search)
        SQLSecrets.find(in: &search)
        NamedSecrets.find(in: &search)
        guard depth > 0 else { return }
        for text in EscapedText.all(in: search.text) + [EscapedText.plain(search.text)].compactMap(\.self) {
            var inner = SecretSearch(text.bytes)
            find(in: &inner, depth: depth - 1)
            for range in inner.ranges { search.hide(text.outer(range)) }
        }
        for encoded in EscapedText.encoded(in: search.text) {
            var inner = SecretSearch(encoded.text.bytes)
            find(in: &inner, depth: depth - 1)
            let ranges = inner.ranges
            if encoded.isBase64 {
                if !ranges.isEmpty { search.hide(encoded.range) }
            } else {
                for range in ranges { search.hide(encoded.text.outer(range)) }
            }
        }
    }
}
