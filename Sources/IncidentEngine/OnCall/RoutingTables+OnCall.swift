internal import IncidentCore
internal import IncidentStore

extension RoutingTables {
    /// The tables as they are at an instant, with who is on call by the rotas and the overrides that are stored.
    ///
    /// Overrides are read when somebody is to be told and not kept: one that the command line has just written counts.
    func onCall(at now: Timestamp, in transaction: borrowing StoreTransaction) throws -> RoutingTables {
        guard !contacts.rotaRoles.isEmpty else { return self }
        return onCall(at: now, overrides: try transaction.reader.rotaOverrides(from: now, until: now))
    }
}
