/// What became of one alert of a body: each has exactly one of these.
package enum IntakeOutcome: String, Sendable, CaseIterable {
    /// It fires and opened an incident.
    case opened
    /// It fires, was not known, and an incident that was there holds it.
    case joined
    /// Its occurrence fires already; counted there.
    case repeated
    /// It fires once more after an end, in an incident that was open or is so again.
    case beganAgain = "began_again"
    /// It fires after its end and may be a late copy: a row with a deadline.
    case doubtful
    /// Its occurrence has ended.
    case ended
    /// It says that something has ended which did not fire, or an earlier occurrence.
    case endedBefore = "ended_before"
    case heartbeat
    /// It cannot be understood; kept with its reason.
    case rejected
}

/// How many alerts came to which outcome.
package struct IntakeTally: Sendable, Equatable {
    package private(set) var counts: [IntakeOutcome: Int] = [:]

    package init() {}

    package subscript(outcome: IntakeOutcome) -> Int { counts[outcome] ?? 0 }

    package mutating func count(_ outcome: IntakeOutcome, _ number: Int = 1) {
        guard number > 0 else { return }
        counts[outcome, default: 0] += number
    }
}
