/// Notices that an endpoint, or one address there, works again, so that what waits for it is tried at once: the first success
/// after a failure that says nothing of the message itself.
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

    /// Of what: an endpoint by whatever goes through it, an address by what goes there.
    package let scope: AwaitedReturn
    /// Whether something may wait for it. After a start it may, since before.
    package private(set) var mayBeAwaited: Bool
    /// The success that brought forward what waited, the last time.
    private var last: Attempt?

    package init(of scope: AwaitedReturn = .endpoint, mayBeAwaited: Bool = true) {
        (self.scope, self.mayBeAwaited) = (scope, mayBeAwaited)
    }

    /// How a message goes on in the timeline that did not wait its time.
    package static let words = "tried again at once: the endpoint works again"
    /// The same where it waited for its address.
    package static let addressWords = "tried again at once: the address takes messages again"

    /// Notes how an attempt ended.
    ///
    /// The same attempt may be noted once more, and is told the same: a transaction is run again from its beginning when another
    /// one failed that shared its commit.
    /// - Parameter wasBroughtForward: whether that attempt came before its time because the endpoint had worked again.
    /// - Returns: whether what waits for it is to be tried now.
    package mutating func note(
        _ outcome: DeliveryOutcome, of attempt: Attempt, wasBroughtForward: Bool = false
    ) -> Bool {
        if outcome.verdict == .sent, !outcome.isSpooled {
            guard mayBeAwaited || attempt == last else { return false }
            (mayBeAwaited, last) = (false, attempt)
            return true
        }
        if outcome.awaits == scope, !wasBroughtForward { mayBeAwaited = true }
        return false
    }

    /// What was noted last could not be stored.
    package mutating func forget() { mayBeAwaited = true }
}

/// What must take something before another try at what was not taken is likely to help.
package enum AwaitedReturn: Sendable, Equatable {
    /// The endpoint, whatever is sent there.
    case endpoint
    /// The address: another one has told nothing of it.
    case address
}

extension DeliveryOutcome {
    /// What a retry of it waits for beside its time; `nil` where it is not tried again, or was asked to wait for a time: that
    /// holds whatever becomes of others.
    package var awaits: AwaitedReturn? {
        if isAboutEndpoint { return .endpoint }
        guard verdict == .retryable || verdict == .unknown, retryAfter == nil else { return nil }
        return switch obstacle {
        case .unreachable, .timeout, .tls, .unclear, .unavailable, .rateLimited, .auth, .endpoint: .endpoint
        case .recipient: .address
        case .refused, .noEndpoint, .notSendable, nil: nil
        }
    }
}
