import IncidentCore
import Testing

@Suite("Incident titles")
struct IncidentTitleTests {
    static func title(_ alerts: [Alert], groupLabels: Labels = [:]) -> String {
        Incident.title(of: alerts, sharing: alerts.sharedLabels, groupLabels: groupLabels)
    }

    @Test(
        arguments: [
            (["alertname": "ApiDown"], ["summary": "Service api is down"], "ApiDown: Service api is down"),
            (["alertname": "ApiDown"], ["message": "down"], "ApiDown: down"),
            (["alertname": "ApiDown", "service": "api", "namespace": "hub"], [:], "ApiDown on api"),
            (["alertname": "ApiDown", "namespace": "hub"], [:], "ApiDown on hub"),
            (["alertname": "ApiDown"], [:], "ApiDown"),
            (["job": "legacy-import"], [:], "legacy-import"),
        ] as [(Labels, Labels, String)])
    func `it says what and where`(labels: Labels, annotations: Labels, expected: String) {
        #expect(Self.title([.sample(.firing, labels, annotations: annotations)]) == expected)
    }

    @Test func `several alerts are counted, and only what they share is said`() {
        let pods = ["a", "b"].map {
            Alert.sample(
                .firing, Labels(["alertname": "PodRestartingOften", "pod": $0, "namespace": "hub"]),
                annotations: Labels(["summary": "pod \($0) restarts"]))
        }
        #expect(Self.title(pods) == "PodRestartingOften on hub (2 alerts)")
    }

    @Test func `alerts of different names go by the group's label`() {
        let alerts = ["A", "B"].map { Alert.sample(.firing, Labels(["alertname": $0])) }
        #expect(Self.title(alerts, groupLabels: ["cluster": "prod"]) == "prod (2 alerts)")
    }

    @Test(arguments: [
        ("x; rm -rf /", "x; rm -rf /"), ("a\r\nBcc: victim@example.com", "a Bcc: victim@example.com"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("a\u{0}b\u{1B}[31mc", "a b [31mc"),
        ("user\u{202E}gnp.exe", "usergnp.exe"), ("a\u{2066}\u{200F}\u{61C}b", "ab"), ("  a \t\n  b  ", "a b"),
        ("a\u{2028}b\u{2029}c\u{85}d", "a b c d"), ("👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦 family"),
    ])
    func `hostile text becomes one plain line`(name: String, expected: String) {
        #expect(Self.title([.sample(.firing, Labels(["alertname": name]))]) == expected)
    }

    @Test(arguments: ["", " ", "\n", "\u{0}", "\u{202E}"])
    func `a title is never blank`(name: String) {
        #expect(Self.title([.sample(.firing, Labels(["alertname": name]))]) == "alert")
    }

    @Test(arguments: [
        String(repeating: "a", count: 1000), String(repeating: "🔥", count: 1000),
        "a" + String(repeating: "\u{301}", count: 100_000),
        String(repeating: "👩‍👩‍👧‍👦", count: 100),
    ])
    func `a title has at most 200 characters, however they are built`(name: String) {
        for alerts in [1, 2, 500] {
            let title = Self.title(Array(repeating: .sample(.firing, Labels(["alertname": name])), count: alerts))
            #expect(title.unicodeScalars.count <= 200)
            #expect(title.contains("…"))
            #expect(alerts == 1 || title.hasSuffix(" (\(alerts) alerts)"))
        }
    }

    @Test(arguments: [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abc \n", 3, "abc"), ("", 3, ""), ("é日🔥", 3, "é日🔥")])
    func `a line is cut only when it is too long`(text: String, limit: Int, expected: String) {
        #expect(text.singleLine(limit: limit) == expected)
    }
}
