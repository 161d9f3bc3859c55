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
    /// - Parameter more: stores what else there is to be damaged.
    private static func damaged(
        _ sql: String, more: @escaping @Sendable (inout StoreTransaction) throws -> Void = { _ in }
    ) async throws -> (ScratchStore, told: Told) {
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
        try await scratch.store.write(more)
        try await scratch.execute("PRAGMA ignore_check_constraints = ON")
        try await scratch.execute(sql)
        return (scratch, told)
    }

    /// Stores a round of the collectors `pods` and `logs`.
    private static func diagnose(_ id: Int64, _ transaction: inout StoreTransaction) throws {
        try transaction.requestDiagnosis(.opened, of: nil, incidentID: id, at: .start)
        let round = try #require(
            try transaction.claimDiagnosis(owner: "us", at: .start, leaseUntil: .start + .seconds(60)))
        for (position, collector) in ["pods", "logs"].enumerated() {
            try transaction.addArtifact(.sample("\(collector) is fine", by: collector), at: position, of: round)
        }
        try transaction.finishDiagnosis(round.id, at: .start)
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

    @Test func `a waiting page that cannot be read keeps no other one waiting, and is looked at again later`()
        async throws
    {
        let (scratch, told) = try await Self.damaged(
            """
            UPDATE notification SET remaining = '[{"notifier":"email","address":"dba@example.com"}]';
            UPDATE notification SET remaining = '7' WHERE id = 1
            """)
        let now = Timestamp.start + .seconds(10)
        for _ in 0..<2 {
            #expect(try await scratch.store.write { try $0.waitingPages(dueBy: .start, at: now).map(\.id) } == [2])
        }
        #expect(told.places == ["notification 1"])
        // Nobody is sent to look for it at once, however long the other one takes.
        _ = try await scratch.store.write { try $0.clearRemainingMethods(of: 2) }
        #expect(try await scratch.store.read { try $0.nextWaitingPage() } == now + .seconds(900))
    }

    @Test func `a page whose share is over and that cannot be read keeps no other one from its next method`()
        async throws
    {
        let (scratch, told) = try await Self.damaged(
            """
            UPDATE notification SET deliver_by_ms = created_at_ms, share_ends_at_ms = created_at_ms;
            UPDATE notification SET remaining = '7' WHERE id = 1
            """)
        for _ in 0..<2 {
            #expect(try await scratch.store.write { try $0.pagesAtShareEnd(.start).map(\.id) } == [2])
        }
        #expect(told.places == ["notification 1"])
        try await scratch.store.write { try $0.endShare(of: 2, at: .start) }
        #expect(try await scratch.store.read { try $0.nextShareEnd() } == nil)
    }

    @Test(arguments: [NotificationEvent.page, .update, .acknowledged, .resolved])
    func `who takes, ends or opens an incident is not stopped by what is owed of it and cannot be read`(
        event: NotificationEvent
    ) async throws {
        let (scratch, told) = try await Self.damaged(
            "UPDATE notification SET event = '\(event.rawValue)'; UPDATE notification SET remaining = '7' WHERE id = 1"
        ) { transaction in
            let other = NotificationDraft.sample(.email("other@example.com"), at: .start)
            _ = try transaction.addNotification(other, incidentID: 1, priority: .p2, at: .start)
        }
        let cancelled = try await scratch.store.write { transaction in
            try transaction.cancelPendingPages(incidentID: 1)
                + transaction.cancelClosingMessages(incidentID: 1, andOfTaking: true)
        }
        #expect(cancelled.map(\.id) == [3])
        #expect(told.places == ["notification 1"])
    }

    @Test(arguments: ["outcome = 'asleep'", "arguments = '{'"])
    func `an artifact that cannot be read is left out, and the others are shown`(damage: String) async throws {
        let (scratch, told) = try await Self.damaged(
            "UPDATE diagnostic_artifact SET \(damage) WHERE collector = 'pods'"
        ) { transaction in
            try Self.diagnose(1, &transaction)
        }
        for _ in 0..<2 {
            #expect(try await scratch.store.read { try $0.artifacts(incidentID: 1).map(\.collector) } == ["logs"])
            #expect(
                try await scratch.store.readForPeople { try $0.currentArtifacts(incidentID: 1).map(\.collector) }
                    == ["logs"])
        }
        // A later round asks which commands have been run.
        #expect(
            try await scratch.store.write { try $0.ranCommands(incidentID: 1) } == [["kubectl", "get", "pods"]])
        #expect(told.places == ["diagnostic_artifact 1"])
    }

    @Test func `a word that no column may hold costs what it stands in, and nothing else`() async throws {
        let (scratch, told) = try await Self.damaged(
            """
            UPDATE finding SET level = 'loud' WHERE collector = 'pods';
            UPDATE escalation SET status = 'asleep' WHERE incident_id = 1;
            UPDATE delivery_attempt SET outcome = 'lost' WHERE id = 1;
            UPDATE incident SET priority = 'P9' WHERE id = 2
            """
        ) { transaction in
            try Self.diagnose(1, &transaction)
            let page = try #require(
                try transaction.claimNotifications(
                    .email, owner: "us", limit: 1, deferrableLimit: 1, at: .start, leaseUntil: .start + .seconds(60)
                ).first)
            _ = try transaction.finishAttempt(
                page, owner: "us", startedAt: .start, outcome: .taken, decision: .sent, at: .start)
        }
        for _ in 0..<2 {
            #expect(try await scratch.store.read { try $0.findings(incidentID: 1).map(\.collector) } == ["logs"])
            #expect(try await scratch.store.read { try $0.escalations(incidentID: 1) } == [])
            let notifications = try await scratch.store.read { try $0.notifications(incidentID: 1) }
            #expect(notifications.map(\.notification.state) == [.sent])
            #expect(notifications.map(\.attempts) == [[]])
            #expect(try await scratch.store.read { try $0.openIncidentCounts()[.p2] } == 1)
        }
        #expect(told.places == ["finding 1", "escalation 1", "delivery_attempt 1"])
    }

    @Test func `a round of collectors that cannot be read keeps no other one waiting`() async throws {
        let (scratch, told) = try await Self.damaged(
            "UPDATE diagnosis SET reason = 'whim' WHERE incident_id = 1"
        ) { transaction in
            for id: Int64 in 1...2 {
                try transaction.requestDiagnosis(.opened, of: nil, incidentID: id, at: .start + .seconds(id))
            }
        }
        let now = Timestamp.start + .seconds(10)
        let claimed = try await scratch.store.write {
            try $0.claimDiagnosis(owner: "us", at: now, leaseUntil: now + .seconds(60))
        }
        #expect(claimed?.incidentID == 2)
        try await scratch.store.write { _ = try $0.finishDiagnosis(2, at: now) }
        #expect(try await scratch.store.read { try $0.nextDiagnosisDue() } == now + .seconds(900))
        #expect(told.places == ["diagnosis 1"])
    }

    @Test func `doubtful alerts that cannot be read keep no other deadline waiting, and each is told`() async throws {
        let (scratch, told) = try await Self.damaged(
            """
            UPDATE doubtful_alert SET labels = 'nonsense' WHERE fingerprint = 'a';
            UPDATE doubtful_alert SET extras = '{' WHERE fingerprint = 'b'
            """
        ) { transaction in
            // Of one body, and so of one time.
            for (number, fingerprint) in ["a", "b", "c"].enumerated() {
                let end = PastEnd(occurrence: nil, startsAt: .start, endsAt: .start, seenAt: .start)
                let doubtful = DoubtfulAlert(end: end, dueAt: .start + .seconds(number))
                try transaction.addDoubtful(.sample(fingerprint), doubtful, groupKey: "g", at: .start)
            }
        }
        let now = Timestamp.start + .seconds(10)
        #expect(try await scratch.store.read { try $0.doubtfulAlerts().map(\.alert.fingerprint) } == ["c"])
        for _ in 0..<2 {
            let due = try await scratch.store.write { try $0.dueDoubtful(at: now, limit: 10) }
            #expect(due.map(\.alert.fingerprint) == ["c"])
        }
        #expect(told.places == ["doubtful_alert a", "doubtful_alert b"])
        try await scratch.store.write { try $0.removeDoubtful("c") }
        #expect(try await scratch.store.read { try $0.nextDoubtfulDue() } == now + .seconds(900))
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
        let first = try await scratch.store.read { try $0.incidents(IncidentFilter(limit: 1)) }
        #expect(first.incidents == [])
        #expect(first.next == 2)
        #expect(
            try await scratch.store.read {
                try $0.incidents(IncidentFilter(limit: 1, before: first.next)).incidents.map(\.id)
            } == [1])
        #expect(told.places == ["incident 2"])
    }

    @Test func `the list by urgency goes on behind what cannot be read`() async throws {
        let (scratch, _) = try await Self.damaged("UPDATE incident SET labels = 'nonsense' WHERE id = 2")
        let first = try await scratch.store.read {
            try $0.incidentsByUrgency(IncidentFilter(limit: 1), after: nil)
        }
        #expect(first.incidents.map(\.id) == [1])
        #expect(first.next == nil)
    }

    @Test func `a policy whose document lacks its name has that of its row`() async throws {
        let (scratch, _) = try await Self.damaged(
            "UPDATE policy_version SET document = json_remove(document, '$.name') WHERE id = 1")
        #expect(try await scratch.store.write { try $0.escalations(incidentID: 1).map(\.policy.name) } == ["high 0"])
    }

    @Test func `a claim that cannot be read and whose server is gone wakes nobody`() async throws {
        let (scratch, _) = try await Self.damaged(
            "UPDATE notification SET state = 'sending', lease_owner = 'gone', remaining = '7' WHERE id = 1")
        let changes = try await scratch.store.write { transaction in
            try transaction.releaseAbandonedNotifications(lease: .seconds(60), at: .start)
            return transaction.changes
        }
        #expect(changes.isEmpty)
    }

    @Test func `work that comes upon what cannot be read is undone, and what came before it stays`() async throws {
        let (scratch, told) = try await Self.damaged("UPDATE incident SET labels = 'nonsense' WHERE id = 1")
        let done: [Bool] = try await scratch.store.write { transaction in
            try [Int64(2), 1].map { (id: Int64) -> Bool in
                let done: Void? = try transaction.attempt("incident", "\(id)") { transaction in
                    try transaction.record(TimelineDraft(.noted, "seen"), incidentID: id, at: .start)
                    _ = try transaction.incident(id)
                }
                return done != nil
            }
        }
        #expect(done == [true, false])
        #expect(told.places == ["incident 1"])
        #expect(try await scratch.value("SELECT group_concat(incident_id) FROM timeline_entry") == "2")
    }

    @Test func `asked for by its number it is the store's error, and not a crash`() async throws {
        let (scratch, _) = try await Self.damaged("UPDATE incident SET status = 'asleep' WHERE id = 1")
        let error = await #expect(throws: StoreError.self) { try await scratch.store.read { try $0.incident(1) } }
        #expect(error?.description.contains("asleep") == true)
    }
}
