/// One fact about an incident: when, who or what, kind and details; never changed afterwards.
package struct TimelineEntry: Sendable, Equatable {
    package let id: Int64
    package let incidentID: Int64
    package let at: Timestamp
    package let kind: TimelineKind
    /// A person's name, or `responder`.
    package let actor: String
    package let summary: String
    package let details: Labels

    package init(
        id: Int64, incidentID: Int64, at: Timestamp, kind: TimelineKind, actor: String, summary: String, details: Labels
    ) {
        self.id = id
        self.incidentID = incidentID
        self.at = at
        self.kind = kind
        self.actor = actor
        self.summary = summary
        self.details = details
    }
}

/// A timeline entry that is not stored yet.
package struct TimelineDraft: Sendable, Equatable {
    package static let ourselves = "responder"

    package let kind: TimelineKind
    package let actor: String
    package let summary: String
    package let details: Labels

    package init(_ kind: TimelineKind, actor: String = ourselves, _ summary: String, details: Labels = [:]) {
        self.kind = kind
        self.actor = actor
        self.summary = summary
        self.details = details
    }
}

package enum TimelineKind: String, Sendable, CaseIterable {
    case opened
    case classified
    case alertsAdded = "alerts_added"
    case alertsEnded = "alerts_ended"
    /// What fires of one that a person resolved goes to the open one of its group.
    case alertsMoved = "alerts_moved"
    case alertRejected = "alert_rejected"
    /// Something of a body was over the limits of what is kept.
    case bodyCut = "body_cut"
    /// An alert fires after its end and may be a late copy.
    case alertDoubtful = "alert_doubtful"
    /// It was one: its end came again.
    case alertSettled = "alert_settled"
    case keptOpen = "kept_open"
    /// Its alerts end and begin again so often that it is told once and not each time.
    case flapping
    case flappingEnded = "flapping_ended"
    case priorityChanged = "priority_changed"
    case leadChanged = "lead_changed"
    case reopened
    case acknowledged
    case acknowledgementExpired = "acknowledgement_expired"
    /// What joined is more urgent than what somebody had taken.
    case acknowledgementOvertaken = "acknowledgement_overtaken"
    /// Urgent alerts joined what somebody had taken, and they are asked whether they know.
    case confirmationAsked = "confirmation_asked"
    case confirmationMissed = "confirmation_missed"
    /// What was to be confirmed has ended.
    case confirmationLapsed = "confirmation_lapsed"
    /// Its owner will have it no longer, and is told.
    case acknowledgementReminded = "acknowledgement_reminded"
    case unacknowledged
    case snoozed
    case handedOver = "handed_over"
    /// A person asked for the next step.
    case escalated
    case responderAdded = "responder_added"
    case resolved
    case noted
    /// A next step was ticked; the summary is its title.
    case stepDone = "step_done"
    /// Its tick was taken back.
    case stepUndone = "step_undone"
    case escalationStarted = "escalation_started"
    case escalationStep = "escalation_step"
    case escalationRepeated = "escalation_repeated"
    /// None of the alerts that a policy covers fires any more, while others of the incident do.
    case escalationRested = "escalation_rested"
    /// One of them fires again.
    case escalationWoken = "escalation_woken"
    case escalationExhausted = "escalation_exhausted"
    /// Nobody could be reached by the steps so far, and the next one does not wait for its time.
    case escalationHastened = "escalation_hastened"
    /// Nobody has taken it by the time that its priority has.
    case responseMissed = "response_missed"
    /// Everything that fires is silenced: nobody is told from here on.
    case silenced
    case silenceEnded = "silence_ended"
    /// Somebody is not told, and why: no policy, no contact, told the same already.
    case notTold = "not_told"
    /// Somebody is told by their digest, and not before.
    case heldForDigest = "held_for_digest"
    /// It was.
    case toldByDigest = "told_by_digest"
    /// It was held back in a storm, and the storm's summary has told how it stands.
    case toldBySummary = "told_by_summary"
    /// Nobody at all is told where somebody should be.
    case nobodyTold = "nobody_told"
    /// Nobody is on call by a rota where somebody should be told, and who is told instead.
    case nobodyOnCall = "nobody_on_call"
    /// A person wants collectors to run once more.
    case diagnosisRequested = "diagnosis_requested"
    case collectorFinished = "collector_finished"
    case diagnosisFinished = "diagnosis_finished"
    case notificationSent = "notification_sent"
    case deliveryRetried = "delivery_retried"
    case notificationFailed = "notification_failed"
    case notificationCancelled = "notification_cancelled"
    /// Corrected by what Alertmanager says when it is asked.
    case reconciled
    /// The system's clock was set, and what was still to come was moved with it.
    case clockStepped = "clock_stepped"
    /// The auditor has found something that must not be, and has mended it.
    case mended
}
