package import IncidentCore
package import IncidentStore

/// One fact about an incident as those hear of it who follow what happens.
package struct EventView: Encodable, Sendable, Equatable {
    /// Of the timeline entry; greater than those of all before it.
    package let id: Int64
    package let incident: Int64
    let kind: String
    let at: String
    let actor: String
    let summary: String
    /// Of the incident, when this was read.
    let status: String
    let priority: String

    package init(_ event: StoredEvent, redactions: Redactions) {
        let entry = event.entry.redacted(by: redactions)
        (id, incident, kind, at) = (entry.id, entry.incidentID, entry.kind.rawValue, entry.at.rfc3339)
        actor = entry.actor.shown(Shown.nameCharacters)
        summary = entry.summary.shown(Shown.nameCharacters)
        (status, priority) = (event.status.rawValue, event.priority.rawValue)
    }
}
