import IncidentCore
import Testing

@testable import Notifiers

@Suite("An excerpt of an output", .timeLimit(.minutes(5)))
struct ArtifactExcerptTests {
    private static let header = "NAME          READY   STATUS    RESTARTS"
    private static let rows = (1...40).map { number in
        number == 20 || number == 31
            ? "api-\(number)        0/1     CrashLoopBackOff   7" : "web-\(number)        1/1     Running   0"
    }
    private static let findings = [
        Finding(collector: "pods", level: .critical, text: "pod api-20 is in state CrashLoopBackOff"),
        Finding(collector: "pods", level: .critical, text: "pod api-31 is in state CrashLoopBackOff"),
        Finding(collector: "other", level: .critical, text: "web-7 is slow"),
    ]

    private static func excerpt(_ output: String, limit: Int, atMost count: Int = .max) -> String {
        ArtifactExcerpt(
            collector: "pods", command: "kubectl get pods", outcome: .succeeded, duration: .seconds(1), output: output
        ).lines(limitBytes: limit, atMost: count, findings: findings)
    }

    @Test func `keeps the rows that a finding speaks of, and whole lines only`() {
        let output = ([Self.header] + Self.rows).joined(separator: "\n")
        let lines = Self.excerpt(output, limit: 600).split(separator: "\n").map(String.init)
        #expect(lines.first == Self.header)
        #expect(lines.contains(Self.rows[19]) && lines.contains(Self.rows[30]))
        #expect(lines.allSatisfy { $0 == Self.header || Self.rows.contains($0) || $0.hasPrefix("[… ") })
        #expect(lines.joined(separator: "\n").utf8.count <= 600)
        #expect(lines.last?.hasSuffix("lines left out …]") == true)
    }

    @Test(arguments: [1, 3, 15, 40])
    func `has so many lines at most, those that a finding speaks of first`(count: Int) {
        let output = ([Self.header] + Self.rows).joined(separator: "\n") + "\n"
        let lines = Self.excerpt(output, limit: 10_000, atMost: count).split(separator: "\n")
        #expect(lines.count { !$0.hasPrefix("[… ") } == count)
        #expect(lines.count { $0.contains("CrashLoop") } == min(2, count))
    }

    @Test func `shows what went wrong between lines that only resemble it`() {
        let requests = (1...200).map { "2026-11-23T06:14:00Z INFO POST /v1/events status=200 duration_ms=\($0)" }
        let fatal =
            "2026-11-23T06:14:20Z FATAL failed to start: column \"tenant_id\" does not exist (migration 0042 missing)"
        let last = "2026-11-23T06:14:20Z INFO exiting with code 1"
        let excerpt = ArtifactExcerpt(
            collector: "logs", command: "kubectl logs", outcome: .succeeded, duration: .zero,
            output: (requests + ["connecting to the database", fatal, last] + requests).joined(separator: "\n")
        ).lines(
            limitBytes: 900, atMost: 6,
            findings: [
                Finding(collector: "logs", level: .critical, text: "database migration 0042 is missing"),
                Finding(collector: "logs", level: .warning, text: "request failed: POST /v1/events status=500"),
                Finding(collector: "logs", level: .warning, text: "log: exiting with code 1"),
            ])
        for line in [fatal, last, requests[0], "connecting to the database"] { #expect(excerpt.contains(line)) }
    }

    @Test func `is whole when its lines are few enough`() {
        #expect(Self.excerpt("a\nb\n", limit: 10, atMost: 2) == "a\nb\n")
    }

    @Test func `knows a finding that several collectors made`() {
        let rows = (1...40).map { "web-\($0) Running" }.joined(separator: "\n")
        let excerpt = ArtifactExcerpt(
            collector: "logs", command: "c", outcome: .succeeded, duration: .zero, output: rows
        ).lines(
            limitBytes: 200, findings: [Finding(collector: "pods, logs", level: .critical, text: "web-33 is slow")])
        #expect(excerpt.contains("web-33 Running"))
    }

    @Test func `is the whole output where that fits`() {
        #expect(Self.excerpt("a\nb\n", limit: 10) == "a\nb\n")
    }

    @Test(arguments: [
        (String(repeating: "x", count: 1000), 60, String(repeating: "x", count: 30) + "\n[… 970 bytes left out …]"),
        ("one " + String(repeating: "two", count: 100), 60, "one\n[… 301 bytes left out …]"),
        ("one two", 3, "[… 7 bytes left out …]"),
    ])
    func `is whole words of one line where none fits`(output: String, limit: Int, expected: String) {
        #expect(Self.excerpt(output, limit: limit) == expected)
    }

    @Test func `has the line on which a finding rests, though it resembles another more`() {
        func lines(of id: Int64, omittedBytes: Int = 0) -> String {
            ArtifactExcerpt(
                id: id, collector: "pods", command: "c", outcome: .succeeded, duration: .zero,
                output: ([Self.header] + Self.rows).joined(separator: "\n"), omittedBytes: omittedBytes
            ).lines(
                limitBytes: 400, atMost: 1,
                findings: [
                    Finding(
                        collector: "pods", level: .critical, text: "web-7 and others do not answer", lines: [21],
                        artifactID: 9)
                ])
        }
        #expect(lines(of: 9).contains(Self.rows[19]) && !lines(of: 9).contains(Self.rows[6]))
        #expect(lines(of: 8).contains(Self.rows[6]) && lines(of: 9, omittedBytes: 7).contains(Self.rows[6]))
    }
}
