// PagerDuty sends again what did not get through, for up to 48 hours, and what happened later is not kept waiting for that.
// So its events are put into the order of `occurred_at`: what is told after something that made it past changes nothing.
extension PagerDutyNews {
    /// What was before it there, and is told after it, is past.
    package enum Reach: Sendable, Equatable {
        case nothing
        /// What was done to its alert.
        case itsAlert
        /// What was done to any of the incident's alerts there: who has the incident is one matter for all of them.
        case itsIncident
    }

    /// How far it counts against what was before it.
    ///
    /// What a program acknowledges, which we are too, takes nothing from a person. What a person does in vain, because their
    /// alert has been replaced, says nothing of the others.
    package func reach(_ standing: PagerDutyStanding) -> Reach {
        switch kind {
        case .annotated, .other: return .nothing
        case .acknowledged where person == nil: return .nothing
        case .reassigned, .reopened: return .itsAlert
        case .acknowledged, .unacknowledged, .resolved:
            guard person != nil, !isMerged, standing.isCurrent, !isBeforePage(standing) else { return .itsAlert }
            return .itsIncident
        }
    }

    /// What tells its alert from the incident's others there.
    ///
    /// - Parameters:
    ///   - endpoints: those by which it was told, of those whose secrets have signed the event.
    ///   - ring: as of `DedupKey.parts`.
    package func alertName(endpoints: [EndpointID], ring: Int64?) -> String {
        let words = endpoints.map(\.text).sorted() + [ring.map { "ring \($0)" }, incidentID].compactMap { $0 }
        return words.joined(separator: ", ")
    }
}
