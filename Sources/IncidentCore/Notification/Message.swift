/// All that a message about an incident may say, gathered when it is sent; each notifier makes its own form of it.
package struct Message: Sendable, Equatable {
    package var notification: Notification
    package var incident: Incident
    /// The page's address, for people.
    package var incidentURL: String
    /// Signed, expiring, naming the contact; a GET changes nothing. `nil` where acknowledging makes no sense.
    package var acknowledgeURL: String?
    package var alerts: [Occurrence]
    package var findings: [Finding]
    /// What the collectors captured so far, in the runbook's order.
    package var artifacts: [ArtifactExcerpt]
    package var nextSteps: [NextStep]
    /// The first mail of this incident to this address, for the thread; `nil` when this one is the first.
    package var threadRootNotificationID: Int64?
    /// Whether what this address was told last keeps the incident quiet there: that somebody has taken it, or that it is
    /// less urgent than it is now. A service that folds messages under one key must let go of what it has first; `false`
    /// once it has, for this notification.
    package var mustRingAnew: Bool
    /// Of this installation; part of every dedup key.
    package var installation: String
    /// When this attempt is made; the mail's Date.
    package var now: Timestamp

    package init(
        notification: Notification, incident: Incident, incidentURL: String, acknowledgeURL: String?,
        alerts: [Occurrence], findings: [Finding], artifacts: [ArtifactExcerpt], nextSteps: [NextStep],
        threadRootNotificationID: Int64?, mustRingAnew: Bool = false, installation: String, now: Timestamp
    ) {
        self.notification = notification
        self.incident = incident
        self.incidentURL = incidentURL
        self.acknowledgeURL = acknowledgeURL
        self.alerts = alerts
        self.findings = findings
        self.artifacts = artifacts
        self.nextSteps = nextSteps
        self.threadRootNotificationID = threadRootNotificationID
        self.mustRingAnew = mustRingAnew
        self.installation = installation
        self.now = now
    }
}

/// A diagnostic artifact as a message shows it.
package struct ArtifactExcerpt: Sendable, Equatable {
    package let collector: String
    /// The command as it was run, for people.
    package let command: String
    package let outcome: CollectorOutcome
    package let duration: Duration
    /// Redacted text, as stored; of a long one the beginning and the end.
    package let output: String
    /// How much is left out between these.
    package let omittedBytes: Int
    /// Where people read all of it.
    package let outputURL: String?

    /// In characters; more than any message shows.
    package static let outputLimit = 96 * 1024

    package init(
        collector: String, command: String, outcome: CollectorOutcome, duration: Duration, output: String,
        omittedBytes: Int = 0, outputURL: String? = nil
    ) {
        self.collector = collector
        self.command = command
        self.outcome = outcome
        self.duration = duration
        self.output = output
        self.omittedBytes = omittedBytes
        self.outputURL = outputURL
    }
}
