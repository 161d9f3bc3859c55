import IncidentCore
import Testing

@Suite("Incident titles", .timeLimit(.minutes(5)))
struct IncidentTitleTests {
    static func title(_ alert: Alert) -> String { Lead(alert, .default).title }

    @Test(
        arguments: [
            (["alertname": "ApiDown"], ["summary": "Service api is down"], "ApiDown: Service api is down"),
            (["alertname": "ApiDown"], ["message": "down"], "ApiDown: down"),
            (["alertname": "ApiDown", "service": "api", "namespace": "hub"], [:], "ApiDown on hub/api"),
            (
                ["alertname": "CheckoutDown", "service": "checkout", "namespace": "shop", "cluster": "eu-1"], [:],
                "CheckoutDown on shop/checkout in eu-1"
            ),
            (["alertname": "ApiDown", "cluster": "eu-1"], [:], "ApiDown in eu-1"),
            (["alertname": "DiskFull", "node": "db-1", "namespace": "monitoring"], [:], "DiskFull on db-1"),
            (["alertname": "Up", "instance": "10.42.3.17:9100", "namespace": "hub"], [:], "Up on hub"),
            (["alertname": "ApiDown", "namespace": "hub"], [:], "ApiDown on hub"),
            (["alertname": "Lag", "instance": "10.42.3.17:9100", "pod": "kafka-0"], [:], "Lag on kafka-0"),
            (["alertname": "Lag", "service": "kube-state-metrics", "deployment": "api"], [:], "Lag on api"),
            (["alertname": "Lag", "instance": "10.42.3.17:9100"], [:], "Lag on 10.42.3.17:9100"),
            (["alertname": "ApiDown"], [:], "ApiDown"),
            (["job": "legacy-import"], [:], "legacy-import"),
            (["alertname": " ", "instance": "db-1:9100", "severity": "page"], ["summary": " "], "db-1:9100"),
            (["alertname": "", "namespace": "shop", "service": "cart"], [:], "shop on cart"),
            (["alertname": ""], ["summary": "\t", "message": "Disk is full"], "alert: Disk is full"),
            (["alertname": "\u{200B}"], [:], "alert"),
        ] as [(Labels, Labels, String)])
    func `it says what and where`(labels: Labels, annotations: Labels, expected: String) {
        #expect(Self.title(.sample(.firing, labels, annotations: annotations)) == expected)
    }

    @Test(
        arguments: [
            (["service": "api", "namespace": "hub"], "Service api is down", "Service api is down (hub)"),
            (["service": "api", "namespace": "hub"], "It is down", "It is down (hub/api)"),
            (["service": "api", "namespace": "hub"], "API of hub is down", "API of hub is down"),
            (["service": "api"], "analytics-api is down, rapidly", "analytics-api is down, rapidly (api)"),
            (["service": "api", "pod": "api-7d9c", "namespace": "hub"], "api is down", "api is down (hub)"),
            (["pod": "api-7d9c", "namespace": "hub"], "Pod is crash looping.", "Pod is crash looping. (hub/api-7d9c)"),
            (["namespace": "hub", "cluster": "eu-1"], "hub is down", "hub is down (in eu-1)"),
            (["namespace": "hub", "cluster": "eu-1"], "down", "down (hub in eu-1)"),
            (["instance": "10.42.3.17:9100"], "down", "down (10.42.3.17:9100)"),
            (["namespace": "\u{202E}"], "down", "down"), (["namespace": "größe"], "größen", "größen (größe)"),
        ] as [(Labels, String, String)])
    func `a summary that does not say where it is does by what it lacks`(
        labels: Labels, summary: String, expected: String
    ) {
        let named = Labels([Labels.Pair(name: "alertname", value: "Down")] + labels.pairs)
        #expect(Self.title(.sample(.firing, named, annotations: ["summary": summary])) == "Down: \(expected)")
    }

    @Test func `a long summary is cut, not where it is`() {
        let title = Self.title(
            .sample(
                .firing, ["alertname": "Down", "namespace": "shop", "service": String(repeating: "s", count: 300)],
                annotations: ["summary": String(repeating: "long ", count: 100)]))
        #expect(title.unicodeScalars.count <= 200)
        #expect(title.contains("… (shop/sss") && title.hasSuffix("s…)"))
    }

    @Test(arguments: [(1, ""), (2, " and 1 more alert fires"), (500, " and 499 more alerts fire"), (0, "")])
    func `what fires beside the lead is counted`(firing: Int, expected: String) {
        var incident = Incident.sample()
        incident.firingCount = firing
        #expect(incident.othersFiring == expected)
    }

    @Test(arguments: [
        ("x; rm -rf /", "x; rm -rf /"), ("a\r\nBcc: victim@example.com", "a Bcc: victim@example.com"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("a\u{0}b\u{1B}[31mc", "a b [31mc"),
        ("user\u{202E}gnp.exe", "usergnp.exe"), ("a\u{2066}\u{200F}\u{61C}b", "ab"), ("  a \t\n  b  ", "a b"),
        ("a\u{2028}b\u{2029}c\u{85}d", "a b c d"), ("👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦 family"),
        ("a\u{200B}d\u{FEFF}m\u{AD}i\u{2060}n", "admin"), ("ad\u{200D}mi\u{200C}n\u{200D}", "admin"),
        ("\u{200D}نمی\u{200C}خواهم", "نمی\u{200C}خواهم"),
    ])
    func `hostile text becomes one plain line`(name: String, expected: String) {
        #expect(Self.title(.sample(.firing, Labels(["alertname": name]))) == expected)
    }

    @Test(arguments: ["", " ", "\n", "\u{0}", "\u{202E}"])
    func `a title is never blank`(name: String) {
        #expect(Self.title(.sample(.firing, Labels(["alertname": name]))) == "alert")
    }

    @Test(arguments: [
        String(repeating: "a", count: 1000), String(repeating: "🔥", count: 1000),
        String(repeating: "👩‍👩‍👧‍👦", count: 100),
    ])
    func `a title has at most 200 characters, however they are built`(name: String) {
        let title = Self.title(.sample(.firing, Labels(["alertname": name])))
        #expect(title.unicodeScalars.count <= 200)
        #expect(title.contains("…"))
    }

    @Test(
        arguments: [
            // As many marks as no script has leave the letters behind them.
            (
                "Z" + String(repeating: "\u{301}", count: 3000) + "algo Down",
                "Z" + String(repeating: "\u{301}", count: 8) + "algo Down"
            ),
            (
                "ö" + String(repeating: "\u{200D}", count: 3000) + "l Down",
                "ö" + String(repeating: "\u{200D}", count: 8) + "l Down"
            ),
            // What scripts and pictures have stays.
            ("ṩ\u{323}\u{307} כֹּ֣ก็่ क्षि Down", "ṩ\u{323}\u{307} כֹּ֣ก็่ क्षि Down"),
            ("👩🏽\u{200D}❤\u{FE0F}\u{200D}💋\u{200D}👨🏿 🏴󠁧󠁢󠁥󠁮󠁧󠁿 Down", "👩🏽\u{200D}❤\u{FE0F}\u{200D}💋\u{200D}👨🏿 🏴󠁧󠁢󠁥󠁮󠁧󠁿 Down"),
        ])
    func `a letter keeps its marks, and no flood of them hides the name`(name: String, expected: String) {
        #expect(
            Self.title(.sample(.firing, Labels(["alertname": name]))).unicodeScalars.elementsEqual(
                expected.unicodeScalars))
    }

    @Test(arguments: [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abc \n", 3, "abc"), ("", 3, ""), ("é日🔥", 3, "é日🔥")])
    func `a line is cut only when it is too long`(text: String, limit: Int, expected: String) {
        #expect(text.singleLine(limit: limit) == expected)
    }
}
