import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// What moves when the system's clock is set.
@Suite(.timeLimit(.minutes(5))) struct StoredDeadlinesTests {
    @Test func `every column that holds a time to come is in the list, and every one in the list is there`()
        async throws
    {
        let scratch = try ScratchStore()
        let columns = try await scratch.store.read { reader in
            let tables = try String.fetchAll(reader.db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
            return try tables.flatMap { table in
                try reader.db.columns(in: table).map { "\(table).\($0.name)" }
            }
        }
        let listed = StoredDeadlines.all.flatMap { table in table.columns.map { "\(table.name).\($0)" } }
        // What says by its name that its time is still to come.
        let waiting =
            /[a-z_]+\.[a-z_]*(due|until|confirm_by|deliver_by|share_ends|deadline|expires|not_before|doubt)[a-z_]*_(ms|ns)/
        for column in columns where column.wholeMatch(of: waiting) != nil {
            #expect(listed.contains(column), "add \(column) to StoredDeadlines")
        }
        #expect(Set(listed).isSubset(of: columns))
    }

    @Test(arguments: [Duration.seconds(-7200), .seconds(3600)])
    func `the end of an acknowledgement and its reminder are moved`(step: Duration) async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        let taking = Taking(
            until: .start + .seconds(3600), remindOwnerAt: .start + .seconds(3000), isSnoozed: true,
            handedOverBy: "alice")
        let moved = try await scratch.store.write { transaction in
            guard var incident = try transaction.incident(id) else { return nil as Incident? }
            (incident.status, incident.acknowledgedAt, incident.acknowledgedBy) = (.acknowledged, .start, "Second")
            incident.taking = taking
            try transaction.saveIncident(incident)
            #expect(try transaction.incident(id) == incident)
            #expect(try transaction.moveDeadlines(by: step) == [id])
            return try transaction.incident(id)
        }
        var expected = taking
        (expected.until, expected.remindOwnerAt) = (.start + .seconds(3600) + step, .start + .seconds(3000) + step)
        #expect(moved?.taking == expected)
        #expect(try await scratch.store.read { try $0.nextEscalationDue() } == .start + .seconds(3000) + step)
    }

    @Test(arguments: [Duration.seconds(-7200), .seconds(3600)])
    func `what a priority has left of its time is kept, and moved`(step: Duration) async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        @Sendable func response(_ step: Duration) -> Response {
            Response(
                by: .start + .seconds(3600) + step,
                spells: [
                    .p1: .init(by: .start + .seconds(300) + step, fellAt: .start + .seconds(-5) + step),
                    .p2: .init(by: .start + .seconds(3600) + step), .p3: .init(),
                ])
        }
        let moved = try await scratch.store.write { transaction in
            guard var incident = try transaction.incident(id) else { return nil as Incident? }
            incident.response = response(.zero)
            try transaction.saveIncident(incident)
            #expect(try transaction.incident(id) == incident)
            _ = try transaction.moveDeadlines(by: step)
            return try transaction.incident(id)
        }
        #expect(moved?.response == response(step))
    }

    @Test(arguments: [Duration.seconds(-7200), .seconds(3600)])
    func `what waits is moved, and what is over stays`(step: Duration) async throws {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(.sample(group: "a"), .sample(group: "b"))
        let sent = try await scratch.owe(.email, incident: ids[0])
        #expect(try await scratch.finish(try await scratch.claim(.email)[0]))
        try await scratch.owe(.pagerduty, incident: ids[1])
        try await scratch.execute(
            "UPDATE notification SET deliver_by_ms = created_at_ms + 30000, share_ends_at_ms = created_at_ms + 15000")
        try await scratch.store.write {
            try $0.saveHeartbeat("watchdog", seenAt: .start, dueAt: .start + .seconds(600))
            try $0.saveHeartbeat("silent", seenAt: .start, dueAt: nil)
        }
        #expect(try await scratch.store.write { try $0.moveDeadlines(by: step) } == [ids[1]])
        let (over, waiting) = try await scratch.store.read {
            (try $0.notifications(incidentID: ids[0])[0], try $0.notifications(incidentID: ids[1])[0])
        }
        #expect(sent == [over.notification.id])
        // Later news of an incident that is open is compared with what was sent of it.
        #expect((over.dueAt, over.notification.createdAt) == (nil, .start + step))
        let news = try await scratch.store.read { try $0.incident(ids[0])?.newsAt }
        #expect(news == .start + step)
        #expect((waiting.dueAt, waiting.notification.createdAt) == (.start + step, .start + step))
        #expect(
            (over.notification.deliverBy, waiting.notification.deliverBy) == (
                .start + .seconds(30), .start + .seconds(30) + step
            ))
        #expect(try await scratch.store.read { try $0.nextShareEnd() } == .start + .seconds(15) + step)
        #expect(try await scratch.store.write { try $0.nextHeartbeatDue() } == .start + .seconds(600) + step)
        #expect(
            try await scratch.value("SELECT last_seen_at_ms FROM heartbeat WHERE name = 'silent'")
                == "\(Timestamp.start.milliseconds)")
    }
}
