internal import IncidentCore

/// What changes in the occurrences of one alert group: by a webhook body, by the deadline of a doubtful alert, or by
/// ourselves when a heartbeat falls silent.
struct GroupChange {
    let groupKey: String
    /// How many alerts of the group may fire without our knowing; `nil` leaves what was known of that.
    var hiddenAlerts: HiddenAlerts?
    /// The intake that holds the body, where it is not as the group's body before it.
    var bodyID: Int64?
    /// Of the body, or of the one that an alert last came with.
    var senderID: Int64?
    var beginnings: [Beginning] = []
    var ended: [Ended] = []
    /// Incidents that hold one of the group's fingerprints.
    var holders: Set<Int64> = []
    /// Incidents that hold no more of what kept them open, and so may resolve.
    var released: Set<Int64> = []

    struct Ended {
        let occurrence: FiringOccurrence
        let endsAt: Timestamp
        let name: String
        /// The last ones we were told; `nil` leaves those that are stored.
        let annotations: Labels?
    }

    init(groupKey: String, hiddenAlerts: HiddenAlerts? = nil, bodyID: Int64? = nil) {
        self.groupKey = groupKey
        self.hiddenAlerts = hiddenAlerts
        self.bodyID = bodyID
    }

    /// Lets an occurrence begin, with what that does to what was there.
    mutating func begin(_ beginning: Beginning) {
        beginnings.append(beginning)
        switch beginning.origin {
        case .unknown: break
        case .afterEnd(let end): hold(end)
        case .afterMissedEnd(let occurrence):
            // When it ended nobody said; it had when the next one began.
            end(occurrence, at: beginning.alert.startsAt, beginning.alert, annotations: nil)
        case .afterDoubt(let doubtful):
            hold(doubtful.end)
            release(doubtful)
        }
    }

    mutating func end(_ occurrence: FiringOccurrence, at endsAt: Timestamp, _ alert: Alert, annotations: Labels?) {
        ended.append(
            Ended(occurrence: occurrence, endsAt: endsAt, name: alert.displayName, annotations: annotations))
        holders.insert(occurrence.incidentID)
    }

    mutating func hold(_ end: PastEnd) {
        if let held = end.occurrence { holders.insert(held.incidentID) }
    }

    mutating func release(_ doubtful: DoubtfulAlert) {
        if let held = doubtful.end.occurrence { released.insert(held.incidentID) }
    }
}
