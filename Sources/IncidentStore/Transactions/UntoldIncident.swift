package import IncidentCore

/// An incident of which nobody at all is told where somebody should be.
package struct UntoldIncident: Sendable, Equatable {
    package let id: Int64
    package let reason: String
}

extension StoreTransaction {
    /// Says on an incident's timeline that nobody is told, and to who listens: it is never silent.
    package func recordNobodyTold(_ reason: String, incidentID: Int64, at now: Timestamp) throws {
        try record(TimelineDraft(.nobodyTold, reason), incidentID: incidentID, at: now)
        caches.untold.tell(UntoldIncident(id: incidentID, reason: reason))
    }

    /// Says on an incident's timeline that a policy has told everybody, and to who listens.
    package func recordExhausted(_ words: String, incidentID: Int64, at now: Timestamp) throws {
        try record(TimelineDraft(.escalationExhausted, words), incidentID: incidentID, at: now)
        caches.exhausted.tell(incidentID)
    }
}
