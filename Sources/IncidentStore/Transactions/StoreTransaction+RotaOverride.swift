internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// - Returns: its number.
    package mutating func addRotaOverride(
        rota: String, person: String, from: Timestamp, until: Timestamp, by maker: String, reason: String,
        at now: Timestamp
    ) throws -> Int64 {
        changes.insert(.onCall)
        return try insert(
            """
            INSERT INTO rota_override (rota, person, begins_at_ms, ends_at_ms, made_by, reason, made_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, rota, person, from.milliseconds, until.milliseconds, maker, reason, now.milliseconds)
    }

    /// Takes one back from now on.
    package mutating func removeRotaOverride(_ id: Int64, by person: String, at now: Timestamp) throws {
        changes.insert(.onCall)
        try run(
            "UPDATE rota_override SET removed_at_ms = ?, removed_by = ? WHERE id = ? AND removed_at_ms IS NULL",
            now.milliseconds, person, id)
    }
}

extension StoreReader {
    package func rotaOverride(_ id: Int64) throws -> RotaOverride? {
        try row("SELECT \(RotaOverride.columns) FROM rota_override WHERE id = ?", [id]).flatMap(RotaOverride.init(row:))
    }

    package func newestRotaOverrideID() throws -> Int64? {
        try row("SELECT max(id) AS id FROM rota_override")?["id"]
    }

    /// Those that are in force at some time of a span, in the order in which they were made.
    package func rotaOverrides(from start: Timestamp, until end: Timestamp) throws -> [RotaOverride] {
        // Neither end may be lost by rounding down to milliseconds.
        try rows(
            """
            SELECT \(RotaOverride.columns) FROM rota_override WHERE ends_at_ms >= ? AND begins_at_ms <= ? ORDER BY id
            """, [start.milliseconds, end.milliseconds]
        ).compactMap(RotaOverride.init(row:)).filter { start < $0.until && $0.from <= end }
    }
}

extension RotaOverride {
    static let columns = "id, rota, person, begins_at_ms, ends_at_ms, made_by, reason, made_at_ms, removed_at_ms"

    /// - Returns: `nil` for one that was taken back before it began.
    init?(row: StoredRow) {
        let (from, end) = (row.time("begins_at_ms"), row.time("ends_at_ms"))
        let until = row.optionalTime("removed_at_ms").map { min($0, end) } ?? end
        guard from < until else { return nil }
        self.init(
            id: row["id"], rota: row["rota"], person: row["person"], from: from, until: until, by: row["made_by"],
            reason: row["reason"], madeAt: row.time("made_at_ms"))
    }
}
