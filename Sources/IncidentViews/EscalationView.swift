internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// Where an incident's escalation stands, as the JSON API shows it.
struct EscalationView: Encodable, Sendable {
    let policy: String
    /// As it is stored, but where it runs and nothing comes `silenced` or `resting`.
    let status: String
    /// Of what comes next, from 0.
    let round: Int
    /// From 1; after the last step the last resort.
    let nextStep: Int
    /// The roles that are told then, by the tables of today.
    let nextNotify: [String]
    /// The steps before it, from 1, that come outside business hours and tell nobody.
    let passedOver: [Int]
    @Explicit var nextDueAt: String?

    enum CodingKeys: String, CodingKey {
        case policy, status, round
        case nextStep = "next_step"
        case nextNotify = "next_notify"
        case passedOver = "passed_over"
        case nextDueAt = "next_due_at"
    }
}

extension EscalationView {
    init(_ stored: StoredEscalation, of incident: Incident, tables: RoutingTables) {
        let (next, passedOver) = stored.pastSteps(hours: tables.businessHours)
        self.init(
            policy: stored.policy,
            status: !stored.rests
                ? stored.status.rawValue : incident.silence == nil ? "resting" : "silenced",
            round: next.place.round,
            nextStep: next.place.step + 1,
            nextNotify: next.nextRecipients(in: incident, tables: tables)?.told ?? [],
            passedOver: passedOver.compactMap {
                guard case .passedOver(_, let number) = $0.outcome else { return nil }
                return number
            },
            nextDueAt: next.comesAt?.rfc3339)
    }
}
