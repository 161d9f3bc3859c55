internal import GRDB
package import IncidentCore

/// How an incident's stored occurrences stand.
package struct AlertState: Sendable, Equatable {
    /// How many fire.
    package let firing: Int
    package let count: Int
    /// How many of these are of alerts that another one of them is of, too.
    package let repeated: Int
    /// None leads although some fire when none of these can be understood.
    package let lead: Lead?
    /// By what all that fires is silenced.
    package let silence: IncidentSilence?
    /// Whether all that fires and is not silenced is muted in Alertmanager.
    package let isMuted: Bool
}

extension StoreTransaction {
    /// How many fire, how many there are, and which leads.
    ///
    /// The order is that of every list (`StoreReader.alertOrder`).
    package func alertState(incidentID: Int64) throws -> AlertState {
        let counts = try row(
            """
            SELECT count(*) AS count, count(CASE WHEN status = 'firing' THEN 1 END) AS firing FROM occurrence
            WHERE incident_id = ?
            """, [incidentID])
        let count: Int = counts?["count"] ?? 0
        let firing: Int = counts?["firing"] ?? 0
        // All of them only where the first cannot be understood.
        let lead =
            firing == 0
            ? nil
            : try reader.firing(incidentID: incidentID, limit: 1).first
                ?? (firing > 1 ? try reader.firing(incidentID: incidentID, limit: .max).first : nil)
        return AlertState(
            firing: firing, count: count,
            // Of a fingerprint at most one fires, so they need not be told apart where all do.
            repeated: firing == count ? 0 : try repeatedCount(incidentID: incidentID),
            lead: lead.map { Lead($0.alert, $0.classification) },
            silence: lead?.silence == nil ? nil : try IncidentSilence(silences(incidentID: incidentID)),
            isMuted: lead.map { $0.silence == nil && $0.muted != nil } ?? false)
    }

    private func repeatedCount(incidentID: Int64) throws -> Int {
        try row(
            "SELECT count(*) - count(DISTINCT fingerprint) AS repeated FROM occurrence WHERE incident_id = ?",
            [incidentID])?["repeated"] ?? 0
    }

    /// As of `StoreReader`.
    package func firingAlerts(incidentID: Int64, limit: Int) throws -> [JoinedAlert] {
        try reader.firingAlerts(incidentID: incidentID, limit: limit)
    }

    /// Every alert that fires, with what keeps it from counting; the lead first.
    package func allFiringAlerts(incidentID: Int64) throws -> [FiringAlert] {
        try reader.firing(incidentID: incidentID, limit: .max).map {
            FiringAlert(id: $0.id, $0.joined, silence: $0.silence, isMuted: $0.muted != nil)
        }
    }

    /// What an acknowledgement covers now: the names and priorities of the alerts that fire and count.
    package func firingCovers(incidentID: Int64) throws -> Set<String> {
        Set(
            try firingAlerts(incidentID: incidentID, limit: .max).map {
                Taking.cover($0.name, $0.classification.priority)
            })
    }

    /// Whether an incident has alerts that fire and are silenced.
    package func hasSilencedAlerts(incidentID: Int64) throws -> Bool {
        try row(
            "SELECT 1 FROM occurrence WHERE incident_id = ? AND silenced_by IS NOT NULL AND status = 'firing' LIMIT 1",
            [incidentID]) != nil
    }

    /// Stores by what an alert is silenced from now on; `nil` where by nothing.
    package func silenceOccurrence(_ id: Int64, by silence: AlertSilence?) throws {
        try run(
            "UPDATE occurrence SET silenced_by = ?, silence_ends_at_ms = ? WHERE id = ?", silence?.words,
            silence?.until.milliseconds, id)
    }

    /// The same of the one of a fingerprint that fires.
    package func silenceFiring(_ fingerprint: String, by silence: AlertSilence) throws {
        try run(
            "UPDATE occurrence SET silenced_by = ?, silence_ends_at_ms = ? WHERE fingerprint = ? AND status = 'firing'",
            silence.words, silence.until.milliseconds, fingerprint)
    }

    private func silences(incidentID: Int64) throws -> [AlertSilence] {
        try rows(
            """
            SELECT DISTINCT silenced_by, silence_ends_at_ms FROM occurrence
            WHERE incident_id = ? AND silenced_by IS NOT NULL AND status = 'firing'
            """, [incidentID]
        ).map {
            AlertSilence(
                words: $0["silenced_by"], until: $0.optionalTime("silence_ends_at_ms") ?? Timestamp(seconds: 0))
        }
    }
}

extension StoreReader {
    /// The alerts that fire and count for their incident, as `[FiringAlert].counting` has it, the most urgent first. One
    /// that cannot be understood is passed over and told of, so that it stops neither the escalation nor the intake of the
    /// others.
    package func firingAlerts(incidentID: Int64, limit: Int) throws -> [JoinedAlert] {
        for condition in ["AND silenced_by IS NULL AND muted IS NULL", "AND silenced_by IS NULL", ""] {
            let found = try firing(incidentID: incidentID, limit: limit, condition)
            if !found.isEmpty { return found.map(\.joined) }
        }
        return []
    }

    fileprivate func firing(incidentID: Int64, limit: Int, _ condition: String = "") throws -> [Occurrence] {
        try rows(
            """
            SELECT * FROM occurrence WHERE incident_id = ? AND status = 'firing' \(condition)
            ORDER BY \(StoreReader.alertOrder) LIMIT ?
            """, [incidentID, limit]
        ).compactMap { unreadable.read("occurrence", $0, as: Occurrence.init(row:)) }
    }
}

extension Occurrence {
    fileprivate var classification: Classification { Classification(priority: priority, rule: rule) }
    fileprivate var joined: JoinedAlert { JoinedAlert(alert, classification) }
}
