internal import Patterns

/// The exact values of what this installation is configured to keep secret, looked for wherever text of others goes.
///
/// Forms tell most secrets; a token of our own may have none, and stands bare in a log or in another program's
/// environment.
struct KnownSecrets: Sendable {
    private let patterns: [Pattern]
    /// Expressions of which one matches wherever there is a secret.
    let signs: [String]

    init(_ secrets: [Secret]) {
        let texts = Set(secrets.flatMap { Self.forms(of: $0.reveal) }.filter(Secret.isLongEnough).map(Pattern.escaped))
        let base64 = Set(secrets.flatMap { Self.base64(of: $0.reveal) }.map(Pattern.escaped)).sorted()
        // Longest first: of two of which one begins the other, the whole of the longer goes.
        let plain = texts.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
        signs = plain + base64
        let sorted = base64.map { "[A-Za-z0-9+/_-]*" + $0 + "[A-Za-z0-9+/_-]*={0,2}" } + plain
        if sorted.isEmpty {
            patterns = []
        } else if let all = try? Pattern(sorted.joined(separator: "|")) {
            patterns = [all]
        } else {
            // Larger together than RE2 takes, which a file in the place of a password may be.
            patterns = sorted.compactMap { try? Pattern($0) }
        }
    }

    func find(in search: inout SecretSearch) {
        for pattern in patterns { search.hide(pattern) { _, groups in groups[0] } }
    }

    /// How a secret may stand in a text: as it is, in a URL, in JSON and in JSON within JSON, in HTML; and of a URL what in
    /// it opens the door.
    private static func forms(of secret: String) -> [String] {
        parts(of: secret).flatMap { part in
            let json = [false, true].map { part.escapedInJSON(slashes: $0) }
            let twice = json.map { $0.escapedInJSON(slashes: false) }
            let more =
                json + twice + twice.map { $0.escapedInJSON(slashes: false) } + [
                    part.htmlEscaped, part.htmlEscapedByGo, part.htmlEscapedByGo.replacing("+", with: "&#43;"),
                    part.htmlEscaped.replacing("&#39;", with: "&#x27;"), part.percentEncoded,
                    part.percentEncoded.replacing("%20", with: "+"),
                    part.percentEncoded.lowercasedEscapes,
                    part.percentEncoded.lowercasedEscapes.replacing("%20", with: "+"), part.escapedForHTMLInJSON,
                    part.asciiInJSON,
                    part.replacing("'", with: "''"), part.replacing("'", with: #"'\''"#),
                ]
            return [part] + more + [part.percentDecoded].compactMap(\.self)
        }
    }

    private static func parts(of secret: String) -> [String] { [secret] + credentials(inURL: secret) }

    /// Its base64, which differs by where it begins; what does not depend on its neighbours.
    private static func base64(of secret: String) -> [String] {
        parts(of: secret).filter(Secret.isLongEnough).flatMap { part in
            (0..<3).flatMap { shift in
                let bytes = [UInt8](repeating: 0, count: shift) + Array(part.utf8)
                // Of three bytes each, but for the first and last that others share.
                let whole = bytes.count / 3 * 4
                let code = Base64.encode(bytes).prefix(whole).dropFirst(shift == 0 ? 0 : 4)
                guard code.count >= Secret.shortestKnown else { return [String]() }
                let isPlain = !code.contains { "+/".contains($0) }
                return isPlain ? [String(code)] : [String(code), Base64.inURLs(code)]
            }
        }
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

/// RFC 4648, 4 and 5.
private enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    /// Without padding.
    static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { text.append(digits[bits >> (18 - 6 * place) & 63]) }
        }
        return text
    }

    static func inURLs(_ code: Substring) -> String {
        String(code.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}

extension String {
    /// - Parameter slashes: some writers escape them too.
    fileprivate func escapedInJSON(slashes: Bool) -> String {
        reduce(into: "") { text, character in
            if character == "\"" || character == "\\" || slashes && character == "/" { text += "\\" }
            text.append(character)
        }
    }

    /// As Go writes it into JSON, so that it may stand in HTML.
    fileprivate var escapedForHTMLInJSON: String {
        escapedInJSON(slashes: false).replacing("<", with: #"\u003c"#).replacing(">", with: #"\u003e"#)
            .replacing("&", with: #"\u0026"#)
    }

    /// As Go's `html` writes it; its templates escape `+` too.
    fileprivate var htmlEscapedByGo: String { htmlEscaped.replacing("&quot;", with: "&#34;") }

    /// As Python writes it into JSON.
    var asciiInJSON: String {
        escapedInJSON(slashes: false).utf16.reduce(into: "") { text, unit in
            if unit < 0x80 {
                text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16)
                text += #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
    }

    /// `%2f` for `%2F`.
    fileprivate var lowercasedEscapes: String {
        var (text, left) = ("", 0)
        for character in self {
            text += left > 0 ? character.lowercased() : String(character)
            left = character == "%" ? 2 : max(0, left - 1)
        }
        return text
    }
}
