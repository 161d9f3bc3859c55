import IncidentCore
import IncidentStore
import TestSupport
import Testing

@testable import IncidentEngine

@Suite("The database is examined", .timeLimit(.minutes(5)))
struct ExaminationServiceTests {
    @Test func `after the start each table is, and damage is known although nobody has met it`() async throws {
        let harness = try EngineHarness(.paging("First"))
        try await damagePage(of: "heartbeat", in: harness.folder.file("responder.sqlite"))
        try await Self.round(of: ExaminationService(harness.context, wakeup: Wakeup()), harness.clock)
        #expect(harness.store.damage != nil)
    }

    @Test func `again each day`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let service = ExaminationService(harness.context, wakeup: Wakeup())
        try await Self.round(of: service, harness.clock)
        #expect(harness.store.damage == nil)
        try await damagePage(of: "finding", in: harness.folder.file("responder.sqlite"))
        harness.clock.advance(by: .hours(23))
        _ = try await service.tick()
        #expect(harness.store.damage == nil)
        harness.clock.advance(by: .hours(1))
        try await Self.round(of: service, harness.clock)
        #expect(harness.store.damage != nil)
    }

    @Test func `a start passes over what is damaged of what was left to be taken up, and tells people`() async throws {
        let harness = try EngineHarness(.paging("First"))
        try await damagePage(of: "diagnosis_due", in: harness.folder.file("responder.sqlite"))
        try await harness.restart()
        try await harness.post(WebhookBody(.firing("a")))
        _ = try await harness.tick(.delivery(.pagerduty))
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    /// Ticks until every table has had its turn.
    private static func round(of service: ExaminationService, _ clock: TestClock) async throws {
        while try await service.tick() == clock.now + ExaminationService.pause {
            clock.advance(by: ExaminationService.pause)
        }
    }
}
