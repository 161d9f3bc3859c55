/// What can happen to an incident.
package enum IncidentEvent: Sendable, Equatable {
    /// A body changed its occurrences, or opened it.
    case alertsChanged(AlertsChange)
    case acknowledged(by: String, expiresAfter: Duration?)
    case acknowledgementExpired
    case resolved(by: String)
    case noted(by: String, text: String)
}

/// What a body changed in an incident's stored occurrences.
package struct AlertsChange: Sendable, Equatable {
    /// True for the body that opens the incident.
    package var opens: Bool
    /// Occurrences that were not known before and fire.
    package var added: [String]
    /// Occurrences that fired until now and have ended.
    package var ended: [String]
    /// How many occurrences fire now.
    package var firing: Int
    package var occurrences: Int
    /// Of the most urgent firing occurrence; `nil` when none fires.
    package var classification: Classification?
    /// `max_alerts` hid alerts of the last body of one of its groups.
    package var hiddenMayFire: Bool
    /// Alerts of it that may fire again or be late copies; while there are any it does not resolve.
    package var doubtful: Int

    package init(
        opens: Bool = false, added: [String] = [], ended: [String] = [], firing: Int, occurrences: Int,
        classification: Classification?, hiddenMayFire: Bool = false, doubtful: Int = 0
    ) {
        self.opens = opens
        self.added = added
        self.ended = ended
        self.firing = firing
        self.occurrences = occurrences
        self.classification = classification
        self.hiddenMayFire = hiddenMayFire
        self.doubtful = doubtful
    }
}

/// What must be done when an incident has changed; stored with the change in one transaction.
package enum IncidentAction: Sendable, Equatable {
    case record(TimelineDraft)
    /// Choose the policy for the incident as it now is, and begin with its first step.
    case startEscalation
    /// Nobody more is told; what is owed but not sent is cancelled. The acknowledgement's end, if any, stays a deadline.
    case pauseEscalation(until: Timestamp?, reason: String)
    /// Go on where the policy stood.
    case resumeEscalation
    case endEscalation(reason: String)
    /// Tell everybody who was told of the incident.
    case tellEverybody(NotificationEvent)
    case diagnose(DiagnosisReason)
}

/// A change that an incident's state does not allow, in words for a person.
package struct TransitionRefused: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
