/// A deadline of an escalation that ran late, so that people who are told late hear why.
package struct Lateness: Sendable, Equatable {
    package let due: Timestamp
    package let by: Duration
    /// Whether the program began after that: it may not have run then, or not have been able to write.
    package let isOfEarlierRun: Bool

    /// Less than this is the time that work takes.
    package static let counts: Duration = .seconds(5)

    /// - Parameters:
    ///   - due: when it was meant to come; `nil` when nothing is due.
    ///   - runningSince: when the program began.
    /// - Returns: `nil` for what runs in time.
    package init?(of due: Timestamp?, at now: Timestamp, runningSince start: Timestamp) {
        guard let due, now - due >= Self.counts else { return nil }
        // A clock that was set back before the start says nothing of it any more.
        (self.due, by, isOfEarlierRun) = (due, now - due, due < start && start <= now)
    }

    /// `due 21:14:10 UTC, 41s late: …`, to follow a comma.
    package var words: String {
        "due \(due.readable), \(by.prometheusRounded) late"
            + (isOfEarlierRun ? " (the server was started after that)" : "")
    }
}
