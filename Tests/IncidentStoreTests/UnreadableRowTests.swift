import IncidentCore
import Synchronization
import TestSupport
import Testing

@testable import IncidentStore

/// Rows that this release cannot understand: each is told once, and stops nothing else.
@Suite(.timeLimit(.minutes(5))) struct UnreadableRowTests {
    private static let policy = EscalationPolicy(
        name: "high", steps: [EscalationStep(after: .zero, notify: ["On-Call Engineer"])])

    /// Two incidents that are due; what is stored of the first one is then damaged.
    private static func damaged(_ sql: String) async throws -> (ScratchStore, told: Told) {
        let scratch = try ScratchStore()
        let told = Told()
        scratch.store.notifyUnreadable { row in told.rows.withLock { $0.append(row) } }
        for (number, id) in try await scratch.add(.sample(group: "a"), .sample(group: "b")).enumerated() {
            try await scratch.owe(.email, incident: id)
            let policy = EscalationPolicy(name: "high \(number)", steps: Self.policy.steps)
            try await scratch.store.write {
                try $0.addEscalation(
                    .starting(policy, at: .start + .seconds(number), hours: nil), incidentID: id, replaces: false)
                $0.caches.policies.withLock { $0 = [:] }
            }
        }
        try await scratch.execute("PRAGMA ignore_check_constraints = ON")
        try await scratch.execute(sql)
        return (scratch, told)
    }

    final class Told: Sendable {
        let rows = Mutex<[UnreadableRow]>([])
        var places: [String] { rows.withLock { $0.map { "\($0.table) \($0.id)" } } }
    }

    @Test(arguments: [
        "UPDATE policy_version SET document = '{' WHERE id = 1",
        "UPDATE policy_version SET document = '{}' WHERE id = 1",
        "UPDATE incident SET labels = 'nonsense' WHERE id = 1",
        "UPDATE escalation SET status = 'asleep' WHERE incident_id = 1",
    ])
    func `an escalation that cannot be read keeps no other one waiting`(sql: String) async throws {
        let (scratch, told) = try await Self.damaged(sql)
        let now = Timestamp.start + .seconds(10)
        for _ in 0..<2 {
            #expect(
                try await scratch.store.write { try $0.nextDueEscalation(at: now) }
                    == .step(incidentID: 2, policy: "high 1"))
        }
        #expect(told.places == ["escalation 1"])
        // Later, perhaps with another release, it is looked at again.
        let next = try await scratch.value("SELECT next_due_at_ms FROM escalation WHERE incident_id = 1")
        #expect(next == "\((now + .seconds(900)).milliseconds)")
    }

    @Test(arguments: [
        "UPDATE notification SET event = 'song' WHERE id = 1", "UPDATE notification SET remaining = '7' WHERE id = 1",
    ])
    func `a notification that cannot be read keeps no other one waiting`(sql: String) async throws {
        let (scratch, told) = try await Self.damaged(sql)
        #expect(try await scratch.claim(.email).map(\.id) == [2])
        #expect(try await scratch.claim(.email, at: .start + .seconds(1)) == [])
        #expect(told.places == ["notification 1"])
        #expect(try await scratch.store.read { try $0.notifications(incidentID: 1) } == [])
        #expect(told.places.count == 1)
    }

    @Test func `a later method that is not known is left out, and the message goes`() async throws {
        let (scratch, told) = try await Self.damaged(
            """
            UPDATE notification SET remaining =
                '[{"pigeon":"x"},{"notifier":"email","address":"dba@example.com"}]' WHERE id = 1
            """)
        let claimed = try await scratch.claim(.email)
        #expect(claimed.map(\.id) == [1, 2])
        #expect(claimed[0].remaining == [ContactMethod.email("dba@example.com")])
        #expect(told.places == [])
    }

    @Test func `a list shows the incidents that can be read, and goes on behind the others`() async throws {
        let (scratch, told) = try await Self.damaged("UPDATE incident SET labels = 'nonsense' WHERE id = 2")
        let (first, next) = try await scratch.store.read { try $0.incidents(IncidentFilter(limit: 1)) }
        #expect(first == [])
        #expect(next == 2)
        #expect(
            try await scratch.store.read {
                try $0.incidents(IncidentFilter(limit: 1, before: next)).incidents.map(\.id)
            } == [1])
        #expect(told.places == ["incident 2"])
    }

    @Test func `asked for by its number it is the store's error, and not a crash`() async throws {
        let (scratch, _) = try await Self.damaged("UPDATE incident SET status = 'asleep' WHERE id = 1")
        let error = await #expect(throws: StoreError.self) { try await scratch.store.read { try $0.incident(1) } }
        #expect(error?.description.contains("asleep") == true)
    }
}
