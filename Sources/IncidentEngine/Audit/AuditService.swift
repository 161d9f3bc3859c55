package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Proves each minute that whatever is accepted is on its way to somebody, or says why not (`docs/auditor.md`); mends what
/// is not, and says so in the timeline, in the log and by a metric that stays at 0.
///
/// A read finds what may be wrong, and a transaction looks at it again, so that nothing counts that was under way.
package final class AuditService: TickingService {
    package static let interval: Duration = .seconds(60)
    /// So many incidents are looked at closely in one round; the next one goes on from there.
    private static let incidentLimit = 1000
    /// So many in one transaction, so that intake never waits long.
    private static let batchLimit = 50
    /// So many overdue deadlines are told of one by one.
    private static let overdueLimit = 20

    package let name = "auditor"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let metrics: EngineMetrics
    private let owner: String
    private let waysOut: WaysOut
    /// Who does what is due by a deadline: the auditor lets them do it at once when it finds that they have not.
    private let workers: [any TickingService]
    private let start: Timestamp
    private let state = Mutex(AuditState())

    init(_ context: ServiceContext, waysOut: WaysOut, workers: [any TickingService], wakeup: Wakeup) {
        self.wakeup = wakeup
        self.waysOut = waysOut
        self.workers = workers
        (store, tables, time, metrics) = (context.store, context.tables, context.time, context.metrics)
        (logger, pulse, owner) = (context.logger, context.pulse, context.owner)
        start = context.time.now()
    }

    package func tick() async throws -> Timestamp? {
        let now = time.now()
        if let next = state.withLock(\.nextAt), now < next, next <= now + Self.interval { return next }
        try await audit()
        let next = now + Self.interval
        state.withLock { $0.nextAt = next }
        return next
    }

    /// Whether a round has gone through lately.
    package func isUpToDate(at now: Timestamp) -> Bool {
        state.withLock { state in state.doneAt.map { now - $0 <= ServicePulse.limit } ?? false }
    }

    /// What every page says while it is new.
    package var warnings: [String] { state.withLock { $0.warnings(at: time.now()) } }

    /// One round; what was found is mended by then, or by whom it was handed to.
    @discardableResult
    package func audit() async throws -> [AuditViolation] {
        var found = try await auditIncidents()
        found += try await auditDeadlines()
        found += try await auditDeliveries()
        found += try await auditHeartbeats()
        let now = time.now()
        state.withLock { $0.doneAt = now }
        return found
    }

    /// - Parameter body: finds and mends; the timelines say it in the same transaction.
    private func find(
        _ body: @escaping @Sendable (inout StoreTransaction) throws -> [AuditViolation]
    ) async throws -> [AuditViolation] {
        let now = time.now()
        let found = try await store.write { [self] transaction -> [AuditViolation] in
            let found = try body(&transaction)
            for violation in unsaid(of: found, at: now) { try record(violation, at: now, in: transaction) }
            return found
        }
        // Not before it is committed: the transaction may be run twice.
        let new = state.withLock { state in found.filter { state.find($0, at: now) } }
        for violation in found { metrics.auditViolated(violation.rule) }
        for violation in new { log(violation) }
        return found
    }

    private func unsaid(of found: [AuditViolation], at now: Timestamp) -> [AuditViolation] {
        state.withLock { state in
            var copy = state
            return found.filter { copy.find($0, at: now) }
        }
    }

    private func record(
        _ violation: AuditViolation, at now: Timestamp, in transaction: borrowing StoreTransaction
    ) throws {
        guard let id = violation.incidentID else { return }
        let draft = TimelineDraft(
            .mended, "the auditor found that \(violation.words), and mended it",
            details: ["rule": violation.rule.rawValue])
        try transaction.record(draft, incidentID: id, at: now)
    }

    private func log(_ violation: AuditViolation) {
        var facts: Logger.Metadata = ["rule": "\(violation.rule.rawValue)", "found": "\(violation.words)"]
        if let id = violation.incidentID { facts["incident.id"] = "\(id)" }
        logger.error("the auditor found something that must not be", metadata: facts)
    }
}

// The rounds.
extension AuditService {
    private func auditIncidents() async throws -> [AuditViolation] {
        let suspects = try await incidentsToLookAt()
        var found: [AuditViolation] = []
        for begin in stride(from: 0, to: suspects.count, by: Self.batchLimit) {
            let batch = Array(suspects[begin..<min(begin + Self.batchLimit, suspects.count)])
            // Nearly all are in order, which a read shows: no write is made for them.
            let wrong = try await wrong(of: batch)
            guard !wrong.isEmpty else { continue }
            let auditor = auditor()
            found += try await find { transaction in
                try wrong.flatMap { id in
                    try transaction.attempt("incident", "\(id)") { try auditor.audit(id, in: &$0) } ?? []
                }
            }
        }
        return found
    }

    private func auditor() -> IncidentAuditor {
        IncidentAuditor(changer: IncidentChanger(inForce: tables.inForce, now: time.now()), start: start)
    }

    /// Those of which a consistent state shows something wrong.
    private func wrong(of ids: [Int64]) async throws -> [Int64] {
        let now = time.now()
        return try await store.read { [start] reader in
            try ids.filter { id in
                // What cannot be understood is told of, and passed over.
                guard let audited = try reader.audited(incidentID: id) else { return false }
                return !audited.violations(at: now, runningSince: start).isEmpty
            }
        }
    }

    private func incidentsToLookAt() async throws -> [Int64] {
        var found: [Int64] = []
        var place = state.withLock(\.stoppedAfter)
        let classes = [IncidentStatus.triggered, .acknowledged].flatMap { status in
            Priority.allCases.map { (status, $0) }
        }
        for (status, priority) in classes {
            var after: Int64 = 0
            if let stopped = place {
                guard stopped.status == status, stopped.priority == priority else { continue }
                (after, place) = (stopped.id, nil)
            }
            let room = Self.incidentLimit - found.count
            let ids = try await store.read { [after] in
                try $0.incidentsToAudit(status, priority, after: after, limit: room)
            }
            found += ids
            if found.count >= Self.incidentLimit, let last = ids.last {
                state.withLock { $0.stoppedAfter = (status, priority, last) }
                return found
            }
        }
        state.withLock { $0.stoppedAfter = nil }
        return found
    }

    /// What is due is done by its services, which is no news to the transaction that finds it undone.
    private func auditDeadlines() async throws -> [AuditViolation] {
        let now = time.now()
        guard now - start > AuditLimits.overdue else { return [] }
        let (limit, latest) = (Self.overdueLimit, now - AuditLimits.overdue)
        let heartbeats = Set(tables.inForce.tables.heartbeats.map(\.name))
        let overdue = try await store.read { reader in
            try reader.overdueIncidents(by: latest, limit: limit).map {
                AuditViolation(.deadlineOverdue, incidentID: $0.id, "\($0.words) has come, and nobody did what is due")
            }
                + reader.overdueDoubts(by: latest, limit: limit).map {
                    AuditViolation(
                        .deadlineOverdue, incidentID: $0, "an alert is in doubt beyond the time at which it fires")
                }
                + reader.heartbeatDeadlines().filter {
                    heartbeats.contains($0.key) && $0.value.map { $0 < latest } ?? false
                }
                .keys.sorted().map {
                    AuditViolation(
                        .deadlineOverdue, incidentID: nil, "heartbeat \"\($0)\" is silent, and nobody said so")
                }
        }
        guard !overdue.isEmpty else { return [] }
        let found = try await find { _ in overdue }
        for worker in workers { _ = try await worker.tick() }
        return found
    }

    private func auditDeliveries() async throws -> [AuditViolation] {
        let auditor = DeliveryAuditor(inForce: tables.inForce, now: time.now(), start: start)
        let early = auditor.now - AuditLimits.claim
        let late = auditor.now + AuditLimits.notification
        let (endpoints, hasClaims, hasKeys) = try await store.read { [owner] reader in
            (
                try reader.owedEndpoints().filter {
                    try !reader.notificationsToAudit($0, dueBefore: early, orRetriedAfter: late, limit: 1).isEmpty
                },
                try !reader.overrunDiagnoses(by: early, limit: 1).isEmpty
                    || !reader.claimsWithoutOwner(but: owner, limit: 1).isEmpty,
                try !reader.unclosedFormerKeys(since: auditor.now - DeliveryAuditor.formerKeysWithin, limit: 1).isEmpty
            )
        }
        guard !endpoints.isEmpty || hasClaims || hasKeys else { return [] }
        let retries = endpoints.map { (endpoint: $0, retry: waysOut.sending(by: $0.kind).retry) }
        return try await find { [owner] transaction in
            var found: [AuditViolation] = []
            for (endpoint, retry) in retries {
                found += try auditor.audit(endpoint, retry: retry, in: &transaction)
            }
            if hasClaims {
                // We live, whatever our own service has written.
                try transaction.saveInstance(owner, seenAt: auditor.now)
                found += try auditor.auditClaims(by: owner, in: &transaction)
            }
            if hasKeys { found += try auditor.auditFormerKeys(in: &transaction) }
            return found
        }
    }

    private func auditHeartbeats() async throws -> [AuditViolation] {
        let (inForce, now) = (tables.inForce, time.now())
        let names = Set(inForce.tables.heartbeats.map(\.name))
        let known = state.withLock { state in
            defer { state.heartbeats = names }
            return state.heartbeats.intersection(names)
        }
        let deadlines = try await store.read { try $0.heartbeatDeadlines() }
        let missing = inForce.tables.heartbeats.filter { known.contains($0.name) && (deadlines[$0.name] ?? nil) == nil }
        guard !missing.isEmpty else { return [] }
        return try await find { transaction in
            let deadlines = try transaction.reader.heartbeatDeadlines()
            return try missing.filter { (deadlines[$0.name] ?? nil) == nil }.map { heartbeat in
                try transaction.awaitHeartbeat(heartbeat.name, silentAfter: heartbeat.silentAfter, from: now)
                return AuditViolation(
                    .heartbeatWithoutDeadline, incidentID: nil,
                    "the silence of heartbeat \"\(heartbeat.name)\" would have opened nothing")
            }
        }
    }
}
