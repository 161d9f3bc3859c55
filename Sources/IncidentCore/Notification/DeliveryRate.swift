/// How many messages of low priority one endpoint takes: a burst, then so many a second.
///
/// What is urgent (P1, P2) is never held back by it; a flood of P4s neither crowds it out nor floods a mailbox.
package struct DeliveryRate: Sendable, Equatable {
    package let burst: Int
    package let perSecond: Int

    private var tokens: Double
    private var countedAt: Timestamp?

    package init(burst: Int, perSecond: Int) {
        self.burst = burst
        self.perSecond = perSecond
        tokens = Double(burst)
    }

    /// How many may go now.
    package mutating func available(at now: Timestamp) -> Int {
        // A clock that was set back gives nothing and takes nothing.
        let passed = max((now - (countedAt ?? now)).inSeconds, 0)
        tokens = min(Double(burst), tokens + passed * Double(perSecond))
        countedAt = now
        return Int(tokens)
    }

    package mutating func take(_ count: Int) { tokens -= Double(count) }

    /// When the next one may go; `nil` when it may go at once.
    package func nextAvailable(after now: Timestamp) -> Timestamp? {
        tokens >= 1 ? nil : now + .milliseconds(Int64(((1 - tokens) / Double(perSecond) * 1000).rounded(.up)))
    }
}
