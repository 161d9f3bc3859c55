// A person takes a resolution back, and somebody has the incident again.
extension Escalation {
    /// It stands where it stood: stopped until what its owner has ends, or going on where it does so until the incident is
    /// resolved; the time in which that was so does not count.
    ///
    /// - Parameters:
    ///   - quiet: that time.
    ///   - step: the index of the one of which nothing had gone out, which comes again; `nil` where something has.
    package mutating func takeBackEnd(
        pausedUntil deadline: Timestamp?, after quiet: Duration, repeating step: Int?, at now: Timestamp,
        hours: BusinessHours?
    ) {
        guard status == .ended, !hasNotified else { return }
        if let step, policy.steps.indices.contains(step) { nextStep = step }
        guard policy.until != .resolved else { return fireAgain(after: quiet, at: now, hours: hours) }
        status = .paused
        nextDueAt = deadline
    }
}
