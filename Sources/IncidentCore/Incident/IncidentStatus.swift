/// Where an incident stands.
package enum IncidentStatus: String, Sendable, CaseIterable, Codable {
    /// Nobody has taken it; escalation runs. Next: `acknowledged`, `resolved`.
    case triggered
    /// Someone has taken it; escalation is stopped, but for policies that go on until it is resolved. Next: `resolved`, or
    /// `triggered` when the acknowledgement expires, nobody confirms in time what joined, or the priority rises by an
    /// alert that was not taken.
    case acknowledged
    /// Every occurrence has ended, or a person closed it. Next: `triggered`, if it fires again within `reopenWithin`;
    /// what it was before, when a person takes back that it was closed.
    case resolved
}
