internal import Patterns

/// Secrets that sentences tell, and settings that have no sign between name and value.
enum SaidSecrets {
    static func find(in search: inout SecretSearch) {
        for pattern in settings {
            search.hide(pattern) { text, groups in
                let value = groups.dropFirst().compactMap(\.self).first ?? 0..<0
                let isHarmless = SecretValue.isHarmless(text.bytes[value], named: .password)
                // An image's digest.
                return isHarmless || text.holds("@sha256:", at: value.upperBound) ? nil : value
            }
        }
        for pattern in sentences {
            search.hide(pattern) { text, groups in
                groups.dropFirst().compactMap { $0.map { ended($0, in: text) } }
                    .first { SecretValue.isDrawnWord(text.bytes[$0]) }
            }
        }
        findResults(in: &search)
    }

    /// Without the marks that end a sentence.
    private static func ended(_ word: Range<Int>, in text: SearchedText) -> Range<Int> {
        var end = word.upperBound
        while end > word.lowerBound, ".:)".utf8.contains(text.bytes[end - 1]) { end -= 1 }
        return word.lowerBound..<end
    }

    /// Of these whatever stands there is one.
    private static let settings = [
        [
            #"(?i:\bConvertTo-SecureString)\s+(?:-String\s+)?(?:"([^"\n$][^"\n]*)"|'([^'\n]+)')"#,
            #"(?i:\bSET\s+PASSWORD(?:\s+FOR\s+[^=;\n]{1,100})?\s*=\s*)\\*'((?:[^'\n\\]|'')*)"#,
            #"(?i:\bCONN(?:ECT)?)\s+[\w.$#-]+/("[^"\n]+"|[^\s@"'\\/]+)@\w"#,
            #"\bAUTH\s+default\s+([^\s"\\]+)"#,
            #":\s*(?:PSK|XAUTH|EAP|NTLM)\s+"([^"\n\\]+)"#,
            #"(?i:\bnet1?(?:\.exe)?\s+user)\s+[^\s/"\\]+\s+([^\s/*"\\][^\s"\\]*)\s+/"#,
            #"(?i:\bpin[ -]?code(?:\s+is)?)\s*[:=]?\s*([0-9]{4,12})\b"#,
            #"(?i:\b(?:one[ -]?time|2fa|mfa|t?otp|verification|authentication)[ -](?:pass[ -]?code|password|code|pin|token)(?:\s+for\s+\S+)?(?:\s+is)?)\s*[:=]?\s*([0-9]{3}[ -][0-9]{3}|[0-9]{4,10})\b"#,
        ],
        [
            // Configuration files without a sign between name and value, and PostgreSQL's command, however its settings are printed.
            #"\bstats\s+auth\s+[^\s:]+:([^\s"\\]+)"#, #"\bsecret\s+\\*"([^"\n\\]+)(?:\\*"\s*;|$)"#,
            #"\b(?:ETCDCTL_USER|BUNDLE_[A-Z0-9_]+__[A-Z0-9_]+)\s*[=:]\s*\\*["']?[^\s:"'\\]+:([^\s"'\\]+)"#,
            // To the end of its line: the command may have pipes of its own.
            #"(?i:\bssl_passphrase_command)[ \t]*[|\t][ \t]*([^\s|"\\](?:[^\n"\\ ]| +(?:\\*"[^"\n\\]*\\*")?)*)"#,
            #"(?i:\bssl_passphrase_command),[ \t]*(?:"((?:[^"\n]|"")+)"|([^\s,"][^,\n]*))"#,
            #"(?i:\bssl_passphrase_command\s*\n\s*setting)\s*\|\s*([^\s\n][^\n]*)"#,
            #"\bradtest\s+(?:-\w+\s+\w+\s+)*[^\s-]\S*\s+([^\s\\]+)"#,
            #"(?i:\bnet1?(?:\.exe)?\s+use)\s+\S+\s+\\\\\S+\s+([^\s/*"\\][^\s"\\]*)\s+(?i:/user:)"#,
            #"(?i:\bnet1?(?:\.exe)?\s+use)\s[^\n]*?(?i:/user:)[^\s"]+\s+([^\s/*"\\][^\s"\\]*)"#,
            // Of a schema registry, a mail relay, Dovecot, ZooKeeper, squid, HikariCP, an unattended setup, Nomad.
            #"(?i:\bbasic\.auth\.user\.info)\s*[=:]\s*\\*["']?[^\s:"'\\]+:([^\s"'\\,;]+)"#,
            #"(?m)^[ \t]*\[[\w.-]+\]:[0-9]+[ \t]+[^\s:]+:(\S+)[ \t]*\r?$"#,
            #"[^\s:]:\{(?:PLAIN|CLEARTEXT|CLEAR)\}([^:\s"\\]+)"#,
            #"\baddauth\s+digest\s+[^\s:]+:([^\s"'\\]+)"#,
            #"\blogin=[A-Za-z][^\s:"'\\]*:([^\s"':/\\][^\s"':\\]{2,})"#,
            #"(?i:\bpassword)\.{4,}([^\s.<"'\\][^\s"'\\]*)"#,
            #"(?i:<\w*password>\s*<value>)([^<\s][^<]*)</"#,
            #"(?i:\bsecret id)\s*=\s*([0-9a-f]{8}-[0-9a-f-]{4,28})"#,
            #"\bkinit\b[^\n|"\\]*?<<<\s*["']?([^\s"'\\]+)"#,
            // Devices of networks, and Net-SNMP.
            #"\bsnmp-server\s+community\s+([^\s"\\]+)"#, #"\br[ow]community6?\s+([^\s"\\]+)"#,
            #"\bcom2sec6?\s+\S+\s+\S+\s+([^\s"\\]+)"#,
            #"\bneighbor\s+\S+\s+password\s+(?:[0-9]\s+)?([^\s"\\]+)"#,
            #"\b(?:tacacs|radius)-server\s+(?:host\s+\S+\s+)?key\s+(?:[0-9]\s+)?([^\s"\\]+)"#,
        ],
    ].map { Pattern.builtIn($0.joined(separator: "|")) }

    /// Of these what looks drawn, in the place of `«»`: most sentences about passwords tell none.
    private static let sentences = [
        [
            #"(?i)pass(?:word|phrase|code|wort)(?:\s+(?:for|of)\s+\S+(?:\s+\S+)?)?\s+(?:is|ist|was|lautet)(?:\s+(?:now|(?:re)?set to|changed to))?\s*:?\s+«»"#
        ],
        [
            #"(?i)\b(?:new|temporary|initial|generated|following|random|one-time)\s+(?:[a-z]+\s+){0,2}pass(?:word|phrase|code)\b[^\n:=]{0,80}:\s{1,24}«»"#
        ],
        [
            #"(?i)\b(?:log ?in|logged in|credentials|creds|zugangsdaten)\s+(?:(?:as|with|user)\s+)?[\w.@-]+(?::| / )«»"#,
            #"\bAUTH\s+«»(?:\s+«»)?"#,
            #"(?i)(?:password|passphrase|secret|token)\)\s*->\s*«»"#,
            #"(?i)\bnet1?(?:\.exe)?\s+user\s+[^\s/"\\]+\s+«»"#,
            #"(?i)\b(?:ALTER|CREATE)\s+(?:USER|ROLE|LOGIN)\s[^;\n]{0,100}?\bPASSWORD\s+=?\s*\\*["']?([^\s"'\\<>,;$]+)"#,
            #"(?i)\b(?:with|using)\s+(?:the\s+)?(?:password|passphrase)\s+«»"#,
            #"(?i)(?:\binitial-password[^\n]{0,80}\n|passw[^\n]{0,200}\n\s*new value:\s)\s*«»\s*(?:\n|$)"#,
            // `userlist.txt` of PgBouncer, `chap-secrets` of pppd.
            #"(?m)^[ \t]*"[^"\n]{1,64}"[ \t]+(?:\*[ \t]+)?"«»"(?:[ \t]+\*)?[ \t]*\r?$"#,
            #"\bHTTPBasicAuth\(\s*[^\s,()]+,\s*«»\)"#,
            #"_(?:USER|USERPWD|LOGIN|BASIC_AUTH)=\\*["']?[^\s:"'\\]+:«»"#,
        ],
    ].map { group in
        Pattern.builtIn(
            group.map { "(?:" + $0.replacing("«»", with: #"\\*["'“]?([^\s"'\\<>,;“”]+)"#) + ")" }.joined(separator: "|")
        )
    }

    /// Terraform's `random_password`, whose `result` stands some lines below.
    private static func findResults(in search: inout SecretSearch) {
        let text = search.text
        var (position, start) = (0, -1)
        while let groups = results.firstRanges(in: text.bytes, from: position), let whole = groups[0] {
            position = whole.upperBound
            guard groups[1] != nil else {
                start = whole.upperBound
                continue
            }
            guard start >= 0, whole.lowerBound - start < 4096,
                let assignment = Assignment(after: whole.upperBound, in: text), let mark = assignment.opening
            else { continue }
            let value = mark.value(from: assignment.value, in: text)
            if !SecretValue.isHarmless(text.bytes[value.range], named: .password) { search.hide(value.range) }
            (position, start) = (max(position, value.next), -1)
        }
    }

    private static let results = Pattern.builtIn(#"\brandom_password\b|\b(result)\b"#)
}
