/// What must hold of what is stored, and the auditor proves each minute. `docs/auditor.md` has each with what mends it.
package enum AuditRule: String, Sendable, CaseIterable {
    /// Nobody has taken an incident, no step is to come, and nothing says why.
    case nothingDue = "nothing_due"
    /// A policy has run out, and its last resort was neither told nor said to be untold.
    case lastResortUntold = "last_resort_untold"
    /// A policy waits for somebody's acknowledgement to end, and nobody has the incident.
    case pausedForNobody = "paused_for_nobody"
    /// An acknowledgement that is to expire has no end.
    case acknowledgementWithoutEnd = "acknowledgement_without_end"
    /// An owner is asked something, and nothing follows when they do not answer.
    case questionWithoutEnd = "question_without_end"
    /// An incident is kept open because it flaps, for ever.
    case flappingWithoutEnd = "flapping_without_end"
    /// An incident is silenced beyond the end of what silences it.
    case silenceWithoutEnd = "silence_without_end"
    /// A stored deadline has come, and nobody has done what is due.
    case deadlineOverdue = "deadline_overdue"
    /// A notification could be sent for longer than its endpoint tries, and was not.
    case notificationOverdue = "notification_overdue"
    /// A notification is to be tried again later than its endpoint tries.
    case retryTooLate = "retry_too_late"
    /// Work is claimed beyond its lease, and nobody has claimed it anew.
    case claimOverdue = "claim_overdue"
    /// Work is claimed by a server that is gone.
    case claimWithoutOwner = "claim_without_owner"
    /// The silence of a heartbeat of the tables would open nothing.
    case heartbeatWithoutDeadline = "heartbeat_without_deadline"
    /// An incident is over, and an alert of ours stays open under a former key that nothing owed will close.
    case formerKeyUnowed = "former_key_unowed"
}

/// Something of which a rule does not hold.
package struct AuditViolation: Sendable, Equatable {
    package let rule: AuditRule
    /// `nil` where it belongs to none.
    package let incidentID: Int64?
    /// What is wrong, in words that begin a sentence.
    package let words: String

    package init(_ rule: AuditRule, incidentID: Int64?, _ words: String) {
        self.rule = rule
        self.incidentID = incidentID
        self.words = words
    }
}

/// How long what is under way may take before it counts as forgotten.
package enum AuditLimits {
    /// For a deadline that has come: a service that was down, or has ten thousand of them, comes to it within this.
    package static let overdue: Duration = .seconds(300)
    /// For a claim whose lease has ended: others of its endpoint come first.
    package static let claim: Duration = .seconds(600)
    /// Beyond the time that an endpoint tries: what cannot be read is put off by fifteen minutes, and tried again.
    package static let notification: Duration = .seconds(1200)
}
