import Glibc
import IncidentCore
import Patterns
import Testing

@Suite(.timeLimit(.minutes(5))) struct RedactionsTests {
    // Put together here, so that no scanner takes this file for a leak.
    static let key = String(repeating: "MIIEvQIBADANBgkqhkiG\n", count: 4)
    static let pem = "-----BEGIN RSA PRIVATE KEY" + "-----"
    static let pemEnd = "-----END RSA PRIVATE KEY" + "-----"
    static let secret = "s3cr3tV4lue" + "s3cr3tV4lue"

    @Test(arguments: [
        ("Authorization: Bearer \(secret)", "Authorization: Bearer [redacted]"),
        (#""authorization": "Basic \#(secret)","#, #""authorization": "Basic [redacted]","#),
        ("using bearer \(secret) now", "using bearer [redacted] now"),
        ("postgres://app:\(secret)@db:5432/x?a=1", "postgres://app:[redacted]@db:5432/x?a=1"),
        ("redis://:\(secret)@cache", "redis://:[redacted]@cache"),
        ("password=\(secret) user=x", "password=[redacted] user=x"),
        ("DB_PASSWORD: '\(secret) x'", "DB_PASSWORD: '[redacted]'"),
        (#"{"client_secret": "\#(secret)", "a": 1}"#, #"{"client_secret": "[redacted]", "a": 1}"#),
        ("aws_secret_access_key = \(secret)", "aws_secret_access_key = [redacted]"),
        ("?api-key=\(secret)&page=2", "?api-key=[redacted]&page=2"),
        ("routing_key: \(secret)", "routing_key: [redacted]"),
        ("tool --token \(secret) --verbose", "tool --token [redacted] --verbose"),
        ("ALTER USER app PASSWORD '\(secret)'", "ALTER USER app PASSWORD '[redacted]'"),
        ("id AKI" + "AIOSFODNN7EXAMPLE end", "id AKIA[redacted] end"),
        ("AI" + "za" + String(repeating: "x", count: 35), "AIza[redacted]"),
        ("xox" + "b-123456789012-abcdef", "xoxb-[redacted]"),
        ("https://hooks.slack.com/services/T0/B0/abc ok", "https://hooks.slack.com/services/[redacted] ok"),
        ("key R0" + String(repeating: "A", count: 30) + ".", "key R0[redacted]."),
        ("ey" + "JhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "eyJ[redacted]"),
        ("a\n\(pem)\n\(key)\(pemEnd)\nb", "a\n\(pem)[redacted]\(pemEnd)\nb"),
        ("a\n\(pem)\n\(key)… 3 KiB cut here …\n", "a\n\(pem)[redacted]\n… 3 KiB cut here …\n"),
        ("… 3 KiB cut here …\n\(key)MII=\n\(pemEnd)\nb", "… 3 KiB cut here …\n[redacted]\(pemEnd)\nb"),
    ])
    func `a secret goes and its kind stays`(_ text: String, _ expected: String) {
        let redacted = Redactions.builtIn.apply(to: text)
        #expect(redacted == expected)
        #expect(Redactions.builtIn.apply(to: redacted) == redacted)
    }

    @Test func `own patterns are added, their groups stay`() throws {
        let redactions = Redactions(adding: [
            try Pattern("ACME-[0-9]+"), try Pattern("(card )[0-9]+( end)"), try Pattern("z*"),
        ])
        #expect(
            redactions.apply(to: "ACME-42 card 4711 end password=x")
                == "[redacted] card [redacted] end password=[redacted]")
    }

    @Test func `it is counted how many secrets were taken out, those that touch as one`() throws {
        let own = Redactions(adding: [try Pattern("ACME-[0-9]+")], knowing: [Secret("ourOwnToken")])
        #expect(own.redact("nothing here").count == 0)
        #expect(own.redact("a=1 password=ourOwnToken token=abcdef7 ACME-42 ACME-43").count == 4)
    }

    @Test(arguments: [
        (["redis-cli", "HGETALL", "user:1"], "name\nbob\npassword\nhunter2\n", "name\nbob\npassword\n[redacted]\n"),
        (
            ["kubectl", "exec", "redis-0", "--", "redis-cli", "--no-raw", "hscan", "user:1", "0"],
            "1) \"0\"\n2) 1) \"password\"\n   2) \"hunter 2\"\n   3) \"name\"\n   4) \"bob\"",
            "1) \"0\"\n2) 1) \"password\"\n   2) \"[redacted]\"\n   3) \"name\"\n   4) \"bob\""
        ),
        (
            ["redis-cli", "--csv", "XRANGE", "s", "-", "+"], "\"1-0\",\"token\",\"abc\",\"n\",\"1\"",
            "\"1-0\",\"token\",\"[redacted]\",\"n\",\"1\""
        ),
        (["redis-cli", "HKEYS", "user:1"], "password\nname\n", "password\nname\n"),
        (["grep", "-A1", "password", "notes"], "password\nhunter2\n", "password\nhunter2\n"),
    ])
    func `what stands below a name is its value where Redis was asked for fields`(
        _ question: [String], _ answer: String, _ expected: String
    ) {
        #expect(Redactions.builtIn.redact(answer, answering: question).text == expected)
    }

    @Test func `what may be redacted is looked through, and nearly nothing else`() {
        #expect(!Redactions.builtIn.mayConcern("pod analytics-api-7d9f8b6c5-x2lkq uses 93 % of its memory"))
        for text in ["SELECT digest('x1', 'md5')", "one-time code 123456", "one_time_pin=123456", "2FA code: 123456"] {
            #expect(Redactions.builtIn.mayConcern(text), "\(text)")
        }
        #expect(Redactions.builtIn.mayConcern(Array(#"{"a":"\u0070assword=x7"}"#.utf8)))
        #expect(Redactions(knowing: [Secret("ourOwnToken")]).mayConcern(Array("seen ourOwnToken".utf8)))
    }

    @Test func `a body of a hundred alerts is looked through at once: RE2 has room for all that it sees`() throws {
        let alerts = (0..<100).map { number in
            #"{"status": "firing", "fingerprint": "\#(1_000_000_007 * (number + 1))", "labels": {"alertname": "#
                + #""Backlog\#(number)", "severity": "warning", "pod": "shop-\#(number)-7d9f8b6c5-x2lkq"}, "annotations": "#
                + #"{"summary": "pod shop-\#(number) is slow: 93 % of its memory"}, "startsAt": "2026-11-23T06:12:48.000Z"}"#
        }
        let body = Array(alerts.joined(separator: ", ").utf8)
        let redactions = Redactions(knowing: [Secret("ourOwnToken")])
        let small = try Pattern("[xyz]{3}[0-9]{7}")
        // Where there is no room for what it sees, it is slower by hundreds.
        #expect(Self.fastest { redactions.mayConcern(body) } < 30 * Self.fastest { small.matches(body) })
    }

    /// The processor's time that one of five looks takes which find nothing.
    private static func fastest(_ finds: () -> Bool) -> UInt64 {
        (0..<5).map { _ in
            let begun = processorTime()
            #expect(!finds())
            return processorTime() - begun
        }.min() ?? 0
    }

    private static func processorTime() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    @Test(arguments: [
        (["redis-cli", "-a", "hunter22", "info"], ["redis-cli", "-a", "[redacted]", "info"]),
        (["tool", "--password", "hunter22", "-v"], ["tool", "--password", "[redacted]", "-v"]),
        (["sh", "-c", "echo a; mysql -phunter22"], ["sh", "-c", "echo a; mysql -p[redacted]"]),
        (["kubectl", "get", "pods"], ["kubectl", "get", "pods"]), ([], []),
    ])
    func `an option and its secret may be two arguments`(_ arguments: [String], _ expected: [String]) {
        #expect(Redactions.builtIn.apply(toArguments: arguments) == expected)
    }

    @Test(arguments: [
        (
            #"{"a":"token=abcdef7, ok","n":[1,{"password":"p\"w7"}],"é":"x"}"#,
            #"{"a":"token=[redacted], ok","n":[1,{"password":"[redacted]"}],"é":"x"}"#
        ),
        (#"{"description":"pass\u0077ord=hunter22\nend"}"#, #"{"description":"password=[redacted]\nend"}"#),
        (#" {"a" : "b" } "#, #" {"a" : "b" } "#),
        (#"no JSON, password=hunter22"#, #"no JSON, password=[redacted]"#),
    ])
    func `a text of JSON stays one`(_ json: String, _ expected: String) {
        #expect(String(decoding: Redactions.builtIn.apply(toJSON: Array(json.utf8)), as: UTF8.self) == expected)
    }

    @Test func `two keys that differ in a secret only stay two, and one stays itself`() {
        let one = Redactions.builtIn.apply(toKey: #"{}:{url="http://a:hunter22@b"}"#)
        let other = Redactions.builtIn.apply(toKey: #"{}:{url="http://a:hunter23@b"}"#)
        #expect(one.hasPrefix(#"{}:{url="http://a:[redacted]@b"} #"#) && one != other)
        #expect(Redactions.builtIn.apply(toKey: one) == one)
        #expect(Redactions.builtIn.apply(toKey: #"{}:{alertname="Down"}"#) == #"{}:{alertname="Down"}"#)
    }

    @Test func `colours and marks that are not seen hide no name, and stay where there is no secret`() {
        let labels: Labels = [
            "alertname": "Down", "a": "\u{1B}[32mpassword\u{1B}[0m: hunter22", "b": "password\u{202E}=hunter22",
            "c": "to\u{200B}ken=abcdef7", "d": "\u{1B}[32mpassword\u{1B}[0m policy \u{1B}[1mstrict\u{1B}[0m ✔️",
        ]
        let shown: Labels = [
            "alertname": "Down", "a": "\u{1B}[32mpassword\u{1B}[0m: [redacted]", "b": "password\u{202E}=[redacted]",
            "c": "to\u{200B}ken=[redacted]", "d": "\u{1B}[32mpassword\u{1B}[0m policy \u{1B}[1mstrict\u{1B}[0m ✔️",
        ]
        #expect(Redactions.builtIn.apply(to: labels) == shown)
    }

    @Test func `a label whose name is a secret's is redacted, one that names an object is not`() {
        let labels: Labels = [
            "alertname": "Down", "api_token": "abcdef7", "db_password": "hunter22", "secret": "analytics-tls",
            "token_type": "bearer", "key": "orders",
        ]
        let shown: Labels = [
            "alertname": "Down", "api_token": "[redacted]", "db_password": "[redacted]", "secret": "analytics-tls",
            "token_type": "bearer", "key": "orders",
        ]
        #expect(Redactions.builtIn.apply(to: labels) == shown && shown.areRedacted && !labels.areRedacted)
    }
}
