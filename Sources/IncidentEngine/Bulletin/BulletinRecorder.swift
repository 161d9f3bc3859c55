internal import IncidentCore
internal import IncidentStore

/// Stores how one attempt at a bulletin ended and what follows from it, inside the caller's transaction.
struct BulletinRecorder: Sendable {
    let owed: OwedBulletin
    let outcome: DeliveryOutcome
    let decision: DeliveryDecision
    let owner: String
    let now: Timestamp

    enum End: Sendable { case sent, again, failed, notOurs }

    func record(startedAt: Timestamp, in transaction: inout StoreTransaction) throws -> End {
        var bulletin = owed
        var due: Timestamp?
        let end: End
        switch decision {
        case .sent: (bulletin.state, end) = (.sent, .sent)
        case .retry(let time, let state): (bulletin.state, due, end) = (state, time, .again)
        case .failed:
            if let next = owed.remaining.first {
                (bulletin.method, bulletin.remaining) = (next, Array(owed.remaining.dropFirst()))
                (bulletin.state, bulletin.attempts, bulletin.triedFrom) = (.pending, 0, now)
                (due, end) = (now, .again)
            } else {
                (bulletin.state, end) = (.failed, .failed)
            }
        }
        let isOurs = try transaction.finishBulletin(
            bulletin, method: owed.method, outcome: outcome, owner: owner, dueAt: due, startedAt: startedAt, at: now)
        guard isOurs else { return .notOurs }
        switch owed.kind {
        case .digest: try recordEnd(end, in: &transaction)
        case .storm: try recordSummary(end, in: transaction)
        case .handOff: break
        }
        return end
    }

    /// In the timeline of each incident of which something was held back in a storm.
    private func recordSummary(_ end: End, in transaction: borrowing StoreTransaction) throws {
        guard let storm = try transaction.reader.storm(ofBulletin: owed.id) else { return }
        let way = "\(owed.contact), \(owed.method.text): \(outcome.evidence)"
        switch end {
        case .sent:
            let how = outcome.isSpooled ? "is written to the spool for" : "has told it to"
            try storm.record(.toldBySummary, "\(how) \(way)", at: now, in: transaction)
        case .failed: try storm.record(.notTold, "has failed, \(way)", at: now, in: transaction)
        case .again, .notOurs: break
        }
    }

    /// In the timeline of each incident that was held for a digest.
    private func recordEnd(_ end: End, in transaction: inout StoreTransaction) throws {
        let draft: TimelineDraft
        switch end {
        case .sent:
            let how = outcome.isSpooled ? "written to the spool in" : "told by"
            draft = TimelineDraft(
                .toldByDigest, "\(how) the digest to \(owed.contact), \(owed.method.text): \(outcome.evidence)")
        case .failed:
            draft = TimelineDraft(
                .notTold,
                "the digest to \(owed.contact) has failed, \(owed.method.text): \(outcome.evidence); held for the next one"
            )
        case .again, .notOurs: return
        }
        for id in try transaction.reader.heldIncidents(ofDigest: owed.id) {
            try transaction.record(draft, incidentID: id, at: now)
        }
        if end == .failed { try transaction.holdAgain(digest: owed.id) }
    }
}
