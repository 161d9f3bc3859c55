package import Patterns

/// Rules that take secrets out of captured output before it is stored; what tells their kind stays.
package struct Redactions: Sendable {
    package static let builtIn = Redactions(adding: [])

    private let rules: [Pattern]
    private let secrets: [Secret]
    private let known: KnownSecrets

    /// The exact values of `secrets`, the built-in rules and then `patterns`.
    ///
    /// Of what one of `patterns` matched, its first group stays in front of `[redacted]` and its second behind it;
    /// without groups all of it goes.
    package init(adding patterns: [Pattern] = [], knowing secrets: [Secret] = []) {
        self.init(rules: Self.builtInRules + patterns, secrets: secrets)
    }

    private init(rules: [Pattern], secrets: [Secret]) {
        self.rules = rules
        self.secrets = secrets
        known = KnownSecrets(secrets)
    }

    /// These, and the exact values of `more`.
    package func knowing(_ more: [Secret]) -> Redactions {
        more.isEmpty ? self : Redactions(rules: rules, secrets: secrets + more)
    }

    /// Takes time linear in the text, as RE2 does.
    package func apply(to text: String) -> String {
        rules.reduce(known.apply(to: text)) { text, rule in
            guard rule.matches(text) else { return text }
            return rule.replacing(in: text) { match in
                // A pattern that matches nothing everywhere must not fill the text.
                match.byteRange.isEmpty ? "" : match.expand("$1[redacted]$2")
            }
        }
    }
}

extension Redactions {
    private static let builtInRules = sources.map(Pattern.builtIn)

    private static let pemLabel = "[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    private static let secretName =
        "(?:password|passwd|passphrase|pwd|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key"
        + "|routing[_-]?key|service[_-]?key|integration[_-]?key|signing[_-]?key|encryption[_-]?key|requirepass|masterauth)"

    /// The groups are what stays.
    private static let sources = [
        // Private keys: whole, cut off at the end, and with the beginning cut off.
        "(?s)(-----BEGIN \(pemLabel)).*?-----END \(pemLabel)",
        "(-----BEGIN \(pemLabel))(?:(?:\\s|\\\\[nr])*[A-Za-z0-9+/=]{16,})+",
        "()(?:[A-Za-z0-9+/=]{16,}(?:\\s|\\\\[nr])+)+(?:[A-Za-z0-9+/=]+(?:\\s|\\\\[nr])+)?-----END \(pemLabel)",
        // JSON web tokens (RFC 7519): the first part is an object, so it begins with `{"` in base64.
        #"\b(eyJ)[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*"#,
        // HTTP credentials.
        #"(?i)(\bauthorization["']?[ \t]*[:=][ \t]*["']?(?:(?:bearer|basic|token|digest)[ \t]+)?)[^\s"',]+"#,
        #"(?i)(\bbearer[ \t]+)[A-Za-z0-9._~+/=-]{16,}"#,
        // The password in scheme://user:password@host.
        #"(?i)(\b[a-z][a-z0-9+.-]*://[^\s/:@"']*:)[^\s/@"']+(@)"#,
        // Keys whose form tells whose they are: AWS, Google, Slack, PagerDuty (events), GitHub.
        #"\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"#,
        #"\b(AIza)[0-9A-Za-z_-]{35}"#,
        #"\b(ya29\.)[0-9A-Za-z_-]{10,}"#,
        #"\b(xox[a-z]-|xapp-)[A-Za-z0-9-]{10,}"#,
        #"(hooks\.slack\.com/(?:services|workflows|triggers)/)[A-Za-z0-9/_-]+"#,
        #"\b(R0)[A-Z0-9]{30}\b"#,
        #"\b(gh[pousr]_)[A-Za-z0-9]{30,}"#,
        // name=value and "name": "value". A value in angle brackets is kubectl describe's "<set to the key …>".
        "(?i)([a-z0-9_.-]*\(secretName)(?:[_-](?:key|key_base|value|hash))?[\"']?[ \\t]*[:=][ \\t]*)"
            + "(?:\"[^\"\\n]*\"|'[^'\\n]*'|[^\\s,;&}\"'<][^\\s,;&}\"']*)",
        // Options of commands, and SQL.
        #"(?i)(\s--?(?:password|passwd|token|secret|api-key|auth-token)[ \t]+)[^\s-][^\s]*"#,
        #"(?i)(\b(?:password|identified[ \t]+by)[ \t]+)'[^'\n]*'"#,
    ]
}
