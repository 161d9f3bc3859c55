/// How the newest attempts at an endpoint ended.
package struct EndpointHealth: Sendable, Equatable {
    /// What was taken last; what went to the spool is none.
    package private(set) var lastSuccess: Attempt?
    /// What was not taken last, or what nobody can tell of.
    package private(set) var lastFailure: Attempt?
    /// What was last not taken for its address alone: it tells neither that the endpoint works nor that it does not.
    package private(set) var lastRefusal: Attempt?

    package struct Attempt: Sendable, Equatable {
        package let at: Timestamp
        /// The other side's answer, or what went wrong.
        package let words: String

        package init(at: Timestamp, words: String) {
            self.at = at
            self.words = words
        }
    }

    /// What an attempt tells.
    package enum Result: Sendable {
        case success, failure, refusal
    }

    package init(lastSuccess: Attempt? = nil, lastFailure: Attempt? = nil, lastRefusal: Attempt? = nil) {
        self.lastSuccess = lastSuccess
        self.lastFailure = lastFailure
        self.lastRefusal = lastRefusal
    }

    /// Whether the newest attempt failed, of those that were not for an address alone.
    package var isFailing: Bool {
        guard let lastFailure else { return false }
        return lastSuccess.map { $0.at < lastFailure.at } ?? true
    }

    package mutating func note(_ outcome: DeliveryOutcome, at time: Timestamp) {
        guard !outcome.isSpooled else { return }
        note(Attempt(at: time, words: outcome.evidence), Result(outcome.verdict, outcome.obstacle))
    }

    /// Attempts may be noted in any order.
    package mutating func note(_ attempt: Attempt, _ result: Result) {
        let place: WritableKeyPath<EndpointHealth, Attempt?> =
            switch result {
            case .success: \.lastSuccess
            case .failure: \.lastFailure
            case .refusal: \.lastRefusal
            }
        guard self[keyPath: place].map({ $0.at <= attempt.at }) ?? true else { return }
        self[keyPath: place] = attempt
    }

    /// With what another knows.
    package mutating func merge(_ other: EndpointHealth) {
        if let success = other.lastSuccess { note(success, .success) }
        if let failure = other.lastFailure { note(failure, .failure) }
        if let refusal = other.lastRefusal { note(refusal, .refusal) }
    }
}

extension EndpointHealth.Result {
    package init(_ verdict: DeliveryVerdict, _ obstacle: DeliveryObstacle?) {
        self = verdict == .sent ? .success : obstacle == .recipient ? .refusal : .failure
    }
}

/// What is still to be sent through an endpoint.
package struct OwedMessages: Sendable, Equatable {
    package let count: Int
    /// When the oldest of them was written.
    package let oldestAt: Timestamp
    /// Whether one of them is being sent.
    package let isBegun: Bool

    package init(count: Int, oldestAt: Timestamp, isBegun: Bool = false) {
        self.count = count
        self.oldestAt = oldestAt
        self.isBegun = isBegun
    }
}
