package import IncidentCore
package import IncidentStore

/// An incident as a list shows it to people.
package struct IncidentSummary: Sendable {
    package let incident: Incident
    package let findings: [Finding]
    /// What must be seen first, in few words.
    package let alarm: String?

    package init(_ incident: Incident, reader: StoreReader) throws {
        self.incident = incident
        findings = try reader.findings(incidentID: incident.id)
        // Of nearly every incident something was sent, and then nothing more need be read.
        let isUnreached =
            try incident.status == .triggered && incident.silence == nil
            && !reader.hasSentNotification(incidentID: incident.id)
            && reader.reach(incidentID: incident.id).alarm != nil
        let words = [
            isUnreached ? "nobody reached" : nil, incident.isOverdue ? "overdue" : nil,
            incident.isStillFiring ? "still firing" : nil,
            !isUnreached && incident.flapping.isOn ? "flapping" : nil,
        ].compactMap(\.self)
        alarm = words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
