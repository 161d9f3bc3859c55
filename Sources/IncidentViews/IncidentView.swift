package import IncidentCore

/// An incident as the JSON API and `--output json` show it. Times are RFC 3339 UTC with milliseconds.
package struct IncidentView: Encodable, Sendable {
    let id: Int64
    let status: String
    let priority: String
    let rule: String
    let title: String
    /// The fingerprint of the alert that it is named, diagnosed and paged by.
    @Explicit var lead: String?
    let groupKey: String
    let openedAt: String
    @Explicit var acknowledgedAt: String?
    @Explicit var acknowledgedBy: String?
    /// When the acknowledgement, or the snooze, ends by itself.
    @Explicit var acknowledgedUntil: String?
    /// Whether it is put off until then.
    let snoozed: Bool
    /// Who has handed it over, while the new owner has not taken it.
    @Explicit var handedOverBy: String?
    /// Names of urgent alerts that joined what somebody has taken and are not confirmed, and when escalation goes on.
    let unconfirmed: [String]
    @Explicit var confirmBy: String?
    @Explicit var resolvedAt: String?
    @Explicit var resolvedBy: String?
    /// Whether a person closed it while its alerts go on.
    let stillFiring: Bool
    /// When it opens again although a person closed it, if its alerts fire on.
    @Explicit var remindAt: String?
    /// Since when it flaps, and when that is over unless something begins or ends before.
    @Explicit var flappingSince: String?
    @Explicit var quietBy: String?
    /// By when somebody is to have taken it, or was to; absent where nobody is waited for.
    @Explicit var respondBy: String?
    /// Whether nobody had taken it by then.
    let respondedLate: Bool
    let firing: Int
    let occurrences: Int
    /// How many alerts these are of.
    let alertCount: Int
    /// What may fire beside them: those that Alertmanager hides (`max_alerts`), and those that were too many to be kept.
    let hiddenByAlertmanager: Int
    let notKept: Int
    /// Whether somebody has a message about it; absent while that is not known.
    @Explicit var reached: Bool?
    /// Where nobody is known to have one, though that was tried: the last answer of each kind of endpoint, or that it has
    /// given none yet.
    let unreachedBecause: [String]
    /// Whether all pages about it were written to the spool.
    let onlySpooled: Bool
    /// Who is told next, unless somebody takes it before, and when; nobody where escalation gives up then.
    let nextNotify: [String]
    @Explicit var nextDueAt: String?
    /// For whose digest it is held.
    let heldForDigest: [String]
    /// Why nobody is told of it now, and until when that is so at least.
    @Explicit var silencedBy: String?
    @Explicit var silencedUntil: String?
    let labels: Labels
    let findings: [FindingView]
    /// Other open incidents whose likely cause is the same finding, the newest; of one that is open.
    let sameFindingAs: [Int64]
    let url: String

    enum CodingKeys: String, CodingKey {
        case id, status, priority, rule, title, lead, firing, occurrences, reached, unconfirmed, snoozed,
            labels, findings, url
        case groupKey = "group_key"
        case openedAt = "opened_at"
        case acknowledgedAt = "acknowledged_at"
        case acknowledgedBy = "acknowledged_by"
        case acknowledgedUntil = "acknowledged_until"
        case handedOverBy = "handed_over_by"
        case confirmBy = "confirm_by"
        case resolvedAt = "resolved_at"
        case resolvedBy = "resolved_by"
        case stillFiring = "still_firing"
        case remindAt = "remind_at"
        case flappingSince = "flapping_since"
        case quietBy = "quiet_by"
        case respondBy = "respond_by"
        case respondedLate = "responded_late"
        case silencedBy = "silenced_by"
        case silencedUntil = "silenced_until"
        case unreachedBecause = "unreached_because"
        case onlySpooled = "only_spooled"
        case nextNotify = "next_notify"
        case nextDueAt = "next_due_at"
        case heldForDigest = "held_for_digest"
        case alertCount = "alert_count"
        case hiddenByAlertmanager = "hidden_by_alertmanager"
        case notKept = "not_kept"
        case sameFindingAs = "same_finding_as"
    }

    package init(
        _ incident: Incident, findings: [Finding], sameFindingAs: [Int64], reach: Reach, next: NextNotify?,
        heldFor: [String], url: String
    ) {
        id = incident.id
        status = incident.status.rawValue
        priority = incident.priority.rawValue
        rule = incident.rule.shown(Shown.nameCharacters)
        title = incident.title
        lead = incident.lead
        groupKey = incident.groupKey.shown(Shown.nameCharacters)
        openedAt = incident.openedAt.rfc3339
        acknowledgedAt = incident.acknowledgedAt?.rfc3339
        acknowledgedBy = incident.acknowledgedBy
        acknowledgedUntil = incident.taking.until?.rfc3339
        snoozed = incident.taking.isSnoozed
        handedOverBy = incident.taking.handedOverBy
        unconfirmed = incident.taking.unconfirmed.prefix(Shown.pairs).map { $0.shown(Shown.nameCharacters) }
        confirmBy = incident.taking.confirmBy?.rfc3339
        resolvedAt = incident.resolvedAt?.rfc3339
        resolvedBy = incident.resolvedBy
        stillFiring = incident.isStillFiring
        remindAt = incident.remindAt?.rfc3339
        flappingSince = incident.flapping.since?.rfc3339
        quietBy = incident.flapping.quietBy?.rfc3339
        respondBy = incident.response.deadline?.rfc3339
        respondedLate = incident.response.missed != nil
        firing = incident.firingCount
        occurrences = incident.occurrenceCount
        alertCount = incident.alertCount
        (hiddenByAlertmanager, notKept) = (incident.hidden.byAlertmanager, incident.hidden.notKept)
        reached = reach.isReached
        unreachedBecause = reach.answers
        onlySpooled = reach == .spooled
        nextNotify = next?.roles ?? []
        nextDueAt = next?.at?.rfc3339
        heldForDigest = heldFor
        silencedBy = incident.silence?.words
        silencedUntil = incident.silence?.until.rfc3339
        labels = incident.labels.shown
        self.findings = findings.map(FindingView.init)
        self.sameFindingAs = Array(sameFindingAs.prefix(Shown.sameFinding))
        self.url = url
    }
}

package struct FindingView: Encodable, Sendable {
    let collector: String
    let level: String
    let text: String
    /// Whose output it is about.
    @Explicit var artifactID: Int64?
    /// Of that output, from 1; absent where none shows it.
    @Explicit var line: Int?
    /// Of how many rows or places it is said.
    let count: Int
    /// Whether it is new, or was otherwise, in the baseline.
    let changed: Bool
    /// Where it is, if it is about something that no alert of the incident names; absent for all else.
    let elsewhere: String?

    enum CodingKeys: String, CodingKey {
        case collector, level, text, line, count, changed, elsewhere
        case artifactID = "artifact_id"
    }

    init(_ finding: Finding) {
        (collector, level, text) = (finding.collector, finding.level.rawValue, finding.text)
        (artifactID, line) = (finding.artifactID, finding.line)
        (count, changed, elsewhere) = (finding.count, finding.isChanged, finding.elsewhere)
    }
}
