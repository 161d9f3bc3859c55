/// What a webhook body changes, decided from the body, what the store knows of its alerts, and the tables.
///
/// The store is read before and written after by the caller, in one transaction; nothing here does either.
package struct IntakePlan: Sendable, Equatable {
    /// Heartbeats that the body carries.
    package var beats: [Beat] = []
    /// Stored occurrences that the body repeats without news; only their counters change.
    package var repeated: [Int64] = []
    /// Stored occurrences that have ended.
    package var ended: [Ended] = []
    /// Occurrences not stored yet.
    package var added: [Added] = []

    package struct Beat: Sendable, Equatable {
        package let heartbeat: Heartbeat
        package let alert: Alert
    }

    package struct Ended: Sendable, Equatable {
        package let known: KnownOccurrence
        package let endsAt: Timestamp
        package let alert: Alert

        package init(known: KnownOccurrence, endsAt: Timestamp, alert: Alert) {
            self.known = known
            self.endsAt = endsAt
            self.alert = alert
        }
    }

    package struct Added: Sendable, Equatable {
        /// With the status it is stored with.
        package var alert: Alert
        package let classification: Classification

        package init(alert: Alert, classification: Classification) {
            self.alert = alert
            self.classification = classification
        }
    }

    /// A plan that no body asked for: ours, when a heartbeat falls silent or is heard again.
    package init(ended: [Ended] = [], added: [Added] = []) {
        self.ended = ended
        self.added = added
    }

    /// The new occurrences that fire.
    package var firing: [Added] { added.filter { $0.alert.status == .firing } }

    /// Whether any of the new occurrences fires.
    package var addsFiring: Bool { added.contains { $0.alert.status == .firing } }
}

/// As much of a stored occurrence as the plan needs.
package struct KnownOccurrence: Sendable, Equatable {
    package let id: Int64
    package let incidentID: Int64
    package let startsAt: Timestamp
    package let status: AlertStatus

    package init(id: Int64, incidentID: Int64, startsAt: Timestamp, status: AlertStatus) {
        self.id = id
        self.incidentID = incidentID
        self.startsAt = startsAt
        self.status = status
    }
}

/// What the store knows about one alert of a body.
package struct KnownAlert: Sendable, Equatable {
    /// The stored occurrence with this very `startsAt`.
    package var same: KnownOccurrence?
    /// The latest stored occurrence of the fingerprint, whatever its `startsAt`.
    package var latest: KnownOccurrence?
    /// When the very occurrence ended, where only its end has come so far and no incident holds it.
    package var missedEnd: Timestamp?

    package init(same: KnownOccurrence? = nil, latest: KnownOccurrence? = nil, missedEnd: Timestamp? = nil) {
        self.same = same
        self.latest = latest
        self.missedEnd = missedEnd
    }
}

extension IntakePlan {
    /// - Parameter known: what the store knows of each alert, in the order of `alerts`.
    package init(for alerts: [Alert], known: [KnownAlert], tables: RoutingTables) {
        for (alert, known) in zip(alerts, known) {
            if let heartbeat = tables.heartbeat(of: alert) {
                beats.append(Beat(heartbeat: heartbeat, alert: alert))
            } else if let same = known.same {
                plan(alert, same: same)
            } else {
                add(alert, known, classification: tables.classifier.classify(alert.labels))
            }
        }
        settleAdded()
    }

    private mutating func plan(_ alert: Alert, same: KnownOccurrence) {
        switch (same.status, alert.status) {
        case (.firing, .firing), (.resolved, .resolved), (.resolved, .firing):
            // The last one is a late copy from a split pair: what has ended does not begin again with the same start.
            repeated.append(same.id)
        case (.firing, .resolved):
            ended.append(Ended(known: same, endsAt: alert.endsAt ?? alert.startsAt, alert: alert))
        }
    }

    private mutating func add(_ alert: Alert, _ known: KnownAlert, classification: Classification) {
        var stored = alert
        if let missedEnd = known.missedEnd { stored.end(at: missedEnd) }
        if let latest = known.latest, latest.startsAt > alert.startsAt {
            // Overtaken by a later occurrence that we know already.
            stored.end(at: latest.startsAt)
        } else if let latest = known.latest, latest.status == .firing, !ended.contains(where: { $0.known == latest }) {
            // The same label set began anew, so the earlier one is over, whether or not we were told.
            ended.append(Ended(known: latest, endsAt: alert.startsAt, alert: alert))
        }
        added.append(Added(alert: stored, classification: classification))
    }

    /// Makes one of the copies of an occurrence that the body holds, and leaves only the latest of an alert's
    /// occurrences firing.
    private mutating func settleAdded() {
        guard added.count > 1, Set(added.lazy.map(\.alert.fingerprint)).count < added.count else { return }
        var copies: Set<Int> = []
        for places in Dictionary(grouping: added.indices, by: { added[$0].alert.fingerprint }).values {
            let inTime = places.sorted { (added[$0].alert.startsAt, $0) < (added[$1].alert.startsAt, $1) }
            for (earlier, later) in zip(inTime, inTime.dropFirst()) {
                if added[earlier].alert.startsAt < added[later].alert.startsAt {
                    added[earlier].alert.end(at: added[later].alert.startsAt)
                } else {
                    copies.insert(earlier)
                    if let endsAt = added[earlier].alert.endsAt { added[later].alert.end(at: endsAt) }
                }
            }
        }
        added = added.indices.filter { !copies.contains($0) }.map { added[$0] }
    }
}

extension Alert {
    /// Ends it, unless it has ended.
    fileprivate mutating func end(at end: Timestamp) {
        guard status == .firing else { return }
        (status, endsAt) = (.resolved, end)
    }
}
