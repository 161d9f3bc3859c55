/// What follows from a delivery attempt.
package enum DeliveryDecision: Sendable, Equatable {
    case sent
    /// Try again then, in this state (`pending` or `unknown`).
    case retry(at: Timestamp, state: NotificationState)
    /// Over; the contact's next method, if any, takes its place.
    case failed(reason: String)
}

extension DeliveryDecision {
    /// Whether what comes after the message does not wait for it any more, although it may be tried on.
    package func goesElsewhere(after outcome: DeliveryOutcome) -> Bool {
        switch self {
        case .sent: false
        case .retry: outcome.verdict == .permanent
        case .failed: true
        }
    }
}

extension Notification {
    /// Decides what follows from attempt number `attempts` (this one included).
    ///
    /// - Parameter startedAt: when that attempt began: what had to wait for its turn for long is not given up for it.
    package func decide(
        _ outcome: DeliveryOutcome, startedAt: Timestamp? = nil, policy: RetryPolicy, jitter: Double, at now: Timestamp
    ) -> DeliveryDecision {
        let longest = event == .page ? RetryPolicy.longestAskedWait(isUrgent: isUrgent) : nil
        return DeliveryDecision(
            outcome, askedAtMost: longest,
            ownAtMost: isUrgent ? RetryPolicy.longestUrgentWait : nil, attempt: attempts,
            triedFrom: attempts > 1 ? createdAt : startedAt ?? createdAt, policy: policy,
            jitter: jitter, at: now)
    }
}

extension DeliveryDecision {
    /// - Parameters:
    ///   - longest: so long at most is waited for who asks to wait; `nil` is any time.
    ///   - own: the same of our own wait, whatever the answer was; `nil` where it is not urgent, and what the endpoint refuses
    ///     for what it is itself is given up.
    ///   - attempts: the number of the attempt that has just ended.
    ///   - start: from which giving up is counted.
    package init(
        _ outcome: DeliveryOutcome, askedAtMost longest: Duration? = nil, ownAtMost own: Duration? = nil,
        attempt attempts: Int, triedFrom start: Timestamp, policy: RetryPolicy, jitter: Double, at now: Timestamp
    ) {
        switch outcome.verdict {
        case .sent: self = .sent
        case .permanent:
            let wait = own.map { policy.delay(afterAttempt: .max, retryAfter: nil, atMost: $0, jitter: jitter) }
            guard outcome.isAboutEndpoint, let wait, now + wait <= start + policy.giveUpAfter else {
                self = .failed(reason: "refused: \(outcome.evidence)")
                return
            }
            self = .retry(at: now + wait, state: .pending)
        case .retryable, .unknown:
            let last = start + policy.giveUpAfter
            let ownNext = now + policy.delay(afterAttempt: attempts, retryAfter: nil, atMost: own, jitter: jitter)
            let wait = outcome.retryAfter.map { min($0, longest ?? $0) }
            let asked = now + policy.delay(afterAttempt: attempts, retryAfter: wait, atMost: own, jitter: jitter)
            // Who asks for a longer wait than we have is tried once more at the end of it.
            let next = max(min(asked, last), ownNext)
            guard next <= last else {
                let age = (now - start).prometheusRounded
                self = .failed(
                    reason:
                        "given up after \(attempts) attempt\(attempts == 1 ? "" : "s") in \(age): \(outcome.evidence)")
                return
            }
            self = .retry(at: next, state: outcome.verdict == .unknown ? .unknown : .pending)
        }
    }
}
