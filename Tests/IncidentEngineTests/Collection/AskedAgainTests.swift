import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Collectors whose target was not asked", .timeLimit(.minutes(20)))
struct AskedAgainTests {
    let body = WebhookBody(.firing("a"))

    private func outcomes(_ harness: EngineHarness, _ id: Int64 = 1) async throws -> [String] {
        try await harness.artifacts(id).map { "\($0.collector) \($0.outcome.rawValue)" }
    }

    private func finished(_ harness: EngineHarness, _ id: Int64 = 1) async throws -> [String] {
        try await harness.timeline(id).filter { $0.kind == .diagnosisFinished }.map(\.summary)
    }

    @Test func `the one that tries the target lets those be asked at once that were not beside it`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.breakCircuit()
        harness.clock.advance(by: .seconds(31))
        // The first to come tries the target, and the other one comes meanwhile.
        let (pods, logs) = (harness.runner.hang("pods"), harness.runner.hang("logs"))
        try await harness.post(body)
        async let round = harness.tick(.collection)
        try await harness.until("the target is tried") { harness.runner.begun.count == 1 }
        pods.open()
        logs.open()
        _ = try await round
        #expect(harness.runner.begun.sorted() == ["logs", "pods"])
        #expect(try await outcomes(harness) == ["pods succeeded", "logs succeeded"])
        #expect(try await finished(harness).count == 1)
    }

    @Test func `they run once the target may be tried, over a restart, and are told of as an update`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        harness.runner.breakCircuit()
        try await harness.post(body)
        try await harness.settle()
        #expect(harness.runner.begun == [])
        #expect(try await outcomes(harness) == ["pods failed", "logs failed"])
        #expect(harness.sentLines() == ["page by pagerduty to First"])
        #expect(
            try await finished(harness) == [
                "diagnosis finished 0 ms after it was asked for; pods, logs asked again once the cluster answers, tried by "
                    + (TestClock.monday + .seconds(30)).readable
            ])
        try await harness.restart()
        try await harness.advance(by: .milliseconds(29_999))
        #expect(harness.runner.begun == [])
        try await harness.advance(by: .milliseconds(1))
        #expect(harness.runner.begun.sorted() == ["logs", "pods"])
        // The new ones beside the earlier ones, and of those nothing in what is told.
        #expect(
            try await outcomes(harness) == ["pods failed", "logs failed", "pods succeeded", "logs succeeded"])
        let update = try #require(harness.deliverer.sent.first)
        #expect(update.line == "update by pagerduty to First")
        #expect(update.artifacts.map(\.output) == ["api-1 0/1 CrashLoopBackOff 7\n", ""])
        try await harness.advance(by: .minutes(4))
        #expect(harness.runner.begun.count == 2)
    }

    @Test func `a page does not wait for what waits for its target`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.breakCircuit()
        try await harness.post(body)
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.now) == [TestClock.monday])
        try await harness.post(WebhookBody(.firing("a"), .firing("b")))
        try await harness.settle(without: [.collection])
        #expect(harness.deliverer.sent.map(\.now) == [TestClock.monday, TestClock.monday])
    }

    @Test func `a target that stays silent is asked by one at a time, at most each half minute, and given up`()
        async throws
    {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.breakCircuit(isSilent: true)
        for number in 1...3 {
            try await harness.post(WebhookBody(.firing("a\(number)"), group: "group-\(number)"))
        }
        try await harness.settle()
        try await harness.advance(by: .hours(7))
        // One each half minute for ten minutes; then once more each of them, of which it is kept that it was asked in vain.
        #expect((20...26).contains(harness.runner.begun.count))
        for id in 1...3 as ClosedRange<Int64> {
            let artifacts = try await harness.artifacts(id).filter { $0.outcome == .timedOut }
            #expect(artifacts.map(\.collector).sorted() == ["logs", "pods"])
        }
        let times = try await (1...3).asyncFlatMap { try await harness.artifacts($0) }
            .filter { $0.outcome == .timedOut }.map(\.startedAt).sorted()
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= CircuitBreaker.pause })
    }

    @Test func `what has got no answer is asked again once its target answers`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        let (pods, logs) = (harness.runner.hang("pods"), harness.runner.hang("logs"))
        harness.runner.beSilent()
        try await harness.post(body)
        async let round = harness.tick(.collection)
        try await harness.until("both are asked") { harness.runner.begun.count == 2 }
        pods.open()
        logs.open()
        _ = try await round
        #expect(try await outcomes(harness) == ["pods timed_out", "logs timed_out"])
        #expect(
            try await finished(harness).last?.contains("pods, logs asked again once the cluster answers") == true)
        try await harness.advance(by: .seconds(30))
        #expect(try await outcomes(harness).count == 2)
        harness.runner.beSilent(false)
        try await harness.advance(by: .minutes(2))
        #expect(try await outcomes(harness).suffix(2).sorted() == ["logs succeeded", "pods succeeded"])
    }

    @Test func `what waits for long is given up, and the timeline says so`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.breakCircuit()
        try await harness.post(body)
        try await harness.settle()
        // Somebody else tries it each time, and gets no answer.
        for _ in 0..<2200 where try await finished(harness).count == 1 {
            harness.clock.advance(by: .seconds(10))
            harness.runner.breakCircuit(isSilent: true)
            try await harness.tick(.collection)
        }
        #expect(harness.runner.begun == [])
        #expect(
            try await finished(harness).last
                == "pods, logs not asked again: the cluster has not answered for 6h")
        #expect(try await harness.store.read { try $0.nextDiagnosisDue() } == nil)
    }

    @Test func `where another incident's collector finds that the target answers, nobody waits any longer`()
        async throws
    {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.breakCircuit()
        for number in 1...3 {
            try await harness.post(WebhookBody(.firing("a\(number)"), group: "group-\(number)"))
        }
        try await harness.settle()
        // They wait for 30 s from here on; the circuit may be tried earlier.
        harness.clock.advance(by: .seconds(20))
        try await harness.post(WebhookBody(.firing("early"), group: "early"))
        try await harness.settle()
        #expect(harness.runner.begun == [])
        harness.clock.advance(by: .seconds(10))
        try await harness.settle()
        for id in 1...4 as ClosedRange<Int64> {
            #expect(
                try await outcomes(harness, id) == ["pods failed", "logs failed", "pods succeeded", "logs succeeded"])
        }
    }

    @Test func `for an incident that is over nobody is asked again`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.breakCircuit()
        try await harness.post(body)
        try await harness.settle()
        try await harness.resolve()
        try await harness.advance(by: .minutes(1))
        #expect(harness.runner.begun == [])
        #expect(try await finished(harness).last == "logs, pods not asked again: the incident is over")
    }

    @Test func `what a later round has run is not asked again`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.breakCircuit()
        try await harness.post(body)
        try await harness.settle()
        harness.clock.advance(by: .seconds(30))
        try await harness.diagnose()
        try await harness.settle()
        #expect(harness.runner.begun.sorted() == ["logs", "pods"])
        #expect(try await outcomes(harness).count == 4)
    }
}

extension Sequence {
    fileprivate func asyncFlatMap<Part>(_ part: (Element) async throws -> [Part]) async rethrows -> [Part] {
        var all: [Part] = []
        for element in self { all += try await part(element) }
        return all
    }
}
