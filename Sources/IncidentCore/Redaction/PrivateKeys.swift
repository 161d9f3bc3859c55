internal import Patterns

/// Private keys in their files' forms, whole or cut at either end; and web tokens, which are signed with such.
enum PrivateKeys {
    static func find(in search: inout SecretSearch) {
        for pattern in blocks { search.hideGroups(of: pattern) }
        search.hideGroups(of: tokens)
        if search.hide(webKeySign, { _, _ in nil }) { search.hideGroups(of: webKey) }
    }

    private static let label = "(?:[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)[ ]?-----?"
    /// A line end, as it is and as JSON and a shell write it; blanks, as YAML indents.
    private static let lineEnd = #"(?:\s|\\+[nr])"#
    private static let line = "[A-Za-z0-9+/=]{16,}"
    private static let lastLine = "[A-Za-z0-9+/=]+"
    /// `Proc-Type: 4,ENCRYPTED`, `Version: GnuPG v2`.
    private static let header = #"(?:[A-Z][A-Za-z-]{2,20}: [^\n\\]{1,100}"# + lineEnd + "+)*"

    /// The groups are what goes.
    private static let blocks = [
        "(?s)-----?[ ]?BEGIN \(label)(.*?)-----?[ ]?END \(label)",
        "-----?[ ]?BEGIN \(label)(\(lineEnd)*\(header)(?:\(lineEnd)*\(line))+(?:\(lineEnd)+\(lastLine)\(lineEnd)*$)?)",
        "-----?[ ]?BEGIN \(label)(\(lineEnd)*\(header)[A-Za-z0-9+/=]{4,}\(lineEnd)*$)",
        "((?:\(line)\(lineEnd)+)+(?:\(lastLine)\(lineEnd)+)?)-----?[ ]?END \(label)",
        // The same as base64, which is how Kubernetes keeps it: three ways, by where the words begin.
        "LS0tLS1CRUdJTi(?:[A-Za-z0-9+/]{0,40}?(?:UFJJVkFURSBLRV|QUklWQVRFIEtFW|BSSVZBVEUgS0VZ))([A-Za-z0-9+/=]+)",
        // PuTTY's own.
        #"\bPrivate-Lines: [0-9]+\r?\n((?:[ \t]*[A-Za-z0-9+/=]{4,}\r?(?:\n|$))+)"#,
        #"(?m)^\s*Private-(?:MAC|Hash): ([0-9a-f]{16,})"#,
        // What the base64 of OpenSSH's, RSA's and elliptic curves' keys begins with, wherever their first line has got to.
        "((?:b3BlbnNzaC1rZXktdjEA|MII[A-Za-z0-9+/]{1,4}IBA(?:AKCA|DANBgkqhkiG9w0BAQEFAASC)|MHcCAQEE|MC4CAQAwBQYDK2VwBCIEI"
            + "|MIGHAgEAMBMGByqGSM49)[A-Za-z0-9+/=]{4,}(?:\(lineEnd)+\(line))*(?:[\r\n]+[ \t]*\(lastLine)\(lineEnd)*$)?)",
        // DNSSEC's, as BIND keeps them.
        #"(?m)^\s*(?:PrivateExponent|Prime[12]|Exponent[12]|Coefficient|PrivateKey): ([A-Za-z0-9+/]{16,}={0,2})"#,
        // NATS' seeds, users' and accounts'.
        #"\b(S[UAOCNX][A-Z2-7]{56})\b"#,
    ].map(Pattern.builtIn)

    /// JSON web tokens (RFC 7519) and what is encrypted like them: the first part is an object, so it begins with `{"`.
    private static let tokens = Pattern.builtIn(
        #"eyJ([A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)*|%2E[A-Za-z0-9_%-]{12,}))"#)

    /// JSON web keys (RFC 7517): the members that are private.
    private static let webKeySign = Pattern.builtIn(#"\\*"kty\\*"\s*:"#)
    private static let webKey = Pattern.builtIn(
        #"\\*"(?:d|p|q|dp|dq|qi|k)\\*"\s*:\s*\\*"([A-Za-z0-9_-]{16,}={0,2})"#)
}
