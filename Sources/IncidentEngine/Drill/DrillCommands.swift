package import IncidentCore
internal import IncidentStore
internal import Synchronization

/// Begins and ends drills as a sender of alerts would: by bodies that go the way of every other one.
package final class DrillCommands: Sendable {
    /// So long after one has begun, and while it is open, another is another press of the same button.
    package static let pressedTwiceWithin: Duration = .seconds(60)

    private let intake: Intake
    private let store: IncidentStore
    private let time: TimeSource
    private let isBeginning = Mutex(false)

    init(intake: Intake, store: IncidentStore, time: TimeSource) {
        (self.intake, self.store, self.time) = (intake, store, time)
    }

    /// Begins one, unless one has begun just now: everybody whom a drill tells would be told once more.
    ///
    /// - Parameter nonce: fresh, by which it is told from every other one.
    /// - Returns: its incident, or that of the one that has begun; `nil` where the tables make none of it, or another is
    ///   beginning this moment.
    package func begin(
        _ priority: Priority, by person: String, nonce: String
    ) async throws -> (incidentID: Int64?, isNew: Bool) {
        let isFirst = isBeginning.withLock { isBeginning in
            defer { isBeginning = true }
            return !isBeginning
        }
        guard isFirst else { return (nil, false) }
        defer { isBeginning.withLock { $0 = false } }
        let now = time.now()
        if let open = try await store.read({ try $0.newestOpenDrill() }), open.openedAt <= now,
            now - open.openedAt < Self.pressedTwiceWithin
        {
            return (open.id, false)
        }
        let drill = DrillAlert(nonce: nonce, priority: priority, by: person, startedAt: now)
        return (try await intake.receive(try drill.body(.firing, at: now)).incidentID, true)
    }

    /// Lets the alerts of a drill's incident end.
    ///
    /// - Throws: `DrillProblem` where it is none.
    package func end(_ incidentID: Int64, by person: String) async throws {
        let firing = try await store.read { reader in
            guard let incident = try reader.incident(incidentID), incident.labels.isDrill else {
                throw DrillProblem(incidentID: incidentID)
            }
            return try reader.occurrences(incidentID: incidentID, limit: 100)
                .filter { $0.alert.status == .firing }.compactMap { DrillAlert($0.alert, by: person) }
        }
        let now = time.now()
        for drill in firing { try await intake.receive(try drill.body(.resolved, at: now)) }
    }
}

/// What is to end as a drill is none.
package struct DrillProblem: Error, Equatable, CustomStringConvertible {
    let incidentID: Int64

    package var description: String { "incident \(incidentID) is no drill; resolve it on its page" }
}
