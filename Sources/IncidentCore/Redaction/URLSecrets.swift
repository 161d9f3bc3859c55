internal import Patterns

/// What opens the door in a URL: its password, its user where that is a token, parameters that sign it.
enum URLSecrets {
    static func find(in search: inout SecretSearch) {
        for pattern in passwords {
            search.hide(pattern) { text, groups in groups[1].flatMap { isPort($0, in: text) ? nil : $0 } }
        }
        search.hide(cutPasswords) { text, groups in
            (groups[1] ?? groups[2]).flatMap { password in
                let digits = text.end(of: \.isDigit, from: password.lowerBound)
                return digits > password.lowerBound && !(text.byte(at: digits)?.isAlphanumeric ?? false)
                    ? nil : password
            }
        }
        search.hide(users) { text, groups in
            groups[1].flatMap { user in
                let name = text.bytes[user]
                return name.contains(where: \.isDigit) && name.contains(where: \.isLetter) ? user : nil
            }
        }
        search.hide(parameters) { text, groups in
            guard let value = groups[1] else { return nil }
            return isName(text.bytes[value]) ? nil : value
        }
        search.hideGroups(of: connections)
    }

    /// Whether it is no password: `http://host:9090/path?to=a@b`.
    private static func isPort(_ password: Range<Int>, in text: SearchedText) -> Bool {
        let end = text.end(of: \.isDigit, from: password.lowerBound, limit: 6)
        return end > password.lowerBound && end < password.upperBound && "/?#".utf8.contains(text.bytes[end])
    }

    /// Up to the last `@` before a slash, or before what can be a host: a password may hold both, and a user `@`.
    private static let passwords = [
        #"(?i)\b[a-z][a-z0-9+.-]*:\\?/\\?/[^\s/:"'<>]*:([^\s/"'<>]+)@"#,
        #"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:"'<>?]+:([^\s"'<>?]*/[^\s"'<>?]*)@[a-z0-9][a-z0-9.-]*(?::[0-9]+)?(?:[/?,;\s"'<>)]|$)"#,
    ].map(Pattern.builtIn)

    /// Where the text was cut before the host.
    private static let cutPasswords = Pattern.builtIn(
        #"(?i)\b(?:postgres(?:ql)?|mysql|mariadb|redis|rediss|amqps?|mongodb(?:\+srv)?|clickhouse|nats|s?ftp|ssh|smtps?|ldaps?|https?):\\?/\\?/[^\s/:@"'<>]*:([^\s"'<>@]{3,})$"#
            + #"|(?i)\b(?:postgres(?:ql)?|amqps?|smtps?|https):\\?/\\?/[^\s/:@"'<>]+@[^\s/:@"'<>]+:([^\s"'<>@/]{3,})$"#
    )

    private static let users = Pattern.builtIn(#"(?i)\b[a-z][a-z0-9+.-]*:\\?/\\?/([A-Za-z0-9_~-]{16,}):?@"#)

    /// Of other parameters the name itself says that they are secret, wherever they stand.
    private static let parameters = Pattern.builtIn(
        #"(?i)(?:[?&;#]|&amp;|\\u0026|%3F|%26)(?:api[-_]?)?(?:key|sig|signature|auth|code|sid|session|hmac|ticket|assertion|samlresponse|x-(?:amz|goog)-(?:signature|credential))(?:=|%3D|\\u003d)((?:[^\s&"'<>#\\;%]|%[0-9A-Fa-f]{2}){8,})"#
    )

    /// A go-sql-driver's `user:password@tcp(host)`, a JDBC thin driver's `user/password@host`; Rocket.Chat's hooks.
    private static let connections = Pattern.builtIn(
        #"\b[\w.-]+:([^\s"'/]+)@(?:tcp|unix|udp|cloudsql)?\(|\bjdbc:oracle:thin:[\w.-]+/([^\s"'@]+)@|/hooks/[A-Za-z0-9]{3,24}/([A-Za-z0-9]{20,})"#
    )

    /// Words and numbers, with marks between them: what a page or a cache is asked for.
    private static func isName(_ value: ArraySlice<UInt8>) -> Bool {
        value.count < 24 && !value.contains(where: \.isUppercase)
            && value.split(whereSeparator: { !$0.isAlphanumeric }).allSatisfy { part in
                part.allSatisfy(\.isDigit) || part.allSatisfy(\.isLetter)
            }
    }
}
