package import IncidentCore
internal import IncidentEngine
package import IncidentStore

/// An incident as a list shows it to people.
package struct IncidentSummary: Sendable {
    package let incident: Incident
    package let findings: [Finding]
    /// What must be seen first, in few words.
    package let alarm: String?
    /// Where nobody has been reached, the last answer of each kind of endpoint.
    package let answers: [String]
    /// Who is told next, where nobody has taken it.
    package let next: NextNotify?
    /// Why that is nobody.
    private let nobodyWords: String

    /// - Parameter stored: as it is stored; it is shown without what is secret.
    package init(_ stored: Incident, reader: StoreReader, tables: RoutingTables, at now: Timestamp) throws {
        incident = stored.redacted(by: tables.redactions)
        findings = try reader.findings(incidentID: stored.id)
        let isUntaken = stored.status == .triggered
        let isUnreached = try isUntaken && reader.isUnreached(incidentID: stored.id, at: now)
        answers = isUnreached ? try reader.reach(incidentID: stored.id, at: now).answers : []
        let standing = isUntaken ? try reader.standingEscalations(of: stored, tables: tables) : []
        let today = try tables.knowingOverrides(for: standing, reader)
        next = isUntaken ? try reader.nextNotify(of: stored, standing, tables: today) : nil
        nobodyWords =
            next == nil ? standing.map { UpcomingTelling($0, in: stored, tables: today) }.nobodyWords : ""
        let said: [String?] = [
            isUnreached ? "nobody reached" : nil, stored.isOverdue ? "overdue" : nil,
            stored.isStillFiring ? "still firing" : nil,
            !isUnreached && stored.flapping.isOn ? "flapping" : nil,
            try isUntaken && reader.isOnlySpooled(incidentID: stored.id) ? "only spooled" : nil,
        ]
        let words = said.compactMap(\.self)
        alarm = words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// In whose digest it is told and when, where nothing else tells it.
    package func digestWords(at now: Timestamp, by clock: LocalClock = .utc) -> String? {
        next?.what == .digest ? next?.words(at: now, by: clock) : nil
    }

    /// Who has it and until when, or who is told next and when.
    package func whoWords(at now: Timestamp, by clock: LocalClock = .utc) -> String {
        switch incident.status {
        case .triggered:
            if incident.silence != nil { return "nobody is told" }
            return next?.words(at: now, by: clock) ?? nobodyWords
        case .acknowledged:
            let owner = incident.acknowledgedBy ?? "somebody"
            let until = incident.taking.until.map { " until \($0.shortWords(at: now, by: clock))" } ?? ""
            return owner + (incident.taking.isSnoozed ? ", snoozed" : "") + until
        case .resolved:
            let ended = incident.resolvedAt.map { " \((now - $0).prometheusRounded) ago" } ?? ""
            return "resolved by \(incident.resolvedBy ?? "its alerts")\(ended)"
        }
    }
}
