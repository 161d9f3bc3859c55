import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite("Claims of pages that tell the same", .timeLimit(.minutes(5)))
struct SamePageClaimTests {
    private static let noAnswer = DeliveryOutcome(.unknown, evidence: "timed out", .timeout)

    /// The first page was tried in vain and is due in 15 minutes; the second one is being sent, until 61 s.
    private static func laterOneOnItsWay() async throws -> (scratch: ScratchStore, later: Notification) {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.owe(.email, incident: id)
        try await scratch.owe(.email, incident: id)
        let first = try #require(try await scratch.claim(.email).first)
        _ = try await scratch.finish(first, noAnswer, .retry(at: .start + .seconds(900), state: .unknown))
        let claimed = try await scratch.claim(.email, at: .start + .seconds(1))
        #expect(claimed.map(\.id) == [first.id + 1])
        return (scratch, try #require(claimed.first))
    }

    @Test func `an earlier one that is due again waits for the later one that is being sent`() async throws {
        let (scratch, later) = try await Self.laterOneOnItsWay()
        let due = try await scratch.store.read { try $0.nextNotificationDue(.email) }
        #expect(due == .start + .seconds(61), "when the claim of the later one ends")
        try await scratch.execute("UPDATE notification SET due_at_ms = 0 WHERE id = \(later.id - 1)")
        #expect(try await scratch.claim(.email, at: .start + .seconds(2)) == [])
        _ = try await scratch.finish(later, Self.noAnswer, .retry(at: .start + .seconds(900), state: .unknown))
        #expect(try await scratch.claim(.email, at: .start + .seconds(2)).map(\.id) == [later.id - 1])
    }

    @Test func `no two wait for each other when a claim has ended`() async throws {
        let (scratch, later) = try await Self.laterOneOnItsWay()
        let again = try await scratch.claim(.email, by: "them", at: .start + .seconds(900))
        #expect(again.map(\.id) == [later.id])
        let last = try #require(again.first)
        _ = try await scratch.finish(
            last, by: "them", Self.noAnswer, .retry(at: .start + .seconds(1800), state: .unknown))
        #expect(try await scratch.claim(.email, at: .start + .seconds(900)).map(\.id) == [later.id - 1])
    }

    @Test func `what is taken makes the others needless, also those that may have arrived`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.owe(.email, incident: id)
        try await scratch.owe(.email, incident: id)
        let first = try #require(try await scratch.claim(.email).first)
        _ = try await scratch.finish(first, Self.noAnswer, .retry(at: .start + .seconds(5), state: .unknown))
        let second = try #require(try await scratch.claim(.email).first)
        _ = try await scratch.finish(second, Self.noAnswer, .retry(at: .start + .seconds(9), state: .unknown))
        let again = try #require(try await scratch.claim(.email, at: .start + .seconds(5)).first)
        #expect(again.id == first.id)
        let cancelled = try await scratch.store.write {
            try $0.cancelRepeats(of: again, begunAt: .start + .seconds(5))
        }
        #expect(cancelled.map(\.id) == [second.id])
    }
}
