/// What we know of a fingerprint before a body speaks of it again.
package enum KnownAlert: Sendable, Equatable {
    /// Never heard of, or so long ago that nothing follows from it.
    case nothing
    case fires(FiringOccurrence)
    case ended(PastEnd)
    /// It ended, and a firing alert has come since that may be a late copy.
    case doubtful(DoubtfulAlert)
}

/// As much of a stored occurrence that fires as decisions need.
package struct FiringOccurrence: Sendable, Equatable {
    package let id: Int64
    package let incidentID: Int64
    /// The earliest start that we were told; may lie in the future, because clocks differ.
    package let startsAt: Timestamp
    package let firstSeenAt: Timestamp
    /// When a body last said that it fires.
    package let lastSeenAt: Timestamp

    package init(
        id: Int64, incidentID: Int64, startsAt: Timestamp, firstSeenAt: Timestamp, lastSeenAt: Timestamp
    ) {
        self.id = id
        self.incidentID = incidentID
        self.startsAt = startsAt
        self.firstSeenAt = firstSeenAt
        self.lastSeenAt = lastSeenAt
    }

    /// The start that decides: nothing begins after we have heard of it.
    package var beganAt: Timestamp { min(startsAt, firstSeenAt) }
}

/// The latest end of a fingerprint that does not fire.
package struct PastEnd: Sendable, Equatable {
    /// The occurrence that ended; `nil` where its end was all that we ever heard.
    package let occurrence: Held?
    /// The start that was told with it.
    package let startsAt: Timestamp
    /// As told, and never later than we heard of it.
    package let endsAt: Timestamp
    /// When we last heard of it.
    package let seenAt: Timestamp

    package struct Held: Sendable, Equatable {
        package let id: Int64
        package let incidentID: Int64

        package init(id: Int64, incidentID: Int64) {
            self.id = id
            self.incidentID = incidentID
        }
    }

    package init(occurrence: Held?, startsAt: Timestamp, endsAt: Timestamp, seenAt: Timestamp) {
        self.occurrence = occurrence
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.seenAt = seenAt
    }
}

/// A firing alert that came after its end and does not begin later than that: a late copy from the other half of a
/// highly available pair, or an alert that Alertmanager had lost and hears of again.
package struct DoubtfulAlert: Sendable, Equatable {
    package let end: PastEnd
    /// When it fires, unless an end comes before.
    package let dueAt: Timestamp

    package init(end: PastEnd, dueAt: Timestamp) {
        self.end = end
        self.dueAt = dueAt
    }
}
