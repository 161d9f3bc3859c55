internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// From now on a rota is looked at from there.
    package func watch(rota: String, _ watch: RotaWatch) throws {
        try run(
            """
            INSERT INTO rota_watch (rota, person, since_ms) VALUES (?, ?, ?)
            ON CONFLICT (rota) DO UPDATE SET person = excluded.person, since_ms = excluded.since_ms
            """, rota, watch.person, watch.since.milliseconds)
    }

    /// One that tells no hand-offs any more: told again, it begins anew.
    package func forgetWatch(ofRota rota: String) throws { try run("DELETE FROM rota_watch WHERE rota = ?", rota) }
}

extension StoreReader {
    /// By the name of the rota.
    package func rotaWatches() throws -> [String: RotaWatch] {
        let found = try rows("SELECT rota, person, since_ms FROM rota_watch")
        return Dictionary(
            found.map { ($0["rota"] as String, RotaWatch(person: $0["person"], since: $0.time("since_ms"))) },
            uniquingKeysWith: { first, _ in first })
    }
}
