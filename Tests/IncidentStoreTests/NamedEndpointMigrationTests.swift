import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// A database as it was before endpoints had names, with a notification in each state.
@Suite("Endpoints get names", .timeLimit(.minutes(5)))
struct NamedEndpointMigrationTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let database = try DatabaseQueue(path: folder.file("responder.sqlite").path)
        let migrator = Migrations.migrator
        try migrator.migrate(database, upTo: "0003_store_probe")
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO incident (id, status, priority, rule, title, group_key, labels, opened_at_ms,
                        firing_count, occurrence_count)
                    VALUES (42, 'triggered', 'P1', 'r', 't', 'g', '{}', 1000, 1, 1);
                    INSERT INTO notification (id, incident_id, notifier, address, contact, event, priority, reason,
                        state, created_at_ms, due_at_ms, held, attempts, may_have_arrived, remaining)
                    VALUES
                        (1, 42, 'pagerduty', 'default', 'First', 'page', 'P1', 's', 'unknown', 1000, 2000, 0, 3, 1,
                            '[{"address":"#database","notifier":"slack"},{"address":"a@example.com","notifier":"email"}]'),
                        (2, 42, 'slack', '#database', 'Second', 'page', 'P1', 's', 'sent', 1000, NULL, 0, 1, 0, '[]'),
                        (3, 42, 'email', '#odd@example.com', 'Third', 'page', 'P1', 's', 'sent', 1000, NULL, 0, 1, 0, '[]'),
                        (4, 42, 'email', 'a@example.com', 'Fourth', 'resolved', 'P1', 's', 'failed', 1000, NULL, 0, 9, 0, '[]');
                    INSERT INTO delivery_attempt (id, notification_id, number, started_at_ms, duration_ms, outcome, evidence)
                    VALUES
                        (7, 2, 1, 1000, 5, 'sent', '200 "ok"'),
                        (8, 3, 1, 1000, 5, 'sent', 'spooled to spool/email/incident-42-notification-3.eml');
                    """)
        }
        try database.close()
    }

    @Test func `every row is kept under the endpoint that it meant`() async throws {
        let store = try open()
        defer { try? store.close() }
        let found = try await store.read { try $0.notifications(incidentID: 42) }
        let methods: [ContactMethod] = [.pagerduty, .slack, .email("#odd@example.com"), .email("a@example.com")]
        #expect(found.map(\.notification.method) == methods)
        #expect(found.map(\.notification.state) == [.unknown, .sent, .sent, .failed])
        #expect(found.map(\.notification.attempts) == [3, 1, 1, 9])
        #expect(found[0].notification.remaining == [.slack, .email("a@example.com")])
        #expect(found.map(\.attempts.count) == [0, 1, 1, 0])
    }

    @Test func `what went to the spool is told apart`() async throws {
        let store = try open()
        defer { try? store.close() }
        let spooled = try await store.read { try $0.notifications(incidentID: 42) }.map(\.notification.isSpooled)
        #expect(spooled == [false, false, true, false])
    }

    @Test func `what is owed is claimed, and its attempts still belong to it`() async throws {
        let store = try open()
        defer { try? store.close() }
        let claimed = try await store.write {
            try $0.claimNotifications(
                .pagerduty, owner: "us", limit: 8, deferrableLimit: 8, at: .start, leaseUntil: .start + .seconds(60))
        }
        #expect(claimed.map(\.id) == [1])
        let (broken, schema) = try await store.read { reader in
            (
                try Row.fetchAll(reader.db, sql: "PRAGMA foreign_key_check").count,
                try String.fetchAll(reader.db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
                    .joined(separator: "\n")
            )
        }
        #expect(broken == 0)
        #expect(schema.contains("REFERENCES notification (id) ON DELETE CASCADE"))
        for kind in ["pagerduty", "'email'", "slack"] { #expect(!schema.contains(kind)) }
    }

    private func open() throws -> IncidentStore {
        try IncidentStore(directory: folder.url.path, now: .start) { [UInt8](repeating: 7, count: $0) }
    }
}
