/// Notices that an endpoint works again, so that what waits for it is tried at once: the first success after a failure of
/// the connection.
///
/// A message that was brought forward and fails again is no new failure: where others get through it would be tried at each of
/// their successes. It waits its own time, and is brought forward again only after a failure that came otherwise.
package struct EndpointReturn: Sendable, Equatable {
    /// One attempt at one notification.
    package struct Attempt: Sendable, Equatable {
        private let notificationID: Int64
        private let number: Int

        package init(notificationID: Int64, number: Int) {
            (self.notificationID, self.number) = (notificationID, number)
        }
    }

    /// Whether something may wait for it. After a start it may, since before.
    package private(set) var mayBeAwaited: Bool
    /// The success that brought forward what waited, the last time.
    private var last: Attempt?

    package init(mayBeAwaited: Bool = true) { self.mayBeAwaited = mayBeAwaited }

    /// How a message goes on in the timeline that did not wait its time.
    package static let words = "tried again at once: the endpoint works again"

    /// Notes how an attempt ended.
    ///
    /// The same attempt may be noted once more, and is told the same: a transaction is run again from its beginning when another
    /// one failed that shared its commit.
    /// - Parameter wasBroughtForward: whether that attempt came before its time because the endpoint had worked again.
    /// - Returns: whether what waits for the endpoint is to be tried now.
    package mutating func note(
        _ outcome: DeliveryOutcome, of attempt: Attempt, wasBroughtForward: Bool = false
    ) -> Bool {
        if outcome.verdict == .sent, !outcome.isSpooled {
            guard mayBeAwaited || attempt == last else { return false }
            (mayBeAwaited, last) = (false, attempt)
            return true
        }
        if outcome.isWithoutAnswer, !wasBroughtForward { mayBeAwaited = true }
        return false
    }

    /// What was noted last could not be stored.
    package mutating func forget() { mayBeAwaited = true }
}

extension DeliveryOutcome {
    /// Whether it is to be tried again because the endpoint could not be reached or gave no answer: an answer, about an address,
    /// a message or how long to wait, holds whatever becomes of others.
    package var isWithoutAnswer: Bool {
        guard verdict == .retryable || verdict == .unknown, retryAfter == nil else { return false }
        return switch obstacle {
        case .unreachable, .timeout, .tls, .unclear: true
        case .refused, .recipient, .auth, .rateLimited, .unavailable, .noEndpoint, .notSendable, nil: false
        }
    }
}
