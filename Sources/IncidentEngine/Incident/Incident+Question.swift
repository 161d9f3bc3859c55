package import IncidentCore
package import IncidentStore

extension Incident {
    /// What a person is asked before they take it from another, with whether that one hears of it.
    ///
    /// - Parameter consent: to taking it from who has it; knowing is by their name.
    package func question(
        beforeTakenBy person: String, _ consent: Consent<String>, _ tables: RoutingTables, at now: Timestamp,
        in reader: StoreReader
    ) throws -> DeedQuestion? {
        try question(beforeTakenBy: person, consent) { try unheard($0, tables, at: now, in: reader) }
    }

    /// The same before somebody gives it back.
    func question(
        beforeGivenBackBy person: String, _ consent: Consent<String>, _ tables: RoutingTables, at now: Timestamp,
        in reader: StoreReader
    ) throws -> DeedQuestion? {
        try question(beforeGivenBackBy: person, consent) { try unheard($0, tables, at: now, in: reader) }
    }

    private func unheard(
        _ owner: String, _ tables: RoutingTables, at now: Timestamp, in reader: StoreReader
    ) throws -> Unheard? {
        let contacts = try tables.onCall(at: now, in: reader).contacts
        return try reader.tellingHistory(incidentID: id).unheard(owner, contacts: contacts, keepers: tables.keepers)
    }
}
