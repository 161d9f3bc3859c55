internal import IncidentCore
internal import IncidentStore

extension StoreTransaction {
    /// Tells what was only written to the spool, where nobody has heard of an incident that waits for somebody.
    mutating func tellSpooled(by endpoint: EndpointID, at now: Timestamp) throws {
        for id in try reader.incidentsWithSpooledPages(by: endpoint) {
            _ = try attempt("incident", "\(id)") { transaction in
                guard let incident = try transaction.incident(id), incident.silence == nil else { return }
                let tellings = try transaction.tellingHistory(incidentID: id)
                    .untoldForWantOfCredentials(of: endpoint, incident.priority)
                guard !tellings.isEmpty else { return }
                var teller = try Teller(incident, at: now, in: transaction)
                for telling in tellings { try teller.tell(telling, in: &transaction) }
            }
        }
    }
}
