package import IncidentCore
package import IncidentStore

/// An incident as a list shows it to people.
package struct IncidentSummary: Sendable {
    package let incident: Incident
    package let findings: [Finding]
    /// What must be seen first, in few words.
    package let alarm: String?
    /// Where nobody is known to have been reached, what is known; else `nil`.
    package let unreached: Reach?
    /// Who is told next, where nobody has taken it.
    package let next: NextNotify?
    /// For whose digest it is held, where nobody is paged for it.
    package let heldFor: [String]

    /// - Parameter stored: as it is stored; it is shown without what is secret.
    package init(_ stored: Incident, reader: StoreReader, tables: RoutingTables, at now: Timestamp) throws {
        incident = stored.redacted(by: tables.redactions)
        findings = try reader.findings(incidentID: stored.id)
        let isUntaken = stored.status == .triggered
        unreached = try reader.unreached(stored, at: now)
        next = isUntaken ? try reader.nextNotify(of: stored, tables: tables) : nil
        let digests = stored.status == .resolved ? [] : try reader.digestsAwaited(byIncident: stored.id)
        // One of its alerts may wait for a digest while another one rings.
        let isPaged =
            try !digests.isEmpty
            && (reader.isPaged(incidentID: stored.id) || reader.nextNotify(of: stored, tables: tables) != nil)
        heldFor = isPaged ? [] : digests
        let said: [String?] = [
            unreached?.shortAlarm, stored.isOverdue ? "overdue" : nil,
            stored.isStillFiring ? "still firing" : nil,
            unreached == nil && stored.flapping.isOn ? "flapping" : nil,
        ]
        let words = said.compactMap(\.self)
        alarm = words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// Who has it and until when, or who is told next and when.
    package func whoWords(at now: Timestamp, by clock: LocalClock = .utc) -> String {
        switch incident.status {
        case .triggered:
            if incident.silence != nil { return "nobody is told" }
            if let next { return next.words(at: now, by: clock) }
            return heldFor.isEmpty ? "nobody else is to be told" : "only in the digest of \(heldFor.shortNames)"
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
