extension [Occurrence] {
    /// An incident's alerts as they stand in every list of them, and as every list is cut: what fires first, and there the
    /// lead; then what counts for the incident before what is muted in Alertmanager, and that before what is silenced; then
    /// the most urgent; of equals the first that we knew, and of what has ended the last.
    ///
    /// By the same order the lead is chosen. Which are listed at all the store asks for in SQL (`StoreReader.alertOrder`).
    ///
    /// - Parameter lead: the fingerprint of what the incident is named by.
    package func ordered(lead: String?) -> [Occurrence] {
        sorted { $0.place(behind: lead) < $1.place(behind: lead) }
    }
}

extension Occurrence {
    fileprivate func place(behind lead: String?) -> (ended: Int, follows: Int, quiet: Int, Priority, age: Int64) {
        let isFiring = alert.status == .firing
        return (
            isFiring ? 0 : 1, alert.fingerprint == lead ? 0 : 1, silenceNow != nil ? 2 : mutedNow != nil ? 1 : 0,
            priority,
            isFiring ? id : -id
        )
    }
}
