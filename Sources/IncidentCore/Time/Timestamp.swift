/// An instant, in whole nanoseconds since 1970-01-01T00:00:00Z.
///
/// Nanoseconds because Alertmanager passes `startsAt` on with up to nine decimals and two of them must compare exactly;
/// `Date` is a binary fraction and would not compare exactly. Reaches from 1677 to 2262.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    /// Like what follows, keeps to the end of its reach where the result lies beyond.
    package init(milliseconds: Int64) { nanoseconds = milliseconds.multipliedWithinReach(by: 1_000_000) }
    package init(seconds: Int64) { nanoseconds = seconds.multipliedWithinReach(by: 1_000_000_000) }

    /// Rounded down, for the `…_at_ms` columns and the JSON API.
    package var milliseconds: Int64 { nanoseconds.floorDivided(by: 1_000_000) }
    /// Rounded down.
    package var seconds: Int64 { nanoseconds.floorDivided(by: 1_000_000_000) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func + (left: Timestamp, right: Duration) -> Timestamp {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.wholeNanoseconds)
        return Timestamp(nanoseconds: overflow ? (right < .zero ? .min : .max) : sum)
    }
    package static func - (left: Timestamp, right: Duration) -> Timestamp { left + (Duration.zero - right) }
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
        return .nanoseconds(overflow ? (left < right ? .min : .max) : difference)
    }
}

extension Duration {
    /// Saturates at about 292 years.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
    package var wholeMilliseconds: Int64 { wholeNanoseconds.floorDivided(by: 1_000_000) }
    /// As a fraction, for metrics and messages.
    package var inSeconds: Double { Double(wholeNanoseconds) / 1e9 }
}

extension Int64 {
    fileprivate func multipliedWithinReach(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? (self < 0 ? .min : .max) : product
    }

    func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
