internal import Patterns

/// What proves a sender in the headers of HTTP and in the dialogues of mail: credentials of every scheme, cookies.
enum HeaderSecrets {
    static func find(in search: inout SecretSearch) {
        let text = search.text
        var (lines, position) = (Lines(), 0)
        while let name = authorization.firstRanges(in: text.bytes, from: position)?[0] {
            position = name.upperBound
            guard let header = Header(name, lines.line(of: name.lowerBound, in: text), in: text),
                let secret = credentials(in: header, text)
            else { continue }
            search.hide(secret)
            position = max(position, secret.upperBound)
        }
        search.hideGroups(of: bearer)
        search.hide(basic) { text, groups in
            groups[1].flatMap { value in
                text.bytes[value].contains { $0.isDigit || $0 == UInt8(ascii: "=") } ? value : nil
            }
        }
        search.hideGroups(of: dialogue)
        findCookies(in: &search)
    }

    /// A header, in whatever way it was written down.
    private struct Header {
        /// To the end of its quotes or of the line.
        let value: Range<Int>

        init?(_ name: Range<Int>, _ line: Range<Int>, in text: SearchedText) {
            // nginx' `proxy_set_header Authorization "…"` has no sign.
            let quoted = QuoteMark(at: text.pastBlanks(name.upperBound), in: text)
            let isQuoted = quoted.map { $0.range.lowerBound > name.upperBound } ?? false
            let assignment =
                Assignment(after: name.upperBound, in: text)
                ?? (isQuoted ? Assignment(colonBefore: text.pastBlanks(name.upperBound), in: text) : nil)
            guard let assignment else { return nil }
            var start = assignment.value
            // Go prints a header as a map of lists.
            if text.byte(at: start) == UInt8(ascii: "["), !text.holds(Redactions.mark, at: start) { start += 1 }
            let inList = QuoteMark(at: start, in: text)
            if let inList { start = inList.range.upperBound }
            // `curl -H "Authorization: …"` is quoted as a whole.
            let mark = inList ?? assignment.opening ?? QuoteMark(before: name.lowerBound, in: text)
            value = text.trimmed(start..<max(start, mark?.end(of: start, in: text) ?? line.upperBound))
        }
    }

    private static let authorization = Pattern.builtIn(#"(?i)\b(?:proxy-|x-)?authori[sz]ation\b"#)
    private static let cookies = Pattern.builtIn(#"(?i)\b(?:set-)?cookie2?\b"#)

    /// Schemes (RFC 9110, 11.1, and others that are in use) that are followed by one word, and those by a list.
    private static let oneWord = Set(
        words: """
            basic bearer negotiate ntlm token apikey api-key key geniekey ssws splunk vapid sso-key aws private-token
            dpop jwt
            """)
    private static let list = Set(
        words: """
            digest hawk oauth hoba mutual signature scram-sha-1 scram-sha-256 sentry aws4-hmac-sha256
            aws4-ecdsa-p256-sha256 gnap concealed
            """)

    private static func credentials(in header: Header, _ text: SearchedText) -> Range<Int>? {
        let start = header.value.lowerBound
        // A setting with members of its own.
        guard text.byte(at: start) != UInt8(ascii: "{") else { return nil }
        let schemeEnd = text.end(of: { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }, from: start, limit: 40)
        let scheme = text.string(start..<schemeEnd).lowercased()
        var after = text.pastBlanks(schemeEnd)
        if text.holds("%20", at: schemeEnd) { after = schemeEnd + 3 }
        let hasScheme = after > schemeEnd && after < header.value.upperBound
        if hasScheme, list.contains(scheme) {
            return after..<min(text.end(of: { $0 != UInt8(ascii: "]") }, from: after), header.value.upperBound)
        }
        if hasScheme, oneWord.contains(scheme) {
            // Rails' and PagerDuty's `Token token="…"`.
            if text.holdsWord("token=", at: after) { after += 6 }
            if let mark = QuoteMark(at: after, in: text) { after = mark.range.upperBound }
            let word = word(from: after, in: header, text)
            return SecretValue.isHarmless(text.bytes[word], named: .password) ? nil : word
        }
        var bare = word(from: start, in: header, text)
        if hasScheme {
            // A scheme that nobody knows; or a sentence, which has more words.
            let second = word(from: after, in: header, text)
            let isLast = text.trimmed(second.upperBound..<header.value.upperBound).isEmpty
            if isLast, second.count >= 8, text.bytes[second].contains(where: \.isDigit) { bare = second }
        }
        return SecretValue.isHarmless(text.bytes[bare], named: .key) ? nil : bare
    }

    private static func word(from start: Int, in header: Header, _ text: SearchedText) -> Range<Int> {
        let end = text.wordEnd(from: start, stops: ",;&)]}<")
        return start..<max(start, min(end, header.value.upperBound))
    }

    private static let bearer = Pattern.builtIn(
        #"(?i)\b(?:bearer|genie-?key|ssws|zoho-oauthtoken)(?:[ \t]|%20)+["']?([A-Za-z0-9._~+/=-]{16,})"#)

    /// Of a user and a password, in a header that is called something else.
    private static let basic = Pattern.builtIn(#"(?i)\bbasic[ \t]+([A-Za-z0-9+/]{8,}={0,2})"#)

    /// `AUTH PLAIN`, the answers to `AUTH LOGIN`, and what POP3, IMAP and FTP say.
    private static let dialogue = Pattern.builtIn(
        [
            #"\bAUTH(?:ENTICATE)? (?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|DIGEST-MD5|SCRAM-SHA-\d+) +([A-Za-z0-9+/=]{4,})(?: +([A-Za-z0-9+/]{4,}={0,2})(?:[\s"\\]|$))?"#,
            #"(?i:\bx-honeycomb-team)\\*["']?\s*[:=]\s*\\*["']?([A-Za-z0-9_-]{8,})"#,
            #"(?i:\bSAMLRe(?:sponse|quest)|\bconnect\.sid)(?:\\*["']?\s*[:=]\s*\\*["']?|%3D)([A-Za-z0-9+/_.%=-]{16,})"#,
            #"\b1\) \\*"(?i:AUTH)\\*"\s+2\) \\*"([^"\n\\]+)\\*"(?:\s+3\) \\*"([^"\n\\]+))?"#,
            #"\b334 (?:UGFzc3dvcmQ6|VXNlcm5hbWU6)\s+(?:\S{1,12}[:>] ?|[<>-]+ ?)?([A-Za-z0-9+/]{4,}={0,2})(?:\s|$)"#,
            #"(?:C:|>|<-) ?PASS ([^\s("\\]+)"#,
            // The server's answer may stand between the two.
            #"\bUSER [^\s"\\]+[ \t]*\r?\n(?:[ \t<]*(?:\+OK|331)[^\n]*\n)?[^\n"]{0,40}?\bPASS ([^\s("\\]+)"#,
            #"(?i:\bsec-websocket-protocol)["']?[:=\s\[]+["']?(?:[\w.-]+, *){0,3}(?:bearer|token|auth\w*|jwt), *([A-Za-z0-9._~+/=-]{16,})"#,
            #"\b[A-Za-z]{1,5}[0-9]{1,6} LOGIN "?[^\s"]+"? ("[^"\n]*"|[^\s"\\]+)"#,
        ].joined(separator: "|"))

    private static let cookie = Pattern.builtIn(#"([A-Za-z0-9_.$%*!#~^|-]+)=(?:\\*")?([^;,\s"'\\<>]+)"#)
    private static let attributes: Set<String> = [
        "path", "domain", "expires", "max-age", "samesite", "version", "priority", "comment",
    ]

    private static func findCookies(in search: inout SecretSearch) {
        let text = search.text
        var (lines, position) = (Lines(), 0)
        // The next pair, so that it is looked for once however many headers stand before it.
        var pair = cookie.firstRanges(in: text.bytes)
        while let name = cookies.firstRanges(in: text.bytes, from: position)?[0] {
            position = name.upperBound
            guard let header = Header(name, lines.line(of: name.lowerBound, in: text), in: text) else { continue }
            position = max(position, header.value.lowerBound)
            while true {
                if let start = pair?[0]?.lowerBound, start < position {
                    pair = cookie.firstRanges(in: text.bytes, from: position)
                }
                guard let name = pair?[1], let value = pair?[2], value.upperBound <= header.value.upperBound else {
                    break
                }
                if !attributes.contains(text.string(name).lowercased()) { search.hide(value) }
                position = value.upperBound
                // What follows in the same line may be something else.
                guard text.byte(at: position) == UInt8(ascii: ";") else { break }
            }
        }
    }
}
