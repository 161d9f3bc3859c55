import GRDB
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Intake that cannot store", .timeLimit(.minutes(5)))
struct IntakeFailureTests {
    let body = WebhookBody(.firing("a"))

    /// Tables whose writes fail, one of each part of the transaction.
    @Test(arguments: [
        "intake", "incident", "alert_group", "occurrence", "timeline_entry", "escalation", "notification",
    ])
    func `a failed write leaves nothing, and the body is taken when it comes again`(table: String) async throws {
        let harness = try EngineHarness()
        let outside = try DatabaseQueue(path: harness.databasePath)
        try await outside.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER no_space BEFORE INSERT ON \(table)
                    BEGIN SELECT RAISE (ABORT, 'no space left on device'); END
                    """)
        }
        let refused = await #expect(throws: IntakeRejection.self) { try await harness.post(body) }
        #expect(refused?.reason == "unavailable")
        #expect(refused?.description.contains("no space left on device") == true)
        for table in [
            "intake", "incident", "alert_group", "occurrence", "timeline_entry", "escalation", "notification",
        ] {
            let rows = try await outside.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
            #expect(rows == 0, "\(table)")
        }

        try await outside.write { try $0.execute(sql: "DROP TRIGGER no_space") }
        #expect(try await harness.post(body).opened)
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `a body that fails costs those that share its commit nothing`() async throws {
        let harness = try EngineHarness()
        let outside = try DatabaseQueue(path: harness.databasePath)
        try await outside.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER one_is_bad BEFORE INSERT ON occurrence WHEN new.fingerprint = 'bad'
                    BEGIN SELECT RAISE (ABORT, 'bad'); END
                    """)
        }
        let refused = await withTaskGroup { group in
            for number in 0..<40 {
                let alert = Alert.firing(number % 8 == 3 ? "bad" : "good-\(number)")
                group.addTask { (try? await harness.post(WebhookBody(alert, group: "group \(number)"))) == nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 5)
        #expect(try await harness.incidents().count == 35)
    }

    @Test func `a full queue refuses and stores nothing`() async throws {
        let harness = try EngineHarness()
        let context = harness.context
        let intake = Intake(
            store: context.store, tables: context.tables, time: context.time, metrics: context.metrics,
            logger: context.logger, queueLimit: 0)
        let refused = await #expect(throws: IntakeRejection.self) { try await intake.receive(body.bytes()) }
        #expect(refused?.reason == "unavailable")
        #expect(try await harness.incidents().isEmpty)
    }

    @Test func `a closed store refuses`() async throws {
        let harness = try EngineHarness()
        try harness.store.close()
        let refused = await #expect(throws: IntakeRejection.self) { try await harness.post(body) }
        #expect(refused?.reason == "unavailable")
    }

    @Test func `what can never be understood is malformed and stores nothing`() async throws {
        let harness = try EngineHarness()
        let refused = await #expect(throws: IntakeRejection.self) { try await harness.post(bytes: Array("{}".utf8)) }
        #expect(refused?.reason == "malformed")
    }
}
