package import IncidentCore
package import IncidentStore

/// What a simulation plays to the engine: recorded bodies, and what people did, each at its time.
package struct Simulation: Sendable {
    package var start: Timestamp
    package var end: Timestamp
    /// In the order of their times.
    package var events: [Event]
    /// A recorded body, as it was received.
    package var body: @Sendable (Int64) throws -> [UInt8]
    /// So long after a page went out somebody takes the incident; `nil` is nobody besides those of the events.
    package var acknowledgeAfter: Duration?
    /// Whether heartbeats that are not heard open incidents: not so where only a part of the intake is played.
    package var hearsHeartbeats: Bool

    package init(
        start: Timestamp, end: Timestamp, events: [Event], acknowledgeAfter: Duration? = nil,
        hearsHeartbeats: Bool = false, body: @escaping @Sendable (Int64) throws -> [UInt8]
    ) {
        self.start = start
        self.end = end
        self.events = events
        self.body = body
        self.acknowledgeAfter = acknowledgeAfter
        self.hearsHeartbeats = hearsHeartbeats
    }

    package struct Event: Sendable, Equatable {
        package let at: Timestamp
        package let what: What

        package init(at: Timestamp, _ what: What) {
            self.at = at
            self.what = what
        }
    }

    package enum What: Sendable, Equatable {
        /// By its number.
        case body(Int64)
        case deed(RecordedDeed)
        /// Silences by the numbers that they had.
        case silence(StoredSilence)
        case endSilence(Int64, by: String)
        case override(RotaOverride)
    }

    package var bodyCount: Int { events.count { if case .body = $0.what { true } else { false } } }
}

/// What a person did to an incident, which goes by another number in a simulation.
package struct RecordedDeed: Sendable, Equatable {
    /// Those of the incident, oldest first.
    package let occurrences: [OccurrenceKey]
    package let by: String
    /// In their own words; `nil` where they gave none.
    package let why: String?
    package let what: What

    package init(occurrences: [OccurrenceKey], by: String, why: String?, what: What) {
        self.occurrences = occurrences
        self.by = by
        self.why = why
        self.what = what
    }

    package enum What: Sendable, Equatable {
        case acknowledge, unacknowledge, resolve, reopen, escalate
        case snooze(until: Timestamp)
        case handOver(to: String)
        case ask(for: String)
    }
}

/// What came of a simulation.
package struct SimulationResult: Sendable {
    package let history: ToldHistory
    /// Bodies that were refused, by their numbers, and why.
    package let refusedBodies: [(body: Int64, reason: String)]
    /// What people did and could not be done here: there was no such incident, or it stood otherwise.
    package let refusedDeeds: Int

    /// The same with a part of its history.
    package func showing(_ part: ToldHistory) -> SimulationResult {
        SimulationResult(history: part, refusedBodies: refusedBodies, refusedDeeds: refusedDeeds)
    }
}

/// Something was due again and again.
package struct SimulationStuck: Error, CustomStringConvertible {
    let service: String
    let at: Timestamp

    package var description: String { "the simulation stands still at \(at.readable): \(service) is never done" }
}
