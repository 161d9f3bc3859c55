/// What follows from a delivery attempt.
package enum DeliveryDecision: Sendable, Equatable {
    case sent
    /// Try again then, in this state (`pending` or `unknown`).
    case retry(at: Timestamp, state: NotificationState)
    /// Over; the contact's next method, if any, takes its place.
    case failed(reason: String)
}

extension Notification {
    /// Decides what follows from attempt number `attempts` (this one included).
    package func decide(_ outcome: DeliveryOutcome, policy: RetryPolicy, jitter: Double, at now: Timestamp)
        -> DeliveryDecision
    {
        switch outcome.verdict {
        case .sent: return .sent
        case .permanent: return .failed(reason: "refused: \(outcome.evidence)")
        case .retryable, .unknown:
            let last = createdAt + policy.giveUpAfter
            let ownNext = now + policy.delay(afterAttempt: attempts, retryAfter: nil, jitter: jitter)
            let asked = now + policy.delay(afterAttempt: attempts, retryAfter: outcome.retryAfter, jitter: jitter)
            // Who asks for a longer wait than we have is tried once more at the end of it.
            let next = max(min(asked, last), ownNext)
            guard next <= last else {
                let age = (now - createdAt).prometheusRounded
                return .failed(reason: "given up after \(attempts) attempts in \(age): \(outcome.evidence)")
            }
            return .retry(at: next, state: outcome.verdict == .unknown ? .unknown : .pending)
        }
    }
}
