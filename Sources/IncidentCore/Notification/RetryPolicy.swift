/// How long to wait between the attempts at one notification, and when to give up.
package struct RetryPolicy: Sendable, Equatable {
    /// Before the second, third … attempt; the last one is used from then on.
    package let delays: [Duration]
    /// Each delay is stretched or cut by up to this fraction.
    package let jitter: Double
    /// From the notification's creation.
    package let giveUpAfter: Duration

    package init(delays: [Duration], jitter: Double, giveUpAfter: Duration) {
        self.delays = delays
        self.jitter = jitter
        self.giveUpAfter = giveUpAfter
    }

    /// PagerDuty: 1, 2, 4 … 60 s, for an hour.
    package static let pagerduty = RetryPolicy(
        delays: [1, 2, 4, 8, 16, 32, 60].map(Duration.seconds), jitter: 0.3, giveUpAfter: .seconds(3600))
    /// Mail: greylisting wants minutes, and a server may be down for hours.
    package static let email = RetryPolicy(
        delays: [5, 30, 60, 120, 300, 600, 900].map(Duration.seconds), jitter: 0.2, giveUpAfter: .seconds(4 * 3600))
    /// Slack is the weakest of the three: half an hour.
    package static let slack = RetryPolicy(
        delays: [1, 2, 4, 8, 16, 32, 60].map(Duration.seconds), jitter: 0.3, giveUpAfter: .seconds(1800))

    package static func standard(for notifier: NotifierKind) -> RetryPolicy {
        switch notifier {
        case .email: .email
        case .pagerduty: .pagerduty
        case .slack: .slack
        }
    }

    /// How long to wait after attempt `attempt`, counted from 1.
    ///
    /// `Retry-After` (RFC 9110, 10.2.3) wins when it is longer.
    /// - Parameter jitter: from 0 to 1, drawn by the caller; 0.5 gives the delay itself.
    package func delay(afterAttempt attempt: Int, retryAfter: Duration?, jitter drawn: Double) -> Duration {
        let base = delays[min(max(attempt, 1), delays.count) - 1]
        let stretched = base * (1 + jitter * (2 * drawn - 1))
        return max(stretched, retryAfter ?? .zero)
    }
}
