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

    private static func excerpt(_ output: String, limit: Int) -> String {
        ArtifactExcerpt(
            collector: "pods", command: "kubectl get pods", outcome: .succeeded, duration: .seconds(1), output: output
        ).lines(limitBytes: limit, findings: findings)
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

    @Test func `is the whole output where that fits`() {
        #expect(Self.excerpt("a\nb\n", limit: 10) == "a\nb\n")
    }

    @Test func `is head and tail where no line fits`() {
        let text = String(repeating: "x", count: 1000)
        #expect(Self.excerpt(text, limit: 200).contains("bytes left out"))
    }
}
