internal import IncidentCore

extension StoreTransaction {
    /// Changes one number, so that the commit has something to write.
    func markProbe(at now: Timestamp) throws {
        try run("UPDATE installation SET probed_at_ms = ? WHERE id = 1", now.milliseconds)
    }

    /// Writes so many bytes that mean nothing, in place of those written before.
    func fillProbe(bytes: Int, at now: Timestamp) throws {
        let filler = bytes > 0 ? [UInt8](repeating: 0, count: bytes) : nil
        try run(
            "UPDATE installation SET probed_at_ms = ?, probe_filler = ? WHERE id = 1", now.milliseconds, filler)
    }
}
