/// What is to be corrected in what we believe. Carried out only as far as it is still so by then.
package struct ReconciliationPlan: Sendable, Equatable {
    /// Senders that turned out to be Alertmanagers that we ask.
    package var recognised: Set<Int64> = []
    package var missed: [MissedAlerts] = []
    package var ended: [LostEnd] = []
    package var doubts: [SettledDoubt] = []
    package var mutings: [MutingChange] = []
    /// What is listed and was not heard of for a while: it fires, which nothing in an incident changes.
    package var heardOf: [HeldAlert] = []
    /// Groups that hide nothing any more: all that fires of them is known.
    package var settledGroups: [HiddenGroup] = []
    /// When to ask again, where something is decided before the usual time.
    package var askAgainAt: Timestamp?

    package init() {}

    package var isEmpty: Bool {
        missed.isEmpty && ended.isEmpty && doubts.isEmpty && mutings.isEmpty && settledGroups.isEmpty
    }

    mutating func askAgain(at time: Timestamp) { askAgainAt = min(askAgainAt ?? time, time) }
}

/// Alerts of one group that fire and that we do not know.
package struct MissedAlerts: Sendable, Equatable {
    package let groupKey: String
    package let alerts: [ListedAlert]
    /// Incidents that hold other alerts of the group.
    package let holders: Set<Int64>
    /// Whether a body had said that it hides some.
    package let wereHidden: Bool
    /// Of those who listed them.
    package let askedAt: Timestamp
    package let sender: AlertSender
}

extension MissedAlerts {
    /// The same in parts of so many alerts at most.
    package func parts(of limit: Int) -> [MissedAlerts] {
        stride(from: 0, to: alerts.count, by: limit).map { start in
            MissedAlerts(
                groupKey: groupKey, alerts: Array(alerts[start..<min(start + limit, alerts.count)]), holders: holders,
                wereHidden: wereHidden, askedAt: askedAt, sender: sender)
        }
    }
}

/// An occurrence that fires, as we believe, and that no Alertmanager knows.
package struct LostEnd: Sendable, Equatable {
    package let alert: HeldAlert
    /// The first time that none of them knew it.
    package let endsAt: Timestamp
    package let reason: Reason

    package enum Reason: Sendable, Equatable {
        /// Its end should have come by itself since.
        case notListed
        /// Each was started after we last heard of the alert, and has not heard of it since.
        case startedAnew(Timestamp)
    }
}

/// Whether a doubtful alert fires.
package struct SettledDoubt: Sendable, Equatable {
    package let fingerprint: String
    package let fires: Bool
    package let askedAt: Timestamp
}

/// What mutes an occurrence in Alertmanager now.
package struct MutingChange: Sendable, Equatable {
    package let alert: HeldAlert
    /// `nil`: nothing any more.
    package let muting: Muting?
}
