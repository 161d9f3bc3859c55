internal import Foundation
internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Lets another key sign from now on.
    ///
    /// - Parameter overlap: for so long the one until now is believed; of zero, no other is either.
    package func replaceSigningKey(
        with key: [UInt8], by person: String, overlap: Duration, at now: Timestamp
    ) throws {
        if overlap == .zero {
            try db.execute(
                sql: "UPDATE former_signing_key SET ends_at_ms = :now WHERE ends_at_ms > :now",
                arguments: ["now": now.milliseconds])
        }
        try db.execute(
            sql: """
                INSERT INTO former_signing_key (signing_key, replaced_at_ms, replaced_by, ends_at_ms)
                SELECT signing_key, ?, ?, ? FROM installation
                """, arguments: [now.milliseconds, person, (now + overlap).milliseconds])
        try db.execute(sql: "UPDATE installation SET signing_key = ?", arguments: [Data(key)])
    }
}

extension StoreReader {
    /// Oldest first; the last one signs.
    package func signingKeys() throws -> [SigningKey] { try SigningKey.all(in: db) }
}

extension SigningKey {
    static func all(in db: Database) throws -> [SigningKey] {
        guard let own = try db.row("SELECT signing_key, created_at_ms FROM installation") else { return [] }
        var (keys, since): ([SigningKey], Timestamp) = ([], own.time("created_at_ms"))
        let former = try db.rows(
            "SELECT id, signing_key, replaced_at_ms, replaced_by, ends_at_ms FROM former_signing_key ORDER BY id")
        for row in former {
            let end = End(
                at: row.time("replaced_at_ms"), by: row["replaced_by"], believedUntil: row.time("ends_at_ms"))
            keys.append(
                SigningKey(number: row["id"], bytes: [UInt8](row["signing_key"] as Data), since: since, end: end))
            since = end.at
        }
        let number = (keys.last?.number ?? 0) + 1
        return keys + [
            SigningKey(number: number, bytes: [UInt8](own["signing_key"] as Data), since: since, end: nil)
        ]
    }
}
