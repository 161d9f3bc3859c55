/// An instant, in whole nanoseconds since 1970-01-01T00:00:00Z.
///
/// Nanoseconds because Alertmanager passes `startsAt` on with up to nine decimals and two of them must compare exactly;
/// `Date` is a binary fraction and would not compare exactly. Reaches from 1677 to 2262.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    package init(milliseconds: Int64) { self.nanoseconds = milliseconds * 1_000_000 }
    package init(seconds: Int64) { self.nanoseconds = seconds * 1_000_000_000 }

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
        .nanoseconds(left.nanoseconds.subtractingReportingOverflow(right.nanoseconds).partialValue)
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
    func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
