/// How one try at a notification ended, with the other side's own words as evidence.
package struct DeliveryOutcome: Sendable, Equatable {
    package let verdict: DeliveryVerdict
    /// The SMTP reply line, PagerDuty's status and dedup key, Slack's answer; or what went wrong. Never a secret.
    package let evidence: String
    /// How long the other side asked us to wait.
    package let retryAfter: Duration?

    package init(_ verdict: DeliveryVerdict, evidence: String, retryAfter: Duration? = nil) {
        self.verdict = verdict
        self.evidence = evidence
        self.retryAfter = retryAfter
    }

    /// The same with what went before it in its evidence.
    package func after(_ evidence: String) -> DeliveryOutcome {
        DeliveryOutcome(verdict, evidence: "\(evidence): \(self.evidence)", retryAfter: retryAfter)
    }
}

package enum DeliveryVerdict: String, Sendable, CaseIterable {
    case sent
    /// It did not arrive; another try may help.
    case retryable
    /// It will never be taken like this.
    case permanent
    /// It may have arrived: sent again under the same key.
    case unknown
}

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
                return .failed(
                    reason:
                        "given up after \(attempts) attempts in \((now - createdAt).prometheusRounded): \(outcome.evidence)"
                )
            }
            return .retry(at: next, state: outcome.verdict == .unknown ? .unknown : .pending)
        }
    }
}

extension Notification {
    /// Whether the contact's next method should begin now, beside the retries of this one: a page is not kept waiting
    /// for one that does not answer.
    package func startsNextMethod(at now: Timestamp) -> Bool {
        event == .page && !remaining.isEmpty && (attempts >= 3 || now - createdAt >= .seconds(60))
    }

    /// What takes the next of the contact's methods; `nil` when none is left.
    package func fallback(because reason: String) -> Telling? {
        guard event == .page, let next = remaining.first else { return nil }
        return Telling(
            .fallback(policy: policy), contact: contact, method: next, remaining: Array(remaining.dropFirst()),
            reason: "\(self.reason); \(reason)")
    }
}
