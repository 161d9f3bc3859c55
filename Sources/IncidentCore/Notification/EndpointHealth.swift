/// How the newest attempts at an endpoint ended.
package struct EndpointHealth: Sendable, Equatable {
    /// What was taken last; what went to the spool is none.
    package private(set) var lastSuccess: Attempt?
    /// What was not taken last, or what nobody can tell of.
    package private(set) var lastFailure: Attempt?

    package struct Attempt: Sendable, Equatable {
        package let at: Timestamp
        /// The other side's answer, or what went wrong.
        package let words: String

        package init(at: Timestamp, words: String) {
            self.at = at
            self.words = words
        }
    }

    package init(lastSuccess: Attempt? = nil, lastFailure: Attempt? = nil) {
        self.lastSuccess = lastSuccess
        self.lastFailure = lastFailure
    }

    /// Whether the newest attempt failed.
    package var isFailing: Bool {
        guard let lastFailure else { return false }
        return lastSuccess.map { $0.at < lastFailure.at } ?? true
    }

    package mutating func note(_ outcome: DeliveryOutcome, at time: Timestamp) {
        guard !outcome.isSpooled else { return }
        note(Attempt(at: time, words: outcome.evidence), isSuccess: outcome.verdict == .sent)
    }

    /// Attempts may be noted in any order.
    package mutating func note(_ attempt: Attempt, isSuccess: Bool) {
        let newest = isSuccess ? lastSuccess : lastFailure
        guard newest.map({ $0.at <= attempt.at }) ?? true else { return }
        if isSuccess { lastSuccess = attempt } else { lastFailure = attempt }
    }

    /// With what another knows.
    package mutating func merge(_ other: EndpointHealth) {
        if let success = other.lastSuccess { note(success, isSuccess: true) }
        if let failure = other.lastFailure { note(failure, isSuccess: false) }
    }
}

/// What is still to be sent through an endpoint.
package struct OwedMessages: Sendable, Equatable {
    package let count: Int
    /// When the oldest of them was written.
    package let oldestAt: Timestamp

    package init(count: Int, oldestAt: Timestamp) {
        self.count = count
        self.oldestAt = oldestAt
    }
}
