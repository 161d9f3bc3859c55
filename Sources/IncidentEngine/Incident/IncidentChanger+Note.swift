internal import IncidentCore
internal import IncidentStore

extension IncidentChanger {
    /// Among so many of the newest entries a note that is sent again is looked for: who presses twice does it at once, and a
    /// storm's timeline is long.
    private static let entriesLookedAt = 200

    /// As `apply`; but a note that was sent twice, as a button that is pressed twice sends it, is one note.
    func applyOnce(
        _ event: IncidentEvent, to incident: Incident, in transaction: inout StoreTransaction
    ) throws -> Incident {
        if case .noted(let person, let text) = event {
            let newest = try transaction.reader.timeline(incidentID: incident.id, newest: Self.entriesLookedAt)
            if newest.holdNote(text, by: person, sentAgainAt: now) { return incident }
        }
        return try apply(event, to: incident, in: &transaction)
    }
}
