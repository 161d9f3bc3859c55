import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("Pages that wait for diagnostics", .timeLimit(.minutes(5)))
struct PageWaitingTests {
    let body = WebhookBody(.firing("a"))

    @Test func `a page waits at most page_waits_for_diagnostics`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        let gate = harness.runner.hang("logs")
        try await harness.post(body)
        async let round = harness.tick(.collection)
        await gate.arrivals()
        try await harness.advance(by: .seconds(2) - .milliseconds(1), without: [.collection])
        #expect(harness.deliverer.begun.isEmpty)
        try await harness.advance(by: .milliseconds(1), without: [.collection])
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        gate.open()
        _ = try await round
    }

    @Test func `it goes out as soon as the last collector has finished`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.output("logs", "slow query\n")
        let gate = harness.runner.hang("logs")
        try await harness.post(body)
        async let round = harness.tick(.collection)
        await gate.arrivals()
        try await harness.advance(by: .milliseconds(300), without: [.collection])
        gate.open()
        _ = try await round
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first)
        #expect(page.now == TestClock.monday + .milliseconds(300))
        #expect(page.artifacts.map(\.output) == ["", "slow query\n"])
        try await harness.advance(by: .minutes(1))
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `a wait of zero is none`() async throws {
        let harness = try EngineHarness(try .diagnosed(pageWaits: .zero))
        try await harness.post(body)
        try await harness.settle(without: [.collection])
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(harness.runner.begun.isEmpty)
    }

    @Test func `late diagnostics follow as an update to everybody who was told`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        let gate = harness.runner.hang("pods")
        try await harness.post(body)
        async let round = harness.tick(.collection)
        await gate.arrivals()
        // As long as the claim of the round holds: it begins a second time, and still is told once.
        try await harness.advance(by: .minutes(15), without: [.collection])
        await gate.arrivals(2)
        #expect(harness.deliverer.sent.map(\.notification.contact) == ["First", "Second"])
        #expect(harness.deliverer.sent.allSatisfy { $0.findings.isEmpty })
        harness.deliverer.forget()
        gate.open()
        _ = try await round
        try await harness.settle()
        #expect(
            Set(harness.deliverer.sent.map(\.line)) == ["update by pagerduty to First", "update by email to Second"])
        #expect(harness.deliverer.sent.count == 2)
        #expect(
            harness.deliverer.sent.allSatisfy { $0.findings.map(\.text) == ["pod api-1 is in state CrashLoopBackOff"] })
    }

    /// Of an incident whose page has gone out before its collectors were done.
    private func late(_ meanwhile: (EngineHarness) async throws -> Void) async throws -> [String] {
        let harness = try EngineHarness(try .diagnosed(pageWaits: .zero))
        try await harness.post(body)
        try await harness.settle(without: [.collection])
        try await meanwhile(harness)
        harness.deliverer.forget()
        try await harness.settle()
        #expect(try await harness.kinds().contains(.diagnosisFinished))
        return harness.deliverer.sent.map(\.line)
    }

    @Test(arguments: [CollectorOutcome.failed, .timedOut, .missing, .notBound])
    func `late diagnostics that brought nothing are no news`(outcome: CollectorOutcome) async throws {
        #expect(try await late { $0.runner.fail(outcome) } == [])
    }

    @Test func `what a failed collector found is news`() async throws {
        let lines = try await late {
            $0.runner.fail(.failed)
            $0.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        }
        #expect(lines == ["update by pagerduty to First"])
    }

    @Test func `what comes after the end of an incident is no news`() async throws {
        let lines = try await late {
            try await $0.resolve()
            try await $0.settle(without: [.collection])
        }
        #expect(lines == [])
    }

    @Test func `an update that was not sent yet is dropped when somebody takes the incident`() async throws {
        let harness = try EngineHarness(try .diagnosed(pageWaits: .zero))
        try await harness.post(body)
        try await harness.settle(without: [.collection])
        try await harness.tick(.collection)
        try await harness.acknowledge()
        try await harness.settle()
        #expect(
            harness.deliverer.sent.map(\.line) == ["page by pagerduty to First", "acknowledged by pagerduty to First"])
    }

    @Test func `what keeps collectors busy delays neither other incidents' pages nor later steps`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        let gate = harness.runner.hang("pods")
        for number in 1...6 {
            try await harness.post(WebhookBody(.firing("alert-\(number)"), group: "group-\(number)"))
        }
        async let rounds = harness.tick(.collection)
        await gate.arrivals(4)
        try await harness.advance(by: .seconds(2), without: [.collection])
        #expect(harness.deliverer.sent.count == 6)
        try await harness.advance(by: .minutes(15), without: [.collection])
        #expect(harness.deliverer.sent.count == 12)
        gate.open()
        _ = try await rounds
    }
}
