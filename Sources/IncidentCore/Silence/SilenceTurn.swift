/// An alert that fires, and what keeps it from being told.
package struct FiringAlert: Sendable, Equatable {
    /// Of its occurrence.
    package let id: Int64
    package let alert: JoinedAlert
    /// By which of our silences it is silenced.
    package var silence: AlertSilence?
    /// Whether Alertmanager tells nobody of it.
    package var isMuted: Bool

    package init(id: Int64, _ alert: JoinedAlert, silence: AlertSilence? = nil, isMuted: Bool = false) {
        self.id = id
        self.alert = alert
        self.silence = silence
        self.isMuted = isMuted
    }

    var isQuiet: Bool { silence != nil || isMuted }
}

extension [FiringAlert] {
    /// Those that count for their incident: that are neither silenced nor muted; where there is none, those that are only
    /// muted in Alertmanager, for which nobody here answers; where there is none either, all of them.
    ///
    /// Of alerts that are stored the store asks for the same in SQL (`StoreTransaction.firingAlerts`).
    package var counting: [JoinedAlert] {
        let loud = filter { !$0.isQuiet }
        let heard = loud.isEmpty ? filter { $0.silence == nil } : loud
        return (heard.isEmpty ? self : heard).map(\.alert)
    }
}

/// What changes for the alerts of an incident that fire when silences begin and end.
package struct SilenceTurn: Sendable, Equatable {
    /// What is to be stored: by what an occurrence is silenced from now on.
    package private(set) var marks: [Mark] = []
    /// Those that count again.
    package private(set) var unsilenced: [JoinedAlert] = []
    /// What had silenced these, in words.
    package private(set) var endedWords = ""
    /// Those that count no more, while others do.
    package private(set) var hushed: HushedAlerts?
    /// By what the incident is silenced now; `nil` where something counts.
    package private(set) var silence: IncidentSilence?

    package struct Mark: Sendable, Equatable {
        package let id: Int64
        package let silence: AlertSilence?
    }

    /// - Parameters:
    ///   - firing: as it is stored.
    ///   - wasMuted: of occurrences that Alertmanager has begun or ceased to mute just now, whether it did before.
    package init(_ firing: [FiringAlert], silences: [Silence], wasMuted: [Int64: Bool] = [:], at now: Timestamp) {
        var (begun, over, words): ([FiringAlert], [AlertSilence], [String]) = ([], [], [])
        var standing: [FiringAlert] = []
        // What is only muted counts where nothing else does.
        let hadLoud = firing.contains { $0.silence == nil && !(wasMuted[$0.id] ?? $0.isMuted) }
        for alert in firing {
            var (before, after) = (alert, alert)
            before.isMuted = wasMuted[alert.id] ?? alert.isMuted
            after.silence = silences.silence(of: alert.alert.alert.labels, at: now)
            standing.append(after)
            if after.silence != before.silence { marks.append(Mark(id: alert.id, silence: after.silence)) }
            switch (before.isQuiet, after.isQuiet) {
            case (false, true): begun.append(after)
            case (true, false) where before.silence == nil && !hadLoud: break
            case (true, false):
                unsilenced.append(alert.alert)
                if let silence = before.silence { over.append(silence) }
                if before.isMuted, !after.isMuted {
                    words.append("Alertmanager mutes it no more, for all that is known")
                }
            case (true, true), (false, false): break
            }
        }
        let silences = standing.compactMap(\.silence)
        silence = silences.count == standing.count ? IncidentSilence(silences) : nil
        endedWords = ([Self.endedWords(over, at: now)].compactMap(\.self) + words.prefix(1)).joined(separator: "; ")
        // With all of them the incident is.
        if silence == nil, !begun.isEmpty, standing.contains(where: { !$0.isQuiet }) {
            hushed = HushedAlerts(begun.map(\.alert), by: begun.compactMap(\.silence), hasBegun: false)
        }
    }

    private static func endedWords(_ over: [AlertSilence], at now: Timestamp) -> String? {
        var distinct: [String] = []
        for words in over.map({ $0.endedWords(at: now) }) where !distinct.contains(words) { distinct.append(words) }
        guard !distinct.isEmpty else { return nil }
        let more = distinct.count > 2 ? "; and \(distinct.count - 2) more" : ""
        return distinct.prefix(2).joined(separator: "; ") + more
    }
}

/// Alerts that count for nothing from now on, because they are silenced and others of their incident are not.
package struct HushedAlerts: Sendable, Equatable {
    package let alerts: [JoinedAlert]
    /// Of the silences; empty where Alertmanager mutes them, which has an entry of its own.
    package let words: String
    /// Whether they began to fire just now.
    package let hasBegun: Bool

    package init(_ alerts: [JoinedAlert], by silences: [AlertSilence], hasBegun: Bool) {
        self.alerts = alerts
        self.words = silences.shortWords
        self.hasBegun = hasBegun
    }
}

extension Beginnings {
    /// Which of them count for an incident that they open, which do not, and by what it is silenced when none does.
    package func parted(
        by silences: [Silence], at now: Timestamp
    ) -> (counting: Beginnings, hushed: HushedAlerts?, silence: IncidentSilence?) {
        var (counting, quiet, by): ([Beginning], [JoinedAlert], [AlertSilence]) = ([], [], [])
        for beginning in all {
            if let silence = silences.silence(of: beginning.alert.labels, at: now) {
                quiet.append(beginning.joined)
                by.append(silence)
            } else {
                counting.append(beginning)
            }
        }
        guard let rest = Beginnings(counting) else { return (self, nil, IncidentSilence(by)) }
        return (rest, quiet.isEmpty ? nil : HushedAlerts(quiet, by: by, hasBegun: true), nil)
    }
}
