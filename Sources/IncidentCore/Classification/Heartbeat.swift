/// An alert that is expected: it opens no incident, its silence does. Of one that fires all the time (Watchdog) so does its
/// resolve, of good news that comes now and then (a backup has succeeded) not.
package struct Heartbeat: Sendable, Equatable {
    package let name: String
    package let matchers: AlertSelector
    /// The longest time without hearing of it. At least Alertmanager's `repeat_interval` and `group_interval` together.
    package let silentAfter: Duration
    /// Of the incident that its silence opens.
    package let priority: Priority

    package init(name: String, matchers: AlertSelector, silentAfter: Duration, priority: Priority) {
        self.name = name
        self.matchers = matchers
        self.silentAfter = silentAfter
        self.priority = priority
    }

    /// Of the incident that its silence opens.
    package var classification: Classification { Classification(priority: priority, rule: "heartbeat \(name)") }

    /// The group key of the incidents that its silence opens; no Alertmanager route begins so.
    package var groupKey: String { "heartbeat:\(name)" }

    /// The alert that stands for its silence since `time`.
    ///
    /// - Parameters:
    ///   - reason: as it will hold later too: it stands in titles, and in the subject of all that follows.
    ///   - advice: what to do about it.
    package func silence(since time: Timestamp, reason: String, advice: String? = nil) -> Alert {
        let summary = "Monitoring is silent: \(reason)"
        let annotations: Labels = advice.map { ["summary": summary, "description": $0] } ?? ["summary": summary]
        return Alert(
            status: .firing, labels: ["alertname": "HeartbeatSilent", "heartbeat": name], annotations: annotations,
            startsAt: time, fingerprint: fingerprint)
    }

    /// Of the alert that stands for its silence; no sender's fingerprint begins so. A long name is not cut alone: two
    /// that begin alike would be one.
    package var fingerprint: String {
        let whole = Self.fingerprintPrefix + name
        return whole.utf8.count <= 64 ? whole : Self.fingerprintPrefix + FNV1a64.hash(of: whole).hexadecimal
    }

    static let fingerprintPrefix = "heartbeat:"
}

extension Heartbeat {
    /// Whether it comes all the time, so that its resolve means that nobody is there any more who sends it. What may be
    /// silent for longer is good news, which ends without meaning anything.
    package var isSteady: Bool { silentAfter <= .seconds(3600) }

    /// After a start nobody can have been heard for a while: Alertmanager tells anew what it could not tell within minutes.
    package var waitsAfterStart: Duration { min(silentAfter, .seconds(3600)) }

    /// When its silence counts now that the tables allow another one than its stored deadline does; `nil` where they do not.
    package func movedDeadline(of stored: StoredHeartbeat, at now: Timestamp) -> Timestamp? {
        guard let due = stored.dueAt else { return now + silentAfter }
        guard let former = stored.silentAfter, former != silentAfter else { return nil }
        return due + (silentAfter - former)
    }

    /// What is wrong when its time has passed, without a word that the next time of it makes wrong.
    package func silenceWords(_ stored: StoredHeartbeat, at now: Timestamp) -> String {
        stored.isHeard
            ? "heartbeat \"\(name)\" was last heard at \(stored.seenAt.readable)"
            : "heartbeat \"\(name)\" had not come by \(now.readable), waited for since \(stored.seenAt.readable)"
    }

    /// What to do about it; `nil` where it has been heard.
    package func silenceAdvice(_ stored: StoredHeartbeat) -> String? {
        stored.isHeard ? nil : "It has never been heard: route it here, or take it out of routes/classification.yaml."
    }
}

/// A heartbeat as it is stored.
package struct StoredHeartbeat: Sendable, Equatable {
    package let name: String
    /// When it was heard last; of one that never came, since when it is waited for.
    package let seenAt: Timestamp
    package let isHeard: Bool
    /// When its silence counts; `nil` in one of an older release.
    package let dueAt: Timestamp?
    /// The silence that the deadline allows; `nil` in one of an older release.
    package let silentAfter: Duration?

    package init(name: String, seenAt: Timestamp, isHeard: Bool, dueAt: Timestamp?, silentAfter: Duration?) {
        self.name = name
        self.seenAt = seenAt
        self.isHeard = isHeard
        self.dueAt = dueAt
        self.silentAfter = silentAfter
    }
}
