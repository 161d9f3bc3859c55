import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// A filled database of the time when (fingerprint, starts_at_ns) was an occurrence's identity.
@Suite("Migrating to one firing occurrence a fingerprint", .timeLimit(.minutes(5)))
struct BeliefMigrationTests {
    @Test func `of several that fire the latest stays, and every count follows`() async throws {
        let (folder, store) = try migrated { db in
            try addIncident(1, firing: 2, to: db)
            try addOccurrence(1, fingerprint: "a", start: 300, status: "firing", to: db)
            try addOccurrence(2, fingerprint: "a", start: 200, status: "firing", to: db)
            try addOccurrence(3, fingerprint: "b", start: 100, end: 5, status: "resolved", to: db)
        }
        defer { withExtendedLifetime(folder) { try? store.close() } }
        let occurrences = try await store.read { try $0.occurrences(incidentID: 1) }
        #expect(occurrences.map(\.id) == [1, 3, 2])
        #expect(occurrences.map(\.alert.status) == [.firing, .resolved, .resolved])
        #expect(occurrences.map(\.alert.endsAt?.milliseconds) == [nil, 5, 7000])
        #expect(try await store.read { try $0.incident(1) }?.firingCount == 1)
    }

    @Test func `what fires, what has ended and ends without an occurrence are known as before`() async throws {
        let (folder, store) = try migrated { db in
            try addIncident(1, firing: 1, to: db)
            try addOccurrence(1, fingerprint: "fires", start: 300, status: "firing", to: db)
            try addOccurrence(2, fingerprint: "ended", start: 100, end: 5, status: "resolved", to: db)
            try db.execute(
                sql: """
                    INSERT INTO missed_end (fingerprint, starts_at_ns, ends_at_ms)
                    VALUES ('missed', 1, 40), ('missed', 2, 50)
                    """)
        }
        defer { withExtendedLifetime(folder) { try? store.close() } }
        let known = try await store.write { transaction in
            try ["fires", "ended", "missed", "unknown"].map { try transaction.known($0) }
        }
        let firing = FiringOccurrence(
            id: 1, incidentID: 1, startsAt: Timestamp(nanoseconds: 300), firstSeenAt: Timestamp(milliseconds: 6000),
            lastSeenAt: Timestamp(milliseconds: 7000))
        let ended = PastEnd(
            occurrence: PastEnd.Held(id: 2, incidentID: 1), startsAt: Timestamp(nanoseconds: 100),
            endsAt: Timestamp(milliseconds: 5), seenAt: Timestamp(milliseconds: 7000))
        let missed = PastEnd(
            occurrence: nil, startsAt: Timestamp(nanoseconds: 2), endsAt: Timestamp(milliseconds: 50),
            seenAt: Timestamp(milliseconds: 50))
        #expect(known == [.fires(firing), .ended(ended), .ended(missed), .nothing])
    }

    /// The store over a database that has the migrations before this one and these rows.
    private func migrated(_ fill: @Sendable (Database) throws -> Void) throws -> (ScratchFolder, IncidentStore) {
        let folder = try ScratchFolder()
        try FileManager.default.createDirectory(at: folder.file("data"), withIntermediateDirectories: true)
        let queue = try DatabaseQueue(path: folder.file("data/responder.sqlite").path)
        var migrator = DatabaseMigrator()
        for (name, sql) in Migrations.all where name < "0006" {
            migrator.registerMigration(name) { try $0.execute(sql: String(decoding: sql, as: UTF8.self)) }
        }
        try migrator.migrate(queue)
        try queue.write(fill)
        try queue.close()
        return (folder, try ScratchStore.open(folder))
    }
}

private func addIncident(_ id: Int64, firing: Int, to db: Database) throws {
    try db.execute(
        sql: """
            INSERT INTO incident (id, status, priority, rule, title, group_key, labels, opened_at_ms, firing_count,
                occurrence_count)
            VALUES (?, 'triggered', 'P2', 'r', 't', 'g', '{}', 0, ?, 3)
            """, arguments: [id, firing])
}

private func addOccurrence(
    _ id: Int64, fingerprint: String, start: Int64, end: Int64? = nil, status: String, to db: Database
) throws {
    try db.execute(
        sql: """
            INSERT INTO occurrence (id, incident_id, fingerprint, starts_at_ns, ends_at_ms, status, priority, rule,
                first_seen_at_ms, last_seen_at_ms, labels, annotations, generator_url, extras)
            VALUES (?, 1, ?, ?, ?, ?, 'P2', 'r', 6000, 7000, '{}', '{}', '', '{}')
            """, arguments: [id, fingerprint, start, end, status])
}
