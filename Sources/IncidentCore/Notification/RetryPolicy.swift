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

    /// A page waits no longer than this for who asks to wait: it may take another at once.
    static func longestAskedWait(isUrgent: Bool) -> Duration { isUrgent ? .seconds(60) : .seconds(300) }

    /// An urgent page is tried again so soon, whatever the answer was: where nobody else uses the endpoint or the address,
    /// nothing tells otherwise that it takes messages again.
    static let longestUrgentWait = Duration.seconds(60)

    /// How long to wait after attempt `attempt`, counted from 1.
    ///
    /// `Retry-After` (RFC 9110, 10.2.3) wins when it is longer.
    /// - Parameters:
    ///   - longest: so long at most, stretched or not, but for `Retry-After`; `nil` is any time.
    ///   - jitter: from 0 to 1, drawn by the caller; 0.5 gives the delay itself.
    package func delay(
        afterAttempt attempt: Int, retryAfter: Duration?, atMost longest: Duration? = nil, jitter drawn: Double
    ) -> Duration {
        var base = delays[min(max(attempt, 1), delays.count) - 1]
        // Cut before it is stretched, so that many that wait are not all tried at the same moment.
        if let longest { base = min(base, longest / (1 + jitter)) }
        let stretched = base * (1 + jitter * (2 * drawn - 1))
        return max(stretched, retryAfter ?? .zero)
    }
}
