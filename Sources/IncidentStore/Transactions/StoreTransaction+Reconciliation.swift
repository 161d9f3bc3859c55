internal import GRDB
package import IncidentCore
internal import Synchronization

extension StoreTransaction {
    /// More senders than any installation has; a sender beyond is nobody that could be asked.
    private static let sendersLimit = 1000

    /// The number of a sender, stored at its first body.
    package func senderID(of sender: AlertSender) throws -> Int64? {
        if let known = caches.senders.withLock({ $0[sender] }) { return known }
        var id = try first(
            "SELECT id FROM alert_sender WHERE receiver = ? AND external_url = ?", sender.receiver, sender.externalURL
        ) { $0.integer(0) }
        if id == nil {
            let count = try first("SELECT count(*) FROM alert_sender") { Int($0.integer(0)) } ?? 0
            guard count < Self.sendersLimit else { return nil }
            id = try insert(
                "INSERT INTO alert_sender (receiver, external_url) VALUES (?, ?)", sender.receiver, sender.externalURL)
        }
        caches.senders.withLock { $0[sender] = id }
        return id
    }

    /// Notes that Alertmanagers that we ask have listed alerts that came from it.
    package func recogniseSender(_ id: Int64) throws {
        try run("UPDATE alert_sender SET recognised = 1 WHERE id = ? AND recognised = 0", id)
    }

    /// Of the body that the newest occurrence of a fingerprint came with.
    package func senderID(ofFingerprint fingerprint: String) throws -> Int64? {
        try first(
            "SELECT sender_id FROM occurrence WHERE fingerprint = ? AND status = 'resolved' ORDER BY ended_seen_at_ms DESC, id DESC LIMIT 1",
            fingerprint
        ) { $0.isNull(0) ? nil : $0.integer(0) } ?? nil
    }

    /// An occurrence as it is now, whatever became of it; `nil` where it cannot be understood.
    package func occurrence(_ id: Int64) throws -> Occurrence? {
        try row("SELECT * FROM occurrence WHERE id = ?", [id]).flatMap {
            reader.unreadable.read("occurrence", $0, as: Occurrence.init(row:))
        }
    }

    /// Notes that an occurrence fires on, by other means than a body.
    package func noteHeardOf(_ id: Int64, at time: Timestamp) throws {
        try run(
            "UPDATE occurrence SET last_seen_at_ms = max(last_seen_at_ms, ?) WHERE id = ? AND status = 'firing'",
            time.milliseconds, id)
    }

    /// Marks an occurrence with what mutes it in Alertmanager; `nil` takes the mark away.
    package func muteOccurrence(_ id: Int64, _ words: String?) throws {
        try run("UPDATE occurrence SET muted = ? WHERE id = ?", words, id)
    }
}
