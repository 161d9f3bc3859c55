/// How long a claim on a notification holds, and what the end of a claim tells of the attempt that it was made for.
package enum DeliveryLease {
    /// Longer than any attempt may take by its own time limits; a mail that is too big is tried twice in one.
    package static let length: Duration = .seconds(240)

    /// An attempt that has had no answer for so long is said to have none.
    ///
    /// A page waits up to 2 s for diagnostics, and within 5 s of its alert people are to see that nobody was reached.
    package static let unansweredAfter: Duration = .seconds(2)

    /// When the attempt began whose claim holds until `end`.
    package static func beginning(of end: Timestamp) -> Timestamp { end - length }

    /// An attempt whose claim ends by then has had no answer for too long.
    package static func endOfUnanswered(at now: Timestamp) -> Timestamp { now - unansweredAfter + length }
}
