internal import IncidentCore
internal import IncidentStore

/// Proves that what is owed gets its turn, and mends what does not, inside the caller's transaction.
struct DeliveryAuditor: Sendable {
    let inForce: TablesInForce
    let now: Timestamp
    /// Since when the program runs.
    let start: Timestamp

    /// So many of one kind in one round.
    static let limit = 100
    /// So old may a page be whose former keys are still looked after: they are closed within an hour, or it is said that
    /// they are not.
    static let formerKeysWithin: Duration = .seconds(86_400)

    func audit(
        _ endpoint: EndpointID, retry: RetryPolicy, in transaction: inout StoreTransaction
    ) throws -> [AuditViolation] {
        let owed = try transaction.reader.notificationsToAudit(
            endpoint, dueBefore: now - min(AuditLimits.claim, AuditLimits.notification),
            orRetriedAfter: now + AuditLimits.notification, limit: Self.limit)
        var found: [AuditViolation] = []
        for audited in owed {
            let violation = audited.violation(giveUpAfter: retry.giveUpAfter, at: now, runningSince: start)
            guard let violation, let notification = try transaction.owedNotification(audited.id) else { continue }
            found.append(violation)
            try mend(violation.rule, notification, in: &transaction)
        }
        return found
    }

    private func mend(
        _ rule: AuditRule, _ notification: Notification, in transaction: inout StoreTransaction
    ) throws {
        switch rule {
        case .claimOverdue: try transaction.releaseOverrun(notification, lease: DeliveryService.lease, at: now)
        case .retryTooLate: try transaction.hastenNotification(notification, at: now)
        case .notificationOverdue: try fail(notification, in: &transaction)
        default: break
        }
    }

    /// As if its endpoint had refused it: the contact's next method takes its turn.
    private func fail(_ notification: Notification, in transaction: inout StoreTransaction) throws {
        let reason = "nobody has sent it in time"
        try transaction.failUnsent(notification)
        try DeliveryRecorder(
            notification: notification, outcome: DeliveryOutcome(.permanent, evidence: reason),
            decision: .failed(reason: reason), isFolded: false, isSpoolOnly: false, inForce: inForce,
            owner: "", startedAt: now, now: now
        ).recordFailure(reason, in: &transaction)
    }

    func auditClaims(by owner: String, in transaction: inout StoreTransaction) throws -> [AuditViolation] {
        let diagnoses = try transaction.reader.overrunDiagnoses(by: now - AuditLimits.claim, limit: Self.limit)
        for diagnosis in diagnoses where now - start > AuditLimits.claim {
            try transaction.releaseDiagnosis(diagnosis.id, at: now)
        }
        let overrun = now - start > AuditLimits.claim ? diagnoses : []
        let abandoned = try transaction.reader.claimsWithoutOwner(but: owner, limit: Self.limit)
        if !abandoned.isEmpty { try transaction.releaseAbandonedWork(at: now) }
        return overrun.map {
            AuditViolation(
                .claimOverdue, incidentID: $0.incidentID, "a round of diagnostics is claimed beyond its lease")
        }
            + abandoned.map {
                AuditViolation(
                    .claimWithoutOwner, incidentID: $0.incidentID, "\($0.words) is claimed by a server that is gone")
            }
    }

    /// Owes to those addresses that the incident is over, which closes what was left open there.
    func auditFormerKeys(in transaction: inout StoreTransaction) throws -> [AuditViolation] {
        let pages = try transaction.reader.unclosedFormerKeys(since: now - Self.formerKeysWithin, limit: Self.limit)
        return try pages.map { page in
            if let incident = try transaction.incident(page.incidentID) {
                var teller = try Teller(incident, at: now, in: transaction)
                let telling = Telling(
                    .resolved, contact: page.contact, method: page.method, reason: "told of this incident before")
                try teller.tell(telling, in: &transaction)
            }
            return AuditViolation(
                .formerKeyUnowed, incidentID: page.incidentID,
                "an alert of \(page.method.text) stays open under a former key, and nothing was to close it")
        }
    }
}
