import IncidentCore
import Patterns
import Testing

@Suite("What is asked while nothing is wrong")
struct BaselinePlanTests {
    let collectors: [Collector]

    init() throws {
        collectors = [
            try Self.collector("pods", "kubectl", "get", "pods", "-n", "{label:namespace|web}"),
            try Self.collector("pod", "kubectl", "get", "pod", "{label:pod}"),
            try Self.collector("logs", "kubectl", "logs", "{label:pod|api-0}", baseline: nil),
            try Self.collector("report", "/opt/team/report", isTrusted: true),
        ]
    }

    private static func collector(
        _ name: String, _ words: String..., isTrusted: Bool = false, baseline: Duration? = .seconds(3600)
    ) throws -> Collector {
        Collector(
            name: name, procedure: "", when: Selector(),
            source: .run(CommandTemplate(try words.map { try ArgumentTemplate($0) }, isTrusted: isTrusted)),
            baseline: baseline)
    }

    private func plan(
        _ stored: [StoredBaselineQuestion], _ collectors: [Collector]? = nil, at now: Timestamp = .start
    ) -> BaselinePlan {
        BaselinePlan(stored: stored, collectors: collectors ?? self.collectors, redactions: .builtIn, at: now)
    }

    private func stored(
        _ id: Int64, _ collector: Int, _ labels: Labels, askedAt: Timestamp = .start, dueAt: Timestamp = .start
    ) throws -> StoredBaselineQuestion {
        StoredBaselineQuestion(
            id: id, question: try #require(collectors[collector].baselineQuestion(about: labels, redactions: .builtIn)),
            labels: collectors[collector].labelsForBaseline(of: labels), askedAt: askedAt, dueAt: dueAt)
    }

    @Test func `at first it is what needs no alert`() throws {
        let first = plan([])
        #expect(
            first.added.map(\.arguments) == [
                try ReadOnlySession.hardened(["kubectl", "get", "pods", "-n", "web"], limit: .seconds(10))
            ])
        #expect(first.forgotten == [] && first.next == nil)
        let later = plan([try stored(7, 0, [:], askedAt: .start - .seconds(90 * 86400))])
        #expect(later.added == [] && later.forgotten == [] && later.next?.stored.id == 7)
    }

    @Test func `what incidents asked is asked for a week, and of much the latest`() throws {
        let old = try stored(1, 1, ["pod": "api-1"], askedAt: .start - BaselinePlan.keptFor)
        let young = try stored(2, 1, ["pod": "api-2"], askedAt: .start - BaselinePlan.keptFor + .seconds(1))
        #expect(plan([old, young]).forgotten == [1])
        let many = try (1...20).map { number in
            try stored(number, 1, ["pod": "api-\(number)"], askedAt: .start - .seconds(100 - number))
        }
        #expect(plan(many).forgotten == [1, 2, 3, 4])
    }

    @Test func `what the tables have no more, or ask in another way, is forgotten`() throws {
        let one = try stored(1, 0, ["namespace": "shop"])
        #expect(plan([one]).forgotten == [])
        #expect(plan([one], []).forgotten == [1])
        let other = try Self.collector("pods", "kubectl", "get", "pods", "-o", "wide", "-n", "{label:namespace|web}")
        #expect(plan([one], [other]).forgotten == [1])
        let without = try Self.collector("pods", "kubectl", "get", "pods", "-n", "{label:namespace|web}", baseline: nil)
        #expect(plan([one], [without]).forgotten == [1])
    }

    @Test func `the next is the one that is due first`() throws {
        let plan = plan([
            try stored(1, 0, [:], dueAt: .start + .seconds(60)), try stored(2, 1, ["pod": "a"], dueAt: .start),
        ])
        #expect(plan.next?.stored.id == 2 && plan.next?.collector.name == "pod")
    }

    @Test func `labels are kept as far as they are asked, and all where the program may look at any`() throws {
        let labels: Labels = ["alertname": "Down", "namespace": "shop", "pod": "api-1"]
        #expect(collectors[0].labelsForBaseline(of: labels) == ["namespace": "shop"])
        #expect(collectors[3].labelsForBaseline(of: labels) == labels)
        let told = try (0...1).map {
            try #require(collectors[$0 * 3].baselineQuestion(about: labels, redactions: .builtIn)).told
        }
        #expect(told == [[:], labels])
        #expect(collectors[2].baselineQuestion(about: labels, redactions: .builtIn) == nil)
        #expect(collectors[1].baselineQuestion(about: ["pod": "$(reboot)"], redactions: .builtIn) == nil)
    }

    @Test(arguments: [(0.0, 3420), (0.5, 3600), (1.0, 3780)])
    func `it is asked at about its interval`(jitter: Double, seconds: Int64) {
        let next = BaselineSchedule.next(every: .seconds(3600), after: .start, jitter: jitter)
        #expect((next - .start).wholeMilliseconds == seconds * 1000)
    }

    @Test(arguments: [(Int64(600), Int64(600)), (3600, 600), (21600, 2160)])
    func `where nothing came of it, it is asked again a little later`(interval: Int64, wait: Int64) {
        #expect(BaselineSchedule.retry(every: .seconds(interval), after: .start) == .start + .seconds(wait))
    }

    @Test func `a secret in an old baseline that is known by now is in no difference`() throws {
        let artifact = DiagnosticArtifact(
            collector: "pods", procedure: "", arguments: [], startedAt: .start, duration: .seconds(1), exitStatus: 0,
            outcome: .succeeded, bytes: 1, truncated: false, output: "none\n", findings: [])
        let redactions = Redactions(adding: [try Pattern("ACME-[0-9]+")])
        let compared = artifact.compared(with: "customer ACME-4711\n", takenAt: .start, redactions: redactions)
        #expect(compared.comparison?.difference.changes.map(\.text) == ["new: none", "gone: customer [redacted]"])
        #expect(compared.findings.map(\.text) == ["new: none, gone: customer [redacted] since 2026-11-23 06:12 UTC"])
    }

    @Test(arguments: [CollectorOutcome.failed, .timedOut, .missing])
    func `an output that does not say how things stand is compared with nothing`(outcome: CollectorOutcome) {
        var artifact = DiagnosticArtifact(
            collector: "pods", procedure: "", arguments: [], startedAt: .start, duration: .seconds(1), exitStatus: nil,
            outcome: outcome, bytes: 1, truncated: false, output: "none\n", findings: [])
        #expect(artifact.compared(with: "", takenAt: .start, redactions: .builtIn).comparison == nil)
        (artifact.outcome, artifact.truncated) = (.succeeded, true)
        #expect(artifact.compared(with: "", takenAt: .start, redactions: .builtIn).comparison == nil)
    }
}
