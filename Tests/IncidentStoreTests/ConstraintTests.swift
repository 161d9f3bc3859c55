import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// What SQLite itself refuses, whatever the code above it does.
@Suite(.timeLimit(.minutes(5))) struct ConstraintTests {
    @Test func `at most one occurrence of a fingerprint fires, whatever its start`() async throws {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(.sample(group: "a"), .sample(group: "b"))
        let classification = Classification(priority: .p2, rule: "high-latency")
        func store(_ alert: Alert, in incident: Int64) async throws {
            try await scratch.store.write {
                try $0.addOccurrence(alert, classification: classification, incidentID: incident, at: .start)
            }
        }
        try await store(.sample(), in: ids[0])
        for later in [Duration.zero, .nanoseconds(1), .seconds(3600)] {
            await #expect(throws: StoreError.self) {
                try await store(.sample(startsAt: .start + later), in: ids[1])
            }
        }
        // When it has ended it may fire again, also with the start it had.
        try await scratch.store.write {
            try $0.endOccurrence(1, endsAt: .start, annotations: nil, at: .start)
        }
        try await store(.sample(), in: ids[1])
        #expect(try await scratch.count("occurrence") == 2)
    }

    @Test func `one group key has one open incident, and any number that are over`() async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(.resolved, group: "a"), .sample(.resolved, group: "a"), .sample(group: "a"))
        await #expect(throws: StoreError.self) { try await scratch.add(.sample(group: "a")) }
        await #expect(throws: StoreError.self) { try await scratch.add(.sample(.acknowledged, group: "a")) }
        #expect(try await scratch.count("incident") == 3)
    }

    @Test(arguments: [
        "UPDATE incident SET status = 'closed'",
        "UPDATE incident SET status = 'resolved'",
        "UPDATE incident SET resolved_at_ms = 1",
        "UPDATE incident SET priority = 'P5'",
        "UPDATE incident SET opened_at_ms = 'now'",
        "UPDATE incident SET title = NULL",
        "UPDATE occurrence SET status = 'silenced'",
        "UPDATE occurrence SET ends_at_ms = 5",
        "UPDATE occurrence SET status = 'resolved', ends_at_ms = 5",
        "UPDATE occurrence SET ended_seen_at_ms = 5",
        "UPDATE notification SET state = 'lost'",
        "UPDATE notification SET state = 'sent'",
        "UPDATE notification SET due_at_ms = NULL",
        "UPDATE notification SET spooled = 1",
        "UPDATE notification SET event = 'hello'",
        "UPDATE notification SET incident_id = 4711",
        "UPDATE alert_group SET truncated_alerts = -1",
        "INSERT INTO installation (id, name, signing_key, created_at_ms) VALUES (2, 'b', x'00', 0)",
        "INSERT INTO delivery_attempt (notification_id, number, started_at_ms, duration_ms, outcome, evidence) VALUES (1, 0, 0, 0, 'sent', '')",
        "INSERT INTO delivery_attempt (notification_id, number, started_at_ms, duration_ms, outcome, evidence) VALUES (1, 1, 0, 0, 'maybe', '')",
        "INSERT INTO diagnosis (incident_id, reason, requested_at_ms) VALUES (1, 'boredom', 0)",
        "INSERT INTO timeline_entry (incident_id, at_ms, kind, actor, summary, details) VALUES (4711, 0, 'noted', 'a', 'b', '{}')",
        "DELETE FROM incident",
    ])
    func `a value outside its kind is refused`(sql: String) async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.owe(.email, incident: id)
        try await scratch.store.write { transaction in
            try transaction.addOccurrence(
                .sample(), classification: Classification(priority: .p2, rule: "r"), incidentID: id, at: .start)
            try transaction.saveAlertGroup("a", incidentID: id, hidden: .none)
            try transaction.record(TimelineDraft(.opened, "opened"), incidentID: id, at: .start)
        }
        let error = await #expect(throws: StoreError.self) { try await scratch.execute(sql) }
        guard case .cannotWrite(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("constraint failed") || reason.contains("cannot store"), "\(reason)")
    }

    @Test(arguments: [
        "UPDATE timeline_entry SET summary = 'never happened'",
        "DELETE FROM timeline_entry",
        "INSERT OR REPLACE INTO timeline_entry (id, incident_id, at_ms, kind, actor, summary, details) VALUES (1, 1, 0, 'noted', 'a', 'never happened', '{}')",
        "REPLACE INTO timeline_entry (id, incident_id, at_ms, kind, actor, summary, details) VALUES (1, 1, 0, 'noted', 'a', 'never happened', '{}')",
        "INSERT INTO timeline_entry (id, incident_id, at_ms, kind, actor, summary, details) VALUES (1, 1, 0, 'noted', 'a', 'b', '{}') ON CONFLICT (id) DO UPDATE SET summary = 'never happened'",
    ])
    func `a timeline entry is never changed`(sql: String) async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.store.write { try $0.record(TimelineDraft(.opened, "opened"), incidentID: id, at: .start) }
        let error = await #expect(throws: StoreError.self) { try await scratch.execute(sql) }
        #expect(error?.description.contains("a timeline entry is never") == true)
        #expect(try await scratch.store.read { try $0.timeline(incidentID: id) }.map(\.summary) == ["opened"])
    }
}
