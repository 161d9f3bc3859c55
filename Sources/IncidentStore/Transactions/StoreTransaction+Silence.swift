internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Stores a silence and returns its number.
    package mutating func addSilence(_ draft: SilenceDraft, at now: Timestamp) throws -> Int64 {
        changes.insert(.silences)
        return try insert(
            """
            INSERT INTO silence (matchers, starts_at_ms, ends_at_ms, made_by, why, made_at_ms)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            try StoredJSON.encode(names: draft.matchers.map(\.description)), draft.from.milliseconds,
            draft.until.milliseconds, draft.by, draft.why, now.milliseconds)
    }

    /// Ends a silence before its time.
    package mutating func expireSilence(_ id: Int64, by person: String, at now: Timestamp) throws {
        changes.insert(.silences)
        try run(
            "UPDATE silence SET expired_at_ms = ?, expired_by = ? WHERE id = ? AND expired_at_ms IS NULL",
            now.milliseconds, person, id)
    }

    /// Stores by what an incident is silenced that opens just now; nearly none is.
    package func saveSilence(of incident: Incident) throws {
        guard let silence = incident.silence else { return }
        try run(
            "UPDATE incident SET silenced_by = ?, silence_ends_at_ms = ? WHERE id = ?", silence.words,
            silence.until.milliseconds, incident.id)
    }
}
