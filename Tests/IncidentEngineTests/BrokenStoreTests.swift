import IncidentCore
import IncidentStore
import TestSupport
import Testing

/// A test whose store cannot work fails with what is wrong, and does not wait for a clock that nobody moves.
@Suite("A store that cannot work", .timeLimit(.minutes(5)))
struct BrokenStoreTests {
    /// As where the file of a migration is missing, or a column of it; the first keeps a message from being built, the
    /// second what became of it from being stored.
    @Test(
        arguments: [
            ("DROP TABLE delivery_attempt", "no such table"),
            (refusal(of: "delivery_attempt"), "delivery_attempt is refused"),
        ])
    func `what a delivery cannot read or store is thrown by what ticks it`(change: String, words: String) async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.alter(change)
        let failure = await #expect(throws: StoreError.self) { try await harness.tick(.delivery(.pagerduty)) }
        #expect(failure?.description.contains(words) == true, "\(failure as Any)")
        // Who settles it hears the same.
        await #expect(throws: StoreError.self) { try await harness.settle() }
    }

    @Test func `what a round of collectors cannot store is thrown by what ticks it`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.alter(Self.refusal(of: "artifact_output"))
        let failure = await #expect(throws: StoreError.self) { try await harness.tick(.collection) }
        #expect(failure?.description.contains("artifact_output is refused") == true, "\(failure as Any)")
    }

    private static func refusal(of table: String) -> String {
        """
        CREATE TRIGGER refusal BEFORE INSERT ON \(table)
        BEGIN SELECT RAISE (ABORT, '\(table) is refused'); END
        """
    }
}
