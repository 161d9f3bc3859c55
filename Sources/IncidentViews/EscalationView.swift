internal import IncidentCore
internal import IncidentStore

/// Where an incident's escalation stands, as the JSON API shows it.
struct EscalationView: Encodable, Sendable {
    let policy: String
    /// As it is stored, but where it runs and nothing comes `silenced` or `resting`.
    let status: String
    let round: Int
    let nextStep: Int
    /// The roles that are told then, by the tables of today.
    let nextNotify: [String]
    @Explicit var nextDueAt: String?

    enum CodingKeys: String, CodingKey {
        case policy, status, round
        case nextStep = "next_step"
        case nextNotify = "next_notify"
        case nextDueAt = "next_due_at"
    }
}

extension EscalationView {
    init(_ stored: StoredEscalation, of incident: Incident, tables: RoutingTables) {
        self.init(
            policy: stored.policy,
            status: !stored.rests
                ? stored.status.rawValue : incident.silence == nil ? "resting" : "silenced",
            round: stored.round,
            nextStep: stored.nextStep + 1,
            nextNotify: stored.nextRecipients(in: incident, tables: tables)?.told ?? [],
            nextDueAt: stored.nextDueAt?.rfc3339)
    }
}
