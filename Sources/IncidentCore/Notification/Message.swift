/// All that a message about an incident may say, gathered when it is sent; each notifier makes its own form of it.
package struct Message: Sendable, Equatable {
    package var notification: Notification
    package var incident: Incident
    /// The page's address, for people.
    package var incidentURL: String
    /// Signed, expiring, naming the contact; a GET changes nothing. `nil` where acknowledging makes no sense.
    package var acknowledgeURL: String?
    /// The lead first, as `[Occurrence].ordered` has it.
    package var alerts: [Occurrence]
    package var findings: [Finding]
    /// When that was captured on which the findings rest, the earliest and the latest of it; `nil` where nothing was found.
    package var foundAt: ClosedRange<Timestamp>?
    /// Those of the findings that say what is different from before the incident.
    package var changes: [Finding] = []
    /// What the collectors captured so far, in the runbook's order.
    package var artifacts: [ArtifactExcerpt]
    package var nextSteps: [NextStep]
    /// What began the newest conversation about this incident at this address; `nil` where there is none.
    package var threadRoot: ThreadRoot?
    /// How it opened again; `nil` where it never was over.
    package var reopening: Reopening?
    /// Where a service that folds messages has it.
    package var folding: FoldingKeys
    /// Whether it is a page of a policy that goes on although somebody has taken the incident.
    package var goesOnUntilResolved: Bool
    /// Since when nobody has the incident, for a page to an address that was paged since; `nil` for what is told first.
    package var untakenSince: Timestamp?
    /// Incidents that were held back for its address and are told with it, the most urgent first.
    package var others: [AlsoTold]
    /// `nil` where the tables name no Grafana.
    package var dashboards: GrafanaDashboards?
    /// Of this installation; part of every dedup key.
    package var installation: String
    /// When this attempt is made; the mail's Date.
    package var now: Timestamp
    /// By which who reads it is told times.
    package var clock: LocalClock = .utc
    /// Whom its pages went to since it opened last.
    package var told: [ToldContact] = []
    /// What comes next while nobody takes it, one policy each.
    package var coming: [String] = []
    /// Whether collectors still run, so that what they find follows.
    package var isBeingDiagnosed = false

    package init(
        notification: Notification, incident: Incident, incidentURL: String, acknowledgeURL: String?,
        alerts: [Occurrence], findings: [Finding], artifacts: [ArtifactExcerpt], nextSteps: [NextStep],
        threadRoot: ThreadRoot? = nil, reopening: Reopening? = nil, folding: FoldingKeys = .incident,
        goesOnUntilResolved: Bool = false, untakenSince: Timestamp? = nil,
        others: [AlsoTold] = [], dashboards: GrafanaDashboards? = nil, installation: String, now: Timestamp
    ) {
        self.notification = notification
        self.incident = incident
        self.incidentURL = incidentURL
        self.acknowledgeURL = acknowledgeURL
        self.alerts = alerts
        self.findings = findings
        self.artifacts = artifacts
        self.nextSteps = nextSteps
        self.threadRoot = threadRoot
        self.reopening = reopening
        self.folding = folding
        self.goesOnUntilResolved = goesOnUntilResolved
        self.untakenSince = untakenSince
        self.others = others
        self.dashboards = dashboards
        self.installation = installation
        self.now = now
    }
}

extension Message {
    /// Whether it rings under a key of its own, because under the one before nobody would hear it.
    package var isRingingAnew: Bool { folding.current == notification.id }

    /// Under which key it goes, at a service that folds messages under one.
    package var dedupKey: String { key(folding.current) }

    /// Under which keys there may be something open that its own takes the place of, or that is over.
    package var formerDedupKeys: [String] { folding.former.map(key) }

    private func key(_ page: Int64?) -> String {
        page.map { DedupKey.notification($0, incidentID: incident.id, installation: installation) }
            ?? DedupKey.incident(incident.id, installation: installation)
    }
}

/// A diagnostic artifact as a message shows it.
package struct ArtifactExcerpt: Sendable, Equatable {
    /// Of the artifact; `nil` before it is stored.
    package let id: Int64?
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
        id: Int64? = nil, collector: String, command: String, outcome: CollectorOutcome, duration: Duration,
        output: String, omittedBytes: Int = 0, outputURL: String? = nil
    ) {
        self.id = id
        self.collector = collector
        self.command = command
        self.outcome = outcome
        self.duration = duration
        self.output = output
        self.omittedBytes = omittedBytes
        self.outputURL = outputURL
    }
}
