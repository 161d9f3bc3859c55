import IncidentCore
import Testing

@testable import responder

@Suite("An incident's alerts on a terminal", .timeLimit(.minutes(5)))
struct AlertsReportTests {
    private static let start = Timestamp(seconds: 1_795_422_600)

    private static func alert(
        _ name: String, _ labels: [String: String] = [:], annotations: Labels = [:], status: AlertStatus = .firing
    ) -> Occurrence {
        let all = labels.merging(["alertname": name]) { $1 }
        let pairs = all.sorted { $0.key < $1.key }.map { Labels.Pair(name: $0.key, value: $0.value) }
        return Occurrence(
            id: 1, incidentID: 7,
            alert: Alert(
                status: status, labels: Labels(pairs), annotations: annotations, startsAt: start,
                fingerprint: Labels(pairs).json),
            priority: .p1, rule: "", firstSeenAt: start, lastSeenAt: start, seenCount: 1)
    }

    private static func lines(_ alerts: [Occurrence], total: Int? = nil) -> [String] {
        let firing = alerts.count(where: { $0.alert.status == .firing })
        return AlertsReport(alerts, of: 7, total: total ?? alerts.count, firing: firing) { _ in nil }.lines
    }

    @Test func `one is shown with all that it says of itself`() {
        let lines = Self.lines([Self.alert("ApiDown", ["service": "api"], annotations: ["summary": "api is down"])])
        #expect(
            lines == [
                "Alerts", "- firing ApiDown since 2026-11-23 08:30:00 UTC {service=api}", "    summary: api is down",
            ])
    }

    @Test func `of a few of one name what is alike is said once`() {
        let lines = Self.lines([
            Self.alert(
                "Down", ["job": "j", "pod": "a"], annotations: ["runbook_url": "https://r", "summary": "a is down"]),
            Self.alert(
                "Down", ["job": "j", "pod": "b"], annotations: ["runbook_url": "https://r", "summary": "b is down"],
                status: .resolved),
        ])
        #expect(
            lines == [
                "Alerts (2, 1 firing)", "- Down, 2, 1 firing {job=j}", "    runbook_url: https://r",
                "    - firing since 2026-11-23 08:30:00 UTC {pod=a}", "        summary: a is down",
                "    - resolved since 2026-11-23 08:30:00 UTC {pod=b}", "        summary: b is down",
            ])
    }

    @Test func `of five hundred the first twelve are shown, and how all are spread`() {
        let alerts = (0..<500).map {
            Self.alert("Crash", ["cluster": "eu", "node": "n\($0 % 12)", "pod": "worker-\($0)"])
        }
        let lines = Self.lines(alerts)
        #expect(lines.count == 16)
        #expect(
            lines.prefix(4) == [
                "Alerts (500, 500 firing)", "- Crash, 500 firing {cluster=eu}",
                "    node: 12 values, n0 (42), n1 (42), n2 (42) and 9 more",
                "    - pod=worker-0, node=n0; firing since 2026-11-23 08:30:00 UTC",
            ])
        #expect(lines.last == "- and 488 more: responder incident alerts 7")
    }

    @Test func `of many what differs stands first and in full, and what they begin with once`() {
        let alerts = (0..<500).map { number in
            Self.alert(
                "PodCrashLooping",
                [
                    "cluster": "llm-analytics-hub-prod", "container": "api", "node": "node-\(number % 12)",
                    "pod": "analytics-api-7d9c6b5f4-\(10_000 + number)", "namespace": "llm-analytics-hub",
                ])
        }
        let lines = Self.lines(alerts)
        #expect(lines.contains("    pod begins with analytics-api-7d9c6b5f4-"))
        #expect(lines.contains("    - pod=…-10003, node=node-3; firing since 2026-11-23 08:30:00 UTC"))
        #expect(Set(lines.map { $0.prefix(40) }).count == lines.count)
        let short = AlertsReport(alerts, of: 7, total: 500, firing: 500, isShort: true) { _ in nil }.lines
        #expect(short.count == 9 && short.last == "- and 496 more: responder incident alerts 7")
        #expect(short.contains("    - pod=…-10003, node=node-3; firing since 2026-11-23 08:30:00 UTC"))
    }

    @Test func `of many a label that only some have tells them apart`() {
        let alerts = (0..<5).map { Self.alert("Down", $0 == 2 ? ["canary": "yes"] : [:]) }
        let rows = Self.lines(alerts).filter { $0.hasPrefix("    - ") }
        #expect(rows.count == 5 && rows[2] == "    - canary=yes; firing since 2026-11-23 08:30:00 UTC")
        #expect(rows[0] == "    - firing since 2026-11-23 08:30:00 UTC")
    }

    @Test func `of many names the first are shown, and no more lines than of one`() {
        let alerts = (0..<400).map { Self.alert("Alert\($0 % 40)", ["pod": "p\($0)"]) }
        let lines = Self.lines(alerts, total: 450)
        #expect(lines.count <= 20)
        #expect(lines.contains("- Alert5, 10 firing") && !lines.contains("- Alert6, 10 firing"))
        #expect(lines.last == "- and 438 more: responder incident alerts 7")
    }

    @Test func `where each has its own values nothing is said of how they are spread`() {
        let lines = Self.lines((0..<20).map { Self.alert("Crash", ["pod": "worker-\($0)"]) })
        #expect(!lines.contains { $0.contains("values,") })
    }

    @Test func `hostile text ends no line and hides nothing`() {
        let text = "a\n- fake\u{1B}[2J\u{202E}b"
        let lines = Self.lines([
            Self.alert(text, [text: text], annotations: [text: text]), Self.alert(text, [text: "c"]),
        ])
        let joined = lines.joined(separator: "\n")
        #expect(!joined.contains("\u{1B}") && !joined.contains("\u{202E}"))
        #expect(!lines.contains { $0.hasPrefix("- fake") })
    }
}
