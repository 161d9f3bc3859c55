/// How one try at a notification ended, with the other side's own words as evidence.
package struct DeliveryOutcome: Sendable, Equatable {
    package let verdict: DeliveryVerdict
    /// The SMTP reply line, PagerDuty's status and dedup key, Slack's answer; or what went wrong. Never a secret.
    package let evidence: String
    /// Why it was not taken, as one of a few words; `nil` when it was.
    package let obstacle: DeliveryObstacle?
    /// How long the other side asked us to wait.
    package let retryAfter: Duration?
    /// Taken by the spool, for want of an endpoint: nobody has been told.
    package let isSpooled: Bool
    /// It was taken, but what was open of the incident before is not known to be closed.
    package let leavesOpen: Bool

    package init(
        _ verdict: DeliveryVerdict, evidence: String, _ obstacle: DeliveryObstacle? = nil, retryAfter: Duration? = nil,
        isSpooled: Bool = false, leavesOpen: Bool = false
    ) {
        self.verdict = verdict
        self.evidence = evidence
        self.obstacle = verdict == .sent ? nil : obstacle ?? verdict.usualObstacle
        self.retryAfter = retryAfter
        self.isSpooled = isSpooled
        self.leavesOpen = leavesOpen
    }

    /// Whether the other side is known not to have it.
    package var hasNotArrived: Bool { verdict == .retryable || verdict == .permanent }

    /// Whether it was refused for what the endpoint is, its address, key or certificate, as any other message would be: what is
    /// urgent is tried on, because somebody may mend that.
    package var isAboutEndpoint: Bool {
        guard verdict == .permanent else { return false }
        return switch obstacle {
        case .auth, .endpoint, .tls: true
        case .refused, .recipient, .rateLimited, .unavailable, .unreachable, .timeout, .unclear, .noEndpoint,
            .notSendable, nil:
            false
        }
    }

    /// The same with what went before it in its evidence.
    package func after(_ before: String) -> DeliveryOutcome { saying("\(before): \(evidence)") }

    /// The same with what came after it in its evidence.
    package func and(_ more: String) -> DeliveryOutcome { saying("\(evidence); \(more)") }

    /// The same, saying why something of before may still be open.
    package func leavingOpen(_ reason: String) -> DeliveryOutcome {
        DeliveryOutcome(
            verdict, evidence: "\(evidence); \(reason)", obstacle, retryAfter: retryAfter, isSpooled: isSpooled,
            leavesOpen: true)
    }

    /// The same with another evidence.
    package func saying(_ evidence: String) -> DeliveryOutcome {
        DeliveryOutcome(
            verdict, evidence: evidence, obstacle, retryAfter: retryAfter, isSpooled: isSpooled, leavesOpen: leavesOpen)
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

    fileprivate var usualObstacle: DeliveryObstacle? {
        switch self {
        case .sent: nil
        case .retryable: .unavailable
        case .permanent: .refused
        case .unknown: .unclear
        }
    }
}

/// Why a notification was not taken: the words of `responder_notifications_failed_total{reason}`, so the list is closed.
package enum DeliveryObstacle: String, Sendable, CaseIterable {
    /// The other side will not have this message.
    case refused
    /// It will not have this address, or not now, which says nothing of any other.
    case recipient
    /// It does not take our key, password or signature.
    case auth
    /// What is there takes no messages: a wrong address, a channel that is gone, something else in its place.
    case endpoint
    /// It has had too much of us.
    case rateLimited = "rate_limited"
    /// It answers that it cannot just now.
    case unavailable
    /// Nothing answers there: no such name, no connection, or one that is closed before anything was sent.
    case unreachable
    case timeout
    /// No TLS, or a certificate that we do not trust.
    case tls
    /// Nobody can say whether it has arrived.
    case unclear
    /// Its endpoint is not in the tables any more.
    case noEndpoint = "no_endpoint"
    /// Our own settings or addresses make a message of it impossible; nothing was sent.
    case notSendable = "not_sendable"
}
