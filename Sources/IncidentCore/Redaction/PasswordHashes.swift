internal import Patterns

/// Passwords as they are kept to be compared: from them a password may be found, or with them one may be signed in.
enum PasswordHashes {
    static func find(in search: inout SecretSearch) { search.hideGroups(of: forms) }

    /// The groups are what goes.
    private static let forms = Pattern.builtIn(
        [
            // crypt(3), bcrypt, Argon2, Apache's, phpBB's, Drupal's, passlib's: `$6$salt$hash`.
            #"\$(?:1|2[abxy]?|5|6|7|8|9|y|gy|sm3|apr1|argon2i?d?|P|H|S|sha1|scrypt|bcrypt|pbkdf2[\w-]*|scram[\w-]*|krb5\w+)\$([A-Za-z0-9./$=,+*@_-]{12,})"#,
            // phpBB's and WordPress' have no second dollar sign.
            #"\$[PHS]\$([A-Za-z0-9./]{20,})"#,
            // LDAP's and htpasswd's.
            #"\{(?:S?SHA(?:256|384|512)?|S?MD5|CRYPT|PBKDF2[A-Z0-9_-]*|ARGON2)\}([A-Za-z0-9+/=.$]{12,})"#,
            // PostgreSQL's.
            #"SCRAM-SHA-(?:1|256|512)\$([0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+(?::[A-Za-z0-9+/=]+)?)"#,
            #"\bmd5([a-f0-9]{32})\b"#,
            // MySQL's, older and newer.
            #"(?:^|[^A-Za-z0-9*])\*([A-F0-9]{40})\b"#, #"\$A\$00[0-9]\$([^\s'"]{20,})"#,
            // Django's and Werkzeug's.
            #"\b(?:pbkdf2|scrypt|argon2|bcrypt)[a-z0-9_]*[:$][a-z0-9:_]*\$([A-Za-z0-9+/=.$,_-]{12,})"#,
            // Windows' (NTLM), as tools list them.
            #"\b[0-9]{3,6}:([a-fA-F0-9]{32}:[a-fA-F0-9]{32}):::"#,
            // Redis' list of users: `>password` and `#hash`.
            #"(?m)\buser [^\s"]+ (?:on|off) [^\n"]*?[>#]([^\s"]+)"#,
            #"(?i)\bACL"? +"?SETUSER"? [^\n]*?>([^\s"]+)"#,
        ].joined(separator: "|"))
}
