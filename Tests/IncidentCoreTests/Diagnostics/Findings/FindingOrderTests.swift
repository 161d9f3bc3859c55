import IncidentCore
import Testing

/// Which five of many sentences are told.
@Suite("What of many findings is told", .timeLimit(.minutes(5)))
struct FindingOrderTests {
    private static let now = Timestamp(rfc3339: "2026-11-23T14:00:00Z")!

    /// By name, as kubectl lists them: eight that have waited for long, and the one that the alert is about.
    private static let names = ["admin", "billing", "cart", "docs", "export", "fraud", "geo", "history", "payments"]
    private static let records = OutputRecords(
        text: "NAME\n" + names.map { "\($0)\n" }.joined(),
        records: names.map { name in
            OutputRecords.Record(
                fields: [
                    "NAME": "\(name)-1", "workload": name, "reason": "ImagePullBackOff",
                    "created": name == "geo" ? "2026-11-23T13:50:00Z" : "2026-11-03T14:00:00Z",
                ], line: name)
        })

    private static func findings(about labels: Labels) throws -> [Finding] {
        let rule = FindingRule(
            rows: [try RowCondition(#"reason="ImagePullBackOff""#)],
            sentence: try RowSentence("{workload} waits", ofMany: false), many: nil, level: .critical)
        let collector = Collector(
            name: "pods", procedure: "P1", when: Selector(), source: .run(CommandTemplate([], isTrusted: true)),
            findings: [rule])
        let rows = collector.rows(in: records.text, of: records.text, records: records)
        return collector.findings(in: records.text, rows, about: labels, at: now)
    }

    @Test(
        arguments: [
            (
                "nothing of it", ["alertname": "Down", "namespace": "shop"],
                ["geo", "admin", "billing", "cart", "docs"]
            ),
            ("a workload", ["deployment": "payments"], ["payments", "geo", "admin", "billing", "cart"]),
            ("a pod", ["pod": "history-1"], ["history", "geo", "admin", "billing", "cart"]),
            ("where it is", ["job": "payments", "team": "fraud"], ["geo", "admin", "billing", "cart", "docs"]),
        ] as [(String, [String: String], [String])])
    func `rows that the alert names come first, then what is young`(
        _ what: String, labels: [String: String], told: [String]
    ) throws {
        let labels = Labels(labels.map { Labels.Pair(name: $0.key, value: $0.value) })
        let found = try Self.findings(about: labels)
        #expect(found.map(\.text) == told.map { "\($0) waits" } + ["(and 4 others in pods)"], "\(what)")
    }

    @Test func `what has changed is told before the rest, wherever it stood`() throws {
        let before = Self.records.text.replacing("history\npayments\n", with: "")
        let artifact = DiagnosticArtifact(
            collector: "pods", procedure: "P1", arguments: [], startedAt: Self.now, duration: .zero, exitStatus: 0,
            outcome: .succeeded, bytes: 0, truncated: false, output: Self.records.text,
            findings: try Self.findings(about: [:]))
        let found = artifact.compared(with: before, takenAt: Self.now, redactions: .builtIn).findings
            .filter { $0.level == .critical }
        #expect(
            found.map(\.text)
                == ["history", "payments", "geo", "admin", "billing"].map { "\($0) waits" } + ["(and 4 others in pods)"]
        )
        #expect(found.map(\.isChanged) == [true, true, false, false, false, false])
    }

    @Test func `how many others there are is the last of its level, and never the first of all`() throws {
        let pods = try Self.findings(about: [:])
        let logs = Finding(collector: "logs", level: .critical, text: "out of memory", lines: [3])
        let all = Finding.merged(pods + [logs, Finding(collector: "events", level: .info, text: "pulled")])
        #expect(all.map(\.text).suffix(3) == ["out of memory", "(and 4 others in pods)", "pulled"])
    }

    @Test func `of what several collectors say the line is that of the first which has one`() {
        let said = [
            Finding(collector: "a", level: .info, text: "x", artifactID: 1),
            Finding(collector: "b", level: .info, text: "x", lines: [7], artifactID: 2),
        ]
        let merged = Finding.merged(said)
        #expect(merged.map(\.collector) == ["a, b"] && merged.map(\.line) == [7] && merged.map(\.artifactID) == [2])
    }
}
