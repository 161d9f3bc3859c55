import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Diagnostics that a person asks for", .timeLimit(.minutes(5)))
struct RequestedDiagnosisTests {
    private func diagnosed() async throws -> EngineHarness {
        let harness = try EngineHarness(try .diagnosed())
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    private func requests(_ harness: EngineHarness) async throws -> [String] {
        try await harness.timeline().filter { $0.kind == .diagnosisRequested }.map(\.summary)
    }

    @Test func `run once more, all or one of them, beside the earlier ones, and ring nobody`() async throws {
        let harness = try await diagnosed()
        harness.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        try await harness.diagnose(collector: "pods", why: "rolled back")
        try await harness.settle()
        #expect(try await harness.artifacts().map(\.collector) == ["pods", "logs", "pods"])
        try await harness.diagnose(by: "bob")
        try await harness.settle()
        #expect(try await harness.artifacts().map(\.collector) == ["pods", "logs", "pods", "pods", "logs"])
        #expect(harness.sentLines() == [])
        #expect(
            try await requests(harness) == [
                "collector \"pods\" asked for again by alice, on the command line: rolled back",
                "diagnostics asked for again by bob, on the command line",
            ])
        let findings = try await harness.store.read { try $0.findings(incidentID: 1) }
        #expect(findings.map(\.text) == ["pod api-1 is in state CrashLoopBackOff"])
    }

    @Test func `have no answer that another run got before`() async throws {
        let harness = try await diagnosed()
        try await harness.diagnose(collector: "logs")
        try await harness.settle()
        #expect(
            harness.runner.begun == ["pods", "logs", "logs"] && harness.runner.shares == [.zero, .seconds(15), .zero])
    }

    @Test func `asked for again while they are about to run, or run, they run once`() async throws {
        let harness = try await diagnosed()
        try await harness.diagnose()
        try await harness.diagnose(by: "bob")
        try await harness.diagnose(collector: "logs")
        let gate = harness.runner.hang("pods")
        async let round = harness.tick(.collection)
        await gate.arrivals()
        try await harness.diagnose(collector: "pods")
        gate.open()
        _ = try await round
        try await harness.settle()
        #expect(harness.runner.begun.count == 4)
        #expect(try await requests(harness) == ["diagnostics asked for again by alice, on the command line"])
    }

    @Test func `run for an incident that is over, and tell nobody of it`() async throws {
        let harness = try await diagnosed()
        try await harness.resolve()
        try await harness.settle()
        harness.deliverer.forget()
        harness.runner.output("pods", "api-1 1/1 Running 8\n")
        try await harness.diagnose()
        try await harness.settle()
        let newest = try #require(try await harness.artifacts().dropFirst(2).first)
        #expect(try await harness.store.read { try $0.artifactOutput(newest.id) } == "api-1 1/1 Running 8\n")
        #expect(try await harness.incident().status == .resolved)
        #expect(harness.sentLines() == [])
    }

    @Test func `that there are not are refused in words, and nothing is changed`() async throws {
        let harness = try await diagnosed()
        let before = try await harness.image()
        await #expect(throws: DeedProblem.unknownCollector("pod\ns", ["pods", "logs"])) {
            try await harness.diagnose(collector: "pod\ns")
        }
        #expect(
            DeedProblem.unknownCollector("pod\ns", ["pods", "logs"]).description
                == "\"pod s\" is no collector that is meant for this incident; there are \"pods\", \"logs\"")
        await #expect(throws: UnknownIncident(id: 7, newest: 1)) { try await harness.diagnose(7) }
        var tables = harness.tables.value
        tables.collectors = []
        harness.tables.replace(with: tables)
        await #expect(
            throws: TransitionRefused(
                "no collector of the tables is meant for incident 1, by its priority and its labels; nothing to run")
        ) { try await harness.diagnose() }
        #expect(try await harness.image() == before)
    }
}
