package import IncidentCore

/// How the last readings of the tables have gone.
package struct TableReadings: Sendable, Equatable {
    /// When the set in force was read; `nil` before the first.
    package private(set) var inForceSince: Timestamp?
    /// Why the files are not in force as they are now; `nil` when they are.
    package private(set) var refusal: Refusal?

    package struct Refusal: Sendable, Equatable {
        /// Of the first reading that was refused since a good one.
        package let since: Timestamp
        /// Of the last one.
        package let problems: [String]
    }

    package init() {}

    package mutating func succeeded(at now: Timestamp) {
        inForceSince = now
        refusal = nil
    }

    package mutating func wereRefused(at now: Timestamp, problems: [String]) {
        refusal = Refusal(since: refusal?.since ?? now, problems: problems)
    }
}
