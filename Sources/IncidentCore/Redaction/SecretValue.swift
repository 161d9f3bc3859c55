internal import Patterns

/// Whether what stands where a secret would stand is one.
enum SecretValue {
    /// Whether `value` may be shown, though its name is that of a secret.
    ///
    /// - Parameters:
    ///   - value: without quotes.
    ///   - isPlain: whether it stood without them too, as the rest of a sentence does.
    static func isHarmless(_ value: ArraySlice<UInt8>, named name: SecretName, isPlain: Bool = false) -> Bool {
        if name == .hint, !isRandom(value) { return true }
        // A longer one is no word, no number and no place.
        guard value.count <= 256 else { return false }
        if value.isEmpty || value.elementsEqual(Redactions.mark.utf8) || isMask(value) { return true }
        // Some write `/` in JSON as `\/`.
        let text = String(decoding: value, as: UTF8.self).replacing(#"\/"#, with: "/")
        if placeholder.matchesWhole(text) || path.matchesWhole(text) { return true }
        let word = String(text.prefix { $0 != " " && $0 != "," && $0 != ";" && $0 != "." }).lowercased()
        if value.count == word.utf8.count ? values.contains(word) : prose.contains(word) { return true }
        if name != .password, isPlain, sentence.matchesWhole(text) { return true }
        return switch name {
        case .password, .hint: false
        case .key: value.count < 3 || number.matchesWhole(text) || dotted.matchesWhole(text) || isMember(text)
        case .reference:
            number.matchesWhole(text) || isMember(text) || text.contains("-") && objectName.matchesWhole(text)
        }
    }

    /// `mode=RBAC`: another name with a word, in a line of such pairs; not if that name is a secret's.
    private static func isMember(_ text: String) -> Bool {
        member.matchesWhole(text) && SecretName(Array(text.utf8.prefix { $0 != UInt8(ascii: "=") })[...]) == nil
    }

    private static let member = Pattern.builtIn("[a-z][a-z_]{1,30}=(?:[a-z][a-z_-]{1,30}|[A-Z]{2,12})")

    /// Whether it is a word of a sentence about a secret.
    static func isProse(_ word: ArraySlice<UInt8>) -> Bool {
        let word = String(decoding: word, as: UTF8.self).lowercased()
        return prose.contains(word) || values.contains(word)
    }

    /// Whether it looks as if a machine had drawn it: long, of mixed characters, and neither a hash, a UUID, a name with
    /// its parts nor a time.
    static func isRandom(_ value: ArraySlice<UInt8>) -> Bool {
        guard (16...4096).contains(value.count), value.contains(where: \.isDigit), value.contains(where: \.isLetter),
            value.allSatisfy({ $0.isAlphanumeric || "+/=_-.~:".utf8.contains($0) })
        else { return false }
        if value.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }) { return false }
        // Words and numbers with marks between them are a name; what was drawn changes from one to the other more often.
        var (changes, last) = (0, 0)
        for byte in value {
            let kind = byte.isDigit ? 1 : byte.isUppercase ? 2 : byte.isLowercase ? 3 : 4
            if kind != 4, last != 4, last != 0, kind != last { changes += 1 }
            last = kind
        }
        return changes * 5 >= value.count && !objectName.matchesWhole(String(decoding: value, as: UTF8.self))
    }

    /// Whether a word of a sentence looks as if nobody had thought it up: 8 characters or more that change between small and
    /// great letters, digits and marks more often than a name does.
    static func isDrawnWord(_ word: ArraySlice<UInt8>) -> Bool {
        guard (8...512).contains(word.count), word.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"(){}[]".utf8.contains($0) })
        else { return false }
        var (changes, last) = (0, 0)
        for place in word.indices {
            let byte = word[place]
            // One great letter before small ones begins a word.
            let begins = byte.isUppercase && place + 1 < word.endIndex && word[place + 1].isLowercase
            let kind = byte.isDigit ? 1 : byte.isLowercase || begins ? 2 : byte.isUppercase ? 3 : 0
            if kind == 0 ? !"-_./:".utf8.contains(byte) : last != 0 && kind != last { changes += 1 }
            last = kind
        }
        return changes >= 2 && changes * 5 > word.count && !isHarmless(word, named: .password)
            && !isObjectName(String(decoding: word, as: UTF8.self))
    }

    /// Whether it is a word in small letters, or several with dashes.
    static func isObjectName(_ text: String) -> Bool { objectName.matchesWhole(text) }

    /// Of `****`, `xxxx` and the like.
    private static func isMask(_ value: ArraySlice<UInt8>) -> Bool {
        guard let first = value.first, "*xX.-#".utf8.contains(first) else { return false }
        return (value.count > 2 || first == UInt8(ascii: "*")) && value.allSatisfy { $0 == first }
    }

    /// What stands for a value: a variable, a template, a placeholder, a reference to where it is kept, a size.
    private static let placeholder = Pattern.builtIn(
        #"<[^<>]*>.*|<set to the key.*|\$\{.*|\$\([^)]*\).*|\$[A-Z_][A-Z0-9_]*|\$\{\{.*|\{\{.*|%\{.*|%\([a-z_]+\)s|%[A-Z_]+%|@[A-Z_]+@|<%.*"#
            + #"|ENC\[.*|arn:aws.*|(?:var|local|module|data|secrets|env|process\.env|os\.environ)[.\[].*|os\.[Gg]etenv\(.*"#
            + #"|[a-z][a-z0-9+.-]*://.*|\(.*\)|[A-Za-z_][A-Za-z0-9_.]*\(\)|[0-9]+ bytes?|[0-9]{1,5}/(?:tcp|udp|sctp)"#)

    private static let path = Pattern.builtIn(
        #"/(?:run|etc|var|home|opt|usr|tmp|mnt|root|secrets?|vault|data|srv|proc|dev|app|config|certs?|keys?)(?:/[\w.@-]+)*/?|/|(?:~|\.{1,2})/.*|[A-Z]:\\.*"#
    )

    private static let number = Pattern.builtIn(
        #"-?[0-9]{1,5}(?:[.,][0-9]+)?(?: ?(?:[kmgt]i?b?|ns|us|µs|ms|s|m|h|d|%|bytes?|seconds?|minutes?|hours?|days?))?|[0-9]{1,5}/[0-9]{1,5}"#
    )

    /// Three words or more of letters alone.
    private static let sentence = Pattern.builtIn(
        #"[A-Za-z]+(?: [A-Za-z'-]+){2}[ .,;:()].*|[A-Za-z]+(?: [A-Za-z'-]+){2}\.?"#)

    /// Words with dashes, as objects of Kubernetes are named, and at the end what its controllers add.
    private static let objectName = Pattern.builtIn(
        "[a-z]+(?:[.-][a-z]+|[.-][0-9]{1,3}|[.-]v[0-9]+)*(?:-[a-f0-9]{8,10})?(?:-[bcdfghjklmnpqrstvwxz2456789]{5})?")

    /// As queues are bound: `orders.created`, `orders.*`.
    private static let dotted = Pattern.builtIn(#"[a-z]+(?:_[a-z]+)*(?:\.(?:[a-z]+(?:_[a-z]+)*|\*|#))+"#)

    private static let values = Set(
        words: """
            null nil none true false yes no on off undefined unset default enabled disabled optional auto redacted
            hidden masked string str bool boolean int integer number object array text varchar bytea file prompt unknown
            n/a opaque exists ok set bearer basic digest plain oauth oauth2 oidc saml ldap kerberos jwt absent bad
            changed created deleted denied empty error expired failed forbidden found incorrect invalid loaded malformed
            mismatch missing present rejected required revoked rotated rotation unauthorized unchanged unexpected
            updated valid wrong
            """)

    /// With which a sentence goes on behind a colon.
    private static let prose = Set(
        words: """
            and are argument authentication authorization bad been but by can cannot changed check configmap contains
            could couldn't created decode decryption deleted denied does doesn't empty error exceeded expected expired
            expires failed failure for forbidden found from had has have illegal in incorrect insufficient invalid is
            isn't issued length loaded lookup malformed may mismatch missing must neither no not of or parse permission
            rejected renewed required revoked rotated rotation rpc secret secrets should signature stat to token too
            unable unauthorized unexpected unknown unsupported updated using validation verification was were will with
            wrong
            """)
}
