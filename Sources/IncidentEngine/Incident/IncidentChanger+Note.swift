internal import IncidentCore
internal import IncidentStore

extension IncidentChanger {
    /// Among so many of the newest notes one that is sent again is looked for.
    private static let notesLookedAt = 20

    /// As `apply`; but a note that was sent twice, as a button that is pressed twice sends it, is one note.
    func applyOnce(
        _ event: IncidentEvent, to incident: Incident, in transaction: inout StoreTransaction
    ) throws -> Incident {
        if case .noted(let person, let text) = event {
            let notes = try transaction.reader.timeline(
                incidentID: incident.id, kinds: [.noted], newest: Self.notesLookedAt)
            if notes.contains(where: { $0.isNote(text, by: person, sentAgainAt: now) }) { return incident }
        }
        return try apply(event, to: incident, in: &transaction)
    }
}
