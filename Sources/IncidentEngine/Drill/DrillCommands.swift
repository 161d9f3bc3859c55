package import IncidentCore
internal import IncidentStore

/// Begins and ends drills as a sender of alerts would: by bodies that go the way of every other one.
package struct DrillCommands: Sendable {
    private let intake: Intake
    private let store: IncidentStore
    private let time: TimeSource

    init(intake: Intake, store: IncidentStore, time: TimeSource) {
        (self.intake, self.store, self.time) = (intake, store, time)
    }

    /// - Parameter nonce: fresh, by which it is told from every other one.
    /// - Returns: its incident; `nil` where the tables make none of it.
    package func begin(_ priority: Priority, by person: String, nonce: String) async throws -> Int64? {
        let now = time.now()
        let drill = DrillAlert(nonce: nonce, priority: priority, by: person, startedAt: now)
        return try await intake.receive(try drill.body(.firing, at: now)).incidentID
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
