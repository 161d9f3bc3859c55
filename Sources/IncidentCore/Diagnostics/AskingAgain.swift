/// When collectors are asked again that were not asked, because their target had not answered others.
package enum AskingAgain {
    /// A target that is dead for long costs one time limit in so long.
    package static let longestWait = Duration.seconds(120)
    package static let givenUpAfter = Duration.seconds(6 * 3600)
    /// For so long one that was asked again and got no answer is asked once more; a question that takes longer than its time
    /// limit must not burden its target for hours.
    package static let triedFor = Duration.seconds(600)

    /// First when the circuit may be tried, then after as long as it has lasted so far.
    ///
    /// - Parameter first: when they were to be asked first.
    /// - Returns: `nil` when it is given up.
    package static func next(after first: Timestamp, at now: Timestamp) -> Timestamp? {
        let lasted = now - first
        guard lasted < givenUpAfter else { return nil }
        return now + min(max(lasted, CircuitBreaker.pause), longestWait)
    }
}
