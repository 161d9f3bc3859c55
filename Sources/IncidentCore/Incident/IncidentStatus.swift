/// Where an incident stands.
package enum IncidentStatus: String, Sendable, CaseIterable, Codable {
    /// Nobody has taken it; escalation runs. Next: `acknowledged`, `resolved`.
    case triggered
    /// Someone has taken it; escalation is stopped. Next: `resolved`, or `triggered` when the acknowledgement expires
    /// or the priority rises.
    case acknowledged
    /// Every occurrence has ended, or a person closed it. Next: `triggered`, if it fires again within `reopenWithin`.
    case resolved
}
