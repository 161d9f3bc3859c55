/// Which incident the new firing occurrences of a body belong to.
package enum Joining: Sendable, Equatable {
    case join(incidentID: Int64)
    /// Fired again soon after its resolution: the same incident.
    case reopen(incidentID: Int64)
    case open

    /// - Parameters:
    ///   - byGroup: the incident that the group key belongs to, open or resolved.
    ///   - byFingerprint: the incidents that already hold one of the body's fingerprints, open or resolved.
    package static func decide(
        byGroup: Incident?, byFingerprint: [Incident], reopenWithin: Duration, at now: Timestamp
    ) -> Joining {
        let candidates = (byGroup.map { [$0] } ?? []) + byFingerprint
        if let open = candidates.first(where: { $0.status != .resolved }) { return .join(incidentID: open.id) }
        let recent = candidates.first { $0.resolvedAt.map { now - $0 <= reopenWithin } ?? false }
        return recent.map { .reopen(incidentID: $0.id) } ?? .open
    }
}
