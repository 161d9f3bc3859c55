import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// A database as it was before incidents said how many alerts they have, and how many are hidden.
@Suite("Incidents count their alerts", .timeLimit(.minutes(5)))
struct DistinctAlertsMigrationTests {
    @Test func `what is stored is counted, of the very incident`() async throws {
        let folder = try ScratchFolder()
        let database = try DatabaseQueue(path: folder.file("responder.sqlite").path)
        try Migrations.migrator.migrate(database, upTo: "0036_endpoint_wait")
        try await database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO incident (id, status, priority, rule, title, group_key, labels, opened_at_ms,
                        firing_count, occurrence_count)
                    VALUES (1, 'triggered', 'P1', 'r', 't', 'a', '{}', 1000, 1, 4),
                        (2, 'triggered', 'P2', 'r', 't', 'b', '{}', 1000, 1, 1);
                    INSERT INTO occurrence (incident_id, fingerprint, starts_at_ns, ends_at_ms, ended_seen_at_ms, status,
                        priority, rule, first_seen_at_ms, last_seen_at_ms, labels, annotations, generator_url, extras)
                    VALUES (1, 'x', 1, 5, 5, 'resolved', 'P1', 'r', 1, 1, '{}', '{}', '', '{}'),
                        (1, 'x', 6, 7, 7, 'resolved', 'P1', 'r', 6, 6, '{}', '{}', '', '{}'),
                        (1, 'x', 8, NULL, NULL, 'firing', 'P1', 'r', 8, 8, '{}', '{}', '', '{}'),
                        (1, 'y', 1, 5, 5, 'resolved', 'P1', 'r', 1, 1, '{}', '{}', '', '{}'),
                        (2, 'z', 1, NULL, NULL, 'firing', 'P2', 'r', 1, 1, '{}', '{}', '', '{}');
                    INSERT INTO alert_group (group_key, incident_id, truncated_alerts)
                    VALUES ('a', 1, 0), ('b', 2, 3), ('c', 2, 4);
                    """)
        }
        try database.close()
        let store = try IncidentStore(directory: folder.url.path, now: .start) { [UInt8](repeating: 7, count: $0) }
        defer { withExtendedLifetime(folder) { try? store.close() } }
        let found = try await store.read { reader in try [1, 2].map { try reader.incident($0) } }
        #expect(found.map { $0?.repeatedCount } == [2, 0])
        #expect(found.map { $0?.alertCount } == [2, 1])
        #expect(found.map { $0?.hidden } == [HiddenAlerts.none, HiddenAlerts(byAlertmanager: 7)])
    }
}
