package import IncidentCore
package import IncidentStore

/// What a data folder has recorded of a span: what came in, what people did, and who was told.
package struct RecordedSpan: Sendable {
    /// What was received and done.
    package let simulation: Simulation
    /// From when on it is of interest; what is played before only tells what was open by then.
    package let from: Timestamp
    /// What happened.
    package let history: ToldHistory
    /// What people did that is not told clearly enough to be repeated.
    package let unclearDeeds: Int

    /// What of the recording is meant.
    package enum Choice: Sendable, Equatable {
        /// All that came in within so long before the newest that is recorded.
        case last(Duration)
        /// What concerns the alerts of one incident, until an hour after it was resolved.
        case incident(Int64)
    }

    /// - Parameter reader: of the state that is read now; bodies are read from `store` when they are played.
    /// - Throws: `UnknownIncident`; `NothingRecorded`; `StoreError`.
    package init(_ choice: Choice, in store: ReadOnlyStore) throws {
        self = try store.read { reader in
            guard let newest = try reader.newestRecord() else {
                return Result<Self, any Error>.failure(NothingRecorded())
            }
            return Result { try RecordedSpan(choice, reader, until: newest, in: store) }
        }.get()
    }

    private init(_ choice: Choice, _ reader: StoreReader, until newest: Timestamp, in store: ReadOnlyStore) throws {
        let part: RecordedPart
        switch choice {
        case .last(let length): part = try RecordedPart(last: length, until: newest, reader)
        case .incident(let id):
            guard let incident = try reader.incident(id) else {
                throw UnknownIncident(id: id, newest: try reader.newestIncidentID())
            }
            part = try RecordedPart(of: incident, until: newest, reader)
        }
        let bodies = try part.bodies(reader) { try reader.recordedBody($0) }
        let deeds = try part.deeds(reader)
        from = part.from
        history = ToldHistory(
            incidents: try part.incidents.map { try ToldHistory.Past($0, reader, from: part.from, until: part.end) })
        unclearDeeds = deeds.unclear
        let events = try bodies + deeds.events + part.silences(reader) + part.overrides(reader)
        simulation = Simulation(
            start: part.start, end: part.end, events: events.inOrder(), hearsHeartbeats: part.isWhole,
            body: { id in try store.read { try $0.recordedBody(id) } })
    }
}

/// The folder has recorded nothing yet.
package struct NothingRecorded: Error, CustomStringConvertible {
    package let description = "nothing has been recorded yet: no body has come in"
}

extension [Simulation.Event] {
    /// By their times; of one time silences and overrides first, then bodies, then what people did.
    package func inOrder() -> Self {
        enumerated().sorted { left, right in
            (left.element.at, left.element.what.rank, left.offset) < (
                right.element.at, right.element.what.rank, right.offset
            )
        }.map(\.element)
    }
}

extension Simulation.What {
    fileprivate var rank: Int {
        switch self {
        case .silence, .endSilence, .override: 0
        case .body: 1
        case .deed: 2
        }
    }
}
