import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct KnownSecretsTests {
    private func redacted(_ text: String, knowing secrets: String...) -> String {
        Redactions(knowing: secrets.map { Secret($0) }).apply(to: text)
    }

    @Test(arguments: [
        ("plainToken", "seen plainToken.", "seen [redacted]."), ("plainToken", "xplainTokenx", "x[redacted]x"),
        ("plainToken", "plainToke plaintoken", "plainToke plaintoken"),
        ("pa/ss wörd+1", "p=pa%2Fss%20w%C3%B6rd%2B1&b", "p=[redacted]&b"),
        ("pa%2Fssword", "is pa/ssword.", "is [redacted]."),
        (#"say"what\else"#, #"{"a":"say\"what\\else"}"#, #"{"a":"[redacted]"}"#),
        ("(a|b)*+.secret", "(a|b)*+.secret ab.secret", "[redacted] ab.secret"),
        (
            "https://hooks.example/services/T0AB/B0CD/abcDEF12", "POST /services/T0AB/B0CD/abcDEF12 ok",
            "POST /[redacted] ok"
        ),
        (
            "https://hooks.example/services/T0AB/B0CD/abcDEF12",
            #"https:\/\/hooks.example\/services\/T0AB\/B0CD\/abcDEF12"#,
            "[redacted]"
        ),
        ("https://in.example/hook/0123456789abcdefg", "hook/0123456789abcdefg", "[redacted]"),
        ("pa/ss wörd+1", "p=pa%2fss+w%c3%b6rd%2b1&b", "p=[redacted]&b"),
        (#"a<b>&"c'd"#, "<i>a&lt;b&gt;&amp;&quot;c&#39;d</i>", "<i>[redacted]</i>"),
        (#"a<b>&"c'd"#, "<i>a&lt;b&gt;&amp;&#34;c&#39;d</i>", "<i>[redacted]</i>"),
        (#"a<b>+"c'd"#, "<i>a&lt;b&gt;&#43;&#34;c&#39;d</i>", "<i>[redacted]</i>"),
        (#"a<b>&"c'd"#, #"{"a":"a\u003cb\u003e\u0026\"c'd"}"#, #"{"a":"[redacted]"}"#),
        (#"say"what"#, #"{"a":"{\"b\":\"say\\\"what\"}"}"#, #"{"a":"{\"b\":\"[redacted]\"}"}"#),
        ("wörd-token", #"{"a":"w\u00f6rd-token"}"#, #"{"a":"[redacted]"}"#),
        ("it's-token", "'it''s-token'", "'[redacted]'"),
        // Of `user:`, of one byte more and of two, before it.
        ("plainToken7", "Basic dXNlcjpwbGFpblRva2VuNw== x", "Basic [redacted] x"),
        ("plainToken7", "x eHVzZXI6cGxhaW5Ub2tlbjc= y", "x [redacted] y"),
        ("plainToken7", "x eHh1c2VyOnBsYWluVG9rZW43 y", "x [redacted] y"),
        ("https://in.example/api/v2/alerts", "GET /api/v2/alerts", "GET /api/v2/alerts"),
        ("http://me:proxyPass@proxy:3128", "proxyPass it was", "[redacted] it was"),
    ])
    func `a configured secret goes wherever it stands`(_ secret: String, _ text: String, _ expected: String) {
        #expect(redacted(text, knowing: secret) == expected)
    }

    @Test func `of two secrets of which one begins the other nothing is left`() {
        #expect(redacted("tokenOne2, tokenOne", knowing: "tokenOne", "tokenOne2") == "[redacted], [redacted]")
    }

    @Test func `a short secret leaves the output readable`() {
        #expect(redacted("db db-0 is up", knowing: "db") == "db db-0 is up")
        #expect(!Secret("sevenok").isKnownByValue && Secret("eightok8").isKnownByValue)
    }

    @Test func `secrets are added to those that are known already, and a huge one keeps none of the others away`() {
        let huge = Secret(String(repeating: "0123456789abcdef", count: 200_000))
        let redactions = Redactions(knowing: [Secret("firstToken")]).knowing([huge, Secret("secondToken")])
        #expect(redactions.apply(to: "firstToken secondToken") == "[redacted] [redacted]")
    }

    @Test(arguments: [
        ("PGPASSWORD", "Drawn-pass7", ["Drawn-pass7"]), ("AWS_SECRET_ACCESS_KEY", "drawnKey/7+", ["drawnKey/7+"]),
        ("DATABASE_URL", "postgres://app:Drawn-pass7@db/shop", ["Drawn-pass7"]),
        ("KAFKA_OPTS", #"-Dconf='username="app" password="Drawn-pass7";'"#, ["Drawn-pass7"]),
        // Would go from every output.
        ("POSTGRES_PASSWORD", "postgres", []), ("DB_PASS", "short7", []), ("API_TOKEN", "", []),
        ("PGPASSFILE", "/etc/pgpass-of-app7", []), ("VAULT_TOKEN_FILE", "/run/secrets/vault7", []),
        ("PATH", "/usr/local/bin:/usr/bin", []), ("HOSTNAME", "api-7d9f8b6c5-x2lkq", []),
    ])
    func `of an environment is secret what its names say, and what its values hold`(
        _ name: String, _ value: String, _ secrets: [String]
    ) {
        #expect(Redactions.builtIn.secrets(inEnvironment: [name: value]).map(\.reveal) == secrets)
    }

    @Test func `what an alert brings goes out without its secrets, and names stay`() {
        let redactions = Redactions(knowing: [Secret("ourOwnToken")])
        let labels: Labels = ["url": "postgres://a:hunter22@db/x", "token": "ourOwnToken", "app": "web"]
        let shown: Labels = ["url": "postgres://a:[redacted]@db/x", "token": "[redacted]", "app": "web"]
        let alert = Alert(
            status: .firing, labels: labels, annotations: labels, startsAt: Timestamp(seconds: 1),
            generatorURL: "http://p/graph?token=ourOwnToken", fingerprint: "f", extras: labels)
        let occurrence = Occurrence(
            id: 1, incidentID: 1, alert: alert, priority: .p1, rule: "r", firstSeenAt: Timestamp(seconds: 1),
            lastSeenAt: Timestamp(seconds: 1), seenCount: 1
        ).redacted(by: redactions)
        #expect(occurrence.alert.labels == shown && occurrence.alert.annotations == shown)
        #expect(occurrence.alert.extras == shown && occurrence.alert.fingerprint == "f")
        #expect(occurrence.alert.generatorURL == "http://p/graph?token=[redacted]")
        let incident = Incident(
            priority: .p1, rule: "r", title: "Down: ourOwnToken", groupKey: "{}:{a=\"ourOwnToken\"}", labels: labels,
            openedAt: Timestamp(seconds: 1)
        ).redacted(by: redactions)
        #expect(incident.title == "Down: [redacted]" && incident.labels == shown)
        #expect(incident.groupKey == "{}:{a=\"[redacted]\"}")
    }
}
