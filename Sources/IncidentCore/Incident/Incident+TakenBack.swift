/// What an incident's policies and the tables have for who has it again when its resolution is taken back.
package struct ReopeningTerms: Sendable, Equatable {
    /// How long an acknowledgement holds; `nil` where none of its policies lets one end.
    package let expiresAfter: Duration?
    package let remindBefore: Duration?

    package init(expiresAfter: Duration?, remindBefore: Duration? = nil) {
        self.expiresAfter = expiresAfter
        self.remindBefore = remindBefore
    }
}

// A person takes a resolution back: the incident is as it would be without that.
extension Incident {
    /// Its owner has it again, for as long as they would have had it; where nobody had, or that time is over, it waits for
    /// somebody.
    ///
    /// - Parameter change: its `joined` are all that fires.
    /// - Throws: where nothing fires: without the resolution the end of its alerts would have closed it, and nothing would
    ///   ever close what is opened now.
    mutating func takeBackResolution(
        _ deed: Deed, _ change: AlertsChange, _ terms: ReopeningTerms, at now: Timestamp
    ) throws(TransitionRefused) -> [IncidentAction] {
        guard let lead = change.lead, change.firing > 0 else {
            throw TransitionRefused(
                "nothing of incident \(id) fires any more, so it stays resolved; it opens again by itself when one of its "
                    + "alerts fires within \(change.quietAfter.prometheusText)")
        }
        let (owner, closer, takenAt, priorityBefore) = (acknowledgedBy, resolvedBy, acknowledgedAt, priority)
        let held = takingThatHolds(terms, change, at: now)
        let quiet = max(resolvedAt.map { now - $0 } ?? .zero, .zero)
        takeCounts(of: change)
        silence = change.silence
        _ = reopen(following: lead, at: now)
        let end = closer.map { "\($0) had resolved it" } ?? "it was resolved"
        let words = "re-opened by \(deed.by), \(quiet.prometheusRounded) after \(end)"
        let others = [owner, closer].compactMap(\.self).filter { $0 != deed.by }
        let falls: [IncidentAction] = priority == priorityBefore ? [] : [.record(classified)]
        let told = IncidentAction.tell(.takenBack(words + deed.whyWords, by: deed.by, and: others))
        guard let owner, let held else {
            let lapsed = owner.map { "; \($0) had it, and that time is over" } ?? "; nobody has it"
            // Who had it begins anew with all others; else what had steps left goes on.
            let reason = owner == nil && silence == nil ? CoverReason.firesAgain(after: quiet) : .reopened
            return [.record(.deed(deed, .reopened, words + lapsed))] + falls + silencedRecord
                + [
                    .cover(change.joined, reason), .diagnose(.reopened),
                    .tell(.reopened(owner: others.first, by: deed.by)), told,
                ]
        }
        status = .acknowledged
        (acknowledgedAt, acknowledgedBy, taking) = (takenAt, owner, held)
        let standing = "; \(owner) has it again\(taking.untilWords)"
        return [.record(.deed(deed, .reopened, words + standing))] + falls + silencedRecord
            + [.restoreEscalations(until: held.until, after: quiet), told]
    }

    /// How it had been taken when it was closed; `nil` where nobody had it, or would have it no longer by now.
    private func takingThatHolds(_ terms: ReopeningTerms, _ change: AlertsChange, at now: Timestamp) -> Taking? {
        guard acknowledgedBy != nil, taking.heldUntil.map({ $0 > now }) ?? (terms.expiresAfter == nil) else {
            return nil
        }
        var taking = taking
        (taking.until, taking.heldUntil) = (taking.heldUntil, nil)
        // A snooze has no reminder.
        let length = taking.isSnoozed ? nil : taking.until.map { $0 - now }
        taking.remindOwnerAt = length.flatMap { Taking.reminder(of: $0, before: terms.remindBefore, at: now) }
        let firing = Set(change.joined.map { Taking.cover($0.name, $0.classification.priority) })
        taking.unconfirmed = change.silence == nil ? taking.stillAsked(firing: firing) : []
        taking.confirmBy = taking.isAsked ? taking.answerBy(now + change.confirmWithin) : nil
        return taking
    }
}
