package import IncidentCore
package import IncidentStore

/// Alerts that fire and that no incident shows as firing yet, as `GET /api/alerts/unplaced` gives them.
package struct UnplacedAlertListView: Encodable, Sendable {
    let alerts: [UnplacedAlertView]

    package init(_ doubtful: [StoredDoubt], redactions: Redactions) {
        alerts = doubtful.map { UnplacedAlertView($0, redactions: redactions) }
    }
}

/// One of them: it came after its end, and may be a late copy.
struct UnplacedAlertView: Encodable, Sendable {
    let name: String
    let fingerprint: String
    let labels: Labels
    /// The incident that holds what ended.
    @Explicit var incidentID: Int64?
    let seenAt: String
    /// When it fires, unless an end comes before.
    let decidedAt: String

    enum CodingKeys: String, CodingKey {
        case name, fingerprint, labels
        case incidentID = "incident_id"
        case seenAt = "seen_at"
        case decidedAt = "decided_at"
    }

    init(_ doubt: StoredDoubt, redactions: Redactions) {
        name = redactions.apply(to: doubt.alert.displayName)
        (fingerprint, labels) = (doubt.alert.fingerprint, redactions.apply(to: doubt.alert.labels))
        incidentID = doubt.incidentID
        (seenAt, decidedAt) = (doubt.seenAt.rfc3339, doubt.dueAt.rfc3339)
    }
}

extension StoredDoubt {
    /// For the list of incidents.
    package func words(_ redactions: Redactions) -> String {
        "\(redactions.apply(to: alert.displayName).singleLine(limit: 80)) came as firing after the end: a late copy, or firing again; decided by \(dueAt.readable)"
    }
}
