import GRDB
import IncidentCore
import Synchronization
import TestSupport
import Testing

@testable import IncidentStore

/// What pages and services ask must cost the same with a million incidents stored as with ten.
@Suite(.timeLimit(.minutes(5))) struct QueryPlanTests {
    /// These hold only what is still owed, or silenced, so to read one from its beginning costs that and no more.
    private static let indexesOfWhatIsOwed = [
        "notification_due", "diagnosis_due", "escalation_due", "occurrence_silenced",
        "incident_remind", "incident_silenced",
    ]

    @Test(arguments: [
        IncidentFilter(statuses: [.triggered]), IncidentFilter(statuses: [.triggered, .acknowledged]),
        IncidentFilter(statuses: [.resolved], before: 50), IncidentFilter(priorities: [.p1]),
        IncidentFilter(priorities: [.p1, .p2], before: 50), IncidentFilter(statuses: [.triggered], priorities: [.p4]),
        IncidentFilter(statuses: [.triggered, .resolved], priorities: [.p1, .p2, .p3]),
        IncidentFilter(statuses: [.triggered, .acknowledged], text: "disk"), IncidentFilter(before: 50),
    ])
    func `a list with a filter reads an index backwards and sorts nothing`(filter: IncidentFilter) async throws {
        let plan = try await plan { _ = try $0.reader.incidents(filter) }
        #expect(plan.allSatisfy { !isTableScan($0) && !$0.contains("TEMP B-TREE") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH incident USING") })
    }

    @Test func `a list by urgency reads an index too`() async throws {
        let plan = try await plan { transaction in
            let filter = IncidentFilter(statuses: [.triggered, .acknowledged])
            _ = try transaction.reader.incidentsByUrgency(filter, after: UrgencyPlace(priority: .p2, id: 7))
        }
        #expect(plan.allSatisfy { !$0.hasPrefix("SCAN") && !$0.contains("TEMP B-TREE") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH incident USING") })
    }

    @Test(arguments: [
        IncidentFilter(), IncidentFilter(statuses: IncidentStatus.allCases, priorities: Priority.allCases),
        IncidentFilter(text: "disk"),
    ])
    func `a list without a filter reads the newest rows as far as the page goes`(filter: IncidentFilter) async throws {
        let plan = try await plan { _ = try $0.reader.incidents(filter) }
        #expect(plan.filter(isTableScan) == ["SCAN incident"])
        #expect(!plan.contains { $0.contains("TEMP B-TREE") })
    }

    @Test func `the groups of the list and what follows events read indexes as far as they go`() async throws {
        let plan = try await plan { transaction in
            let reader = transaction.reader
            _ = try reader.unreachedIncidents(lookingAt: 7, at: .start)
            _ = try reader.incidentCount(.triggered)
            _ = try reader.untakenSilenced(limit: 7)
            _ = try reader.incidentsResolved(after: .start, limit: 10)
            _ = try reader.stillFiringCount()
            _ = try reader.openIncidents(saying: ["a", "b"], lookingAt: 7, limit: 10)
            let id = try transaction.addIncident(.sample(group: "a"))
            try transaction.record(TimelineDraft(.opened, "opened"), incidentID: id, at: .start)
            _ = try reader.events(after: 0, limit: 200)
            _ = try reader.events(after: 0, incidentID: 1, limit: 200)
        }
        // The subquery that finds those that nobody has taken by an index.
        expectNoFullScan(plan.filter { $0 != "SCAN open" })
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        #expect(plan.contains { $0.contains("INDEX incident_resolved") })
        #expect(plan.contains { $0 == "SEARCH entry USING INTEGER PRIMARY KEY (rowid>?)" })
        #expect(plan.contains { $0.hasPrefix("SEARCH entry USING INDEX timeline_entry_incident") })
    }

    @Test func `an incident's page reads nothing but that incident`() async throws {
        let plan = try await plan { transaction in
            let reader = transaction.reader
            _ = try reader.incident(1)
            _ = try reader.newestIncidentID()
            _ = try reader.occurrences(incidentID: 1)
            _ = try reader.findings(incidentID: 1)
            _ = try reader.findings(incidentIDs: [1, 2])
            _ = try reader.artifacts(incidentID: 1)
            _ = try reader.currentArtifacts(incidentID: 1)
            _ = try transaction.firingAlerts(incidentID: 1, limit: 200)
            _ = try reader.artifactPlace(1)
            _ = try reader.artifactOutput(1)
            _ = try reader.notifications(incidentID: 1)
            _ = try reader.threadRoot(for: Message.sample().notification)
            _ = try reader.reopening(
                of: Incident(
                    id: 1, priority: .p1, rule: "r", title: "t", groupKey: "g", labels: [:], openedAt: .start,
                    newsAt: .start + .seconds(1)))
            _ = try reader.newestLostAlert()
            _ = try reader.newestIntakeAt()
            _ = try reader.isUnreached(incidentID: 1, at: .start)
            _ = try reader.owedPages(incidentID: 1)
            _ = try reader.digestsAwaited(byIncident: 1)
            _ = try reader.isFiring("a")
            _ = try reader.hasSentNotification(incidentID: 1)
            _ = try reader.occurrences(incidentID: 1, after: 7, limit: 50)
            _ = try reader.timeline(incidentID: 1, newest: 50)
            _ = try reader.timelineEntryCount(incidentID: 1)
            _ = try reader.artifactOutput(1, characters: 50)
            _ = try reader.rejectedAlerts(incidentID: 1)
            _ = try reader.timeline(incidentID: 1)
            _ = try reader.escalations(incidentID: 1)
            _ = try reader.isBeingDiagnosed(incidentID: 1)
            _ = try reader.diagnosesAwaiting(incidentID: 1)
            _ = try transaction.isDiagnosisPending(of: "a", collector: nil, incidentID: 1)
            try transaction.postponeDiagnosis(1, until: .start)
            _ = try transaction.tellingHistory(incidentID: 1)
            _ = try transaction.escalations(incidentID: 1)
            _ = try transaction.firingCovers(incidentID: 1)
            _ = try transaction.ranCommands(incidentID: 1)
            _ = try transaction.isBeingDiagnosed(incidentID: 1)
            _ = try transaction.occurrence(incidentID: 1, fingerprint: "a")
            _ = try transaction.cancelClosingMessages(incidentID: 1, andOfTaking: true)
            _ = try transaction.cancelPendingPages(incidentID: 1)
            _ = try transaction.evidenceOfLostAttempt(of: 1)
            try transaction.releaseHeldPages(incidentID: 1, at: .start)
        }
        expectNoFullScan(plan)
    }

    @Test func `intake finds what it knows by index`() async throws {
        let plan = try await plan { transaction in
            _ = try transaction.known("1dfddcfec1a67da5")
            _ = try transaction.doubtfulCount(incidentID: 1)
            _ = try transaction.dueDoubtful(at: .start, limit: 10)
            _ = try transaction.alertGroup("a")
            _ = try transaction.openIncident(groupKey: "a")
            _ = try transaction.hiddenAlerts(incidentID: 1)
            _ = try transaction.reader.newestOpenDrill()
            _ = try transaction.alertState(incidentID: 1)
            _ = try transaction.hasSilencedAlerts(incidentID: 1)
            try transaction.silenceFiring("a", by: AlertSilence(words: "a", until: .start))
            _ = try transaction.reader.silencedIncidents()
            _ = try transaction.reader.openIncidents { _ in true }
            try transaction.countSeen(occurrenceID: 1, at: .start)
        }
        expectNoFullScan(plan)
    }

    @Test func `what is due is found by index`() async throws {
        let plan = try await plan { transaction in
            let reader = transaction.reader
            _ = try reader.nextNotificationDue(EndpointID.email)
            _ = try reader.owedEndpoints()
            _ = try reader.nextWaitingPage()
            _ = try transaction.waitingPages(dueBy: .start, at: .start)
            _ = try reader.nextShareEnd()
            _ = try transaction.pagesAtShareEnd(.start)
            try transaction.extendShares(endingBy: .start)
            _ = try transaction.awaiting(.email, at: .start)
            _ = try transaction.awaiting(.email, address: "oncall@example.com", at: .start)
            _ = try reader.nextEscalationDue()
            _ = try reader.nextDiagnosisDue()
            _ = try reader.nextDiagnosisDue(urgentOnly: true)
            _ = try reader.nextDoubtfulDue()
            _ = try reader.openIncidentCounts()
            _ = try reader.owedMessages()
            _ = try transaction.nextDueEscalation(at: .start)
            _ = try transaction.claimNotifications(
                .email, owner: "us", limit: 8, deferrableLimit: 6, at: .start, leaseUntil: .start)
            _ = try transaction.claimDiagnosis(owner: "us", at: .start, leaseUntil: .start)
            _ = try transaction.claimDiagnosis(owner: "us", urgentOnly: true, at: .start, leaseUntil: .start)
            try transaction.releaseAbandonedNotifications(lease: .seconds(60), at: .start)
            try transaction.releaseAbandonedDiagnoses(at: .start)
            try transaction.hastenDiagnoses(waitingFor: ["the cluster"], at: .start)
        }
        expectNoFullScan(plan)
    }

    @Test func `what Alertmanager is compared with costs what fires, and not what is stored`() async throws {
        let plan = try await plan { transaction in
            _ = try transaction.reader.believed()
            _ = try transaction.occurrence(1)
            _ = try transaction.senderID(ofFingerprint: "a")
            _ = try transaction.doubt("a")
        }
        let stored = ["SCAN occurrence", "SCAN alert_group", "SCAN incident"]
        #expect(plan.allSatisfy { !stored.contains($0) && !$0.contains("AUTOMATIC") }, "\(plan)")
        #expect(plan.contains { $0.contains("occurrence_firing") })
    }

    @Test func `the auditor asks for what is open and owed, and never for what is stored`() async throws {
        let plan = try await plan { transaction in
            let reader = transaction.reader
            for status in [IncidentStatus.triggered, .acknowledged] {
                _ = try reader.incidentsToAudit(status, .p1, after: 1, limit: 10)
            }
            _ = try reader.audited(incidentID: 1)
            _ = try reader.overdueIncidents(by: .start, limit: 10)
            _ = try reader.overdueDoubts(by: .start, limit: 10)
            _ = try reader.notificationsToAudit(.email, dueBefore: .start, orRetriedAfter: .start, limit: 10)
            _ = try reader.overrunDiagnoses(by: .start, limit: 10)
            _ = try reader.claimsWithoutOwner(but: "us", limit: 10)
            _ = try reader.unclosedFormerKeys(since: .start, limit: 10)
            _ = try transaction.owedNotification(1)
        }
        expectNoFullScan(plan)
        #expect(plan.contains { $0.contains("notification_former") })
    }

    /// SQLite fills one for each constant list of three and more words behind IN, also in a CHECK, at each insert.
    @Test func `storing a new incident fills no table in memory`() async throws {
        let operations = try await explain("EXPLAIN", column: "opcode") { transaction in
            _ = try transaction.appendIntake([], at: .start)
            let id = try transaction.addIncident(.sample(group: "a"))
            try transaction.saveAlertGroup("a", incidentID: id, hidden: .none)
            try transaction.addOccurrence(
                .sample(), classification: Classification(priority: .p2, rule: "default"), incidentID: id, at: .start)
            try transaction.record(TimelineDraft(.opened, "opened"), incidentID: id, at: .start)
            let policy = EscalationPolicy(name: "high", steps: [])
            try transaction.addEscalation(
                .starting(policy, at: .start, hours: nil), incidentID: id, replaces: false)
            try transaction.addNotification(
                .sample(.email, at: .start), incidentID: id, priority: .p2, at: .start)
            try transaction.requestDiagnosis(.opened, of: "a", incidentID: id, at: .start)
        }
        #expect(operations.contains("Insert"))
        #expect(!operations.contains("OpenEphemeral"))
    }

    /// The labels of one alert, gone through by `json_each`, are no table.
    private func isTableScan(_ step: String) -> Bool { step.hasPrefix("SCAN") && !step.contains("VIRTUAL TABLE") }

    private func expectNoFullScan(_ plan: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(!plan.isEmpty, sourceLocation: sourceLocation)
        // What is read of a subquery is what that one has found by an index.
        let scans = plan.filter { step in
            step.hasPrefix("SCAN") && !step.hasPrefix("SCAN (subquery-")
                && !Self.indexesOfWhatIsOwed.contains { step.hasSuffix("INDEX \($0)") }
        }
        #expect(scans == [], sourceLocation: sourceLocation)
    }

    /// How SQLite carries out the statements of a question.
    private func plan(of question: @escaping @Sendable (inout StoreTransaction) throws -> Void) async throws -> [String]
    {
        try await explain("EXPLAIN QUERY PLAN", column: "detail", question)
    }

    /// A column of what SQLite says of each statement that is run.
    private func explain(
        _ how: String, column: String, _ run: @escaping @Sendable (inout StoreTransaction) throws -> Void
    ) async throws -> [String] {
        let scratch = try ScratchStore()
        return try await scratch.store.write { transaction in
            let statements = Mutex<[String]>([])
            transaction.db.trace { event in
                guard case .statement(let statement) = event else { return }
                statements.withLock { $0.append(statement.sql) }
            }
            try run(&transaction)
            transaction.db.trace(nil)
            return try statements.withLock { $0 }.flatMap { sql in
                let explanation = try transaction.db.makeStatement(sql: "\(how) \(sql)")
                explanation.setUncheckedArguments(StatementArguments())
                return try Row.fetchAll(explanation).map { $0[column] as String }
            }
        }
    }
}
