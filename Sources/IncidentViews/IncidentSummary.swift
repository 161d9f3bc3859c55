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
        if incident.status == .triggered, incident.silence == nil,
            try !reader.hasSentNotification(incidentID: incident.id),
            try reader.reach(incidentID: incident.id).alarm != nil
        {
            alarm = "nobody reached"
        } else {
            alarm = incident.isStillFiring ? "still firing" : incident.flapping.isOn ? "flapping" : nil
        }
    }
}
