internal import IncidentCore
internal import IncidentStore

extension RoutingTables {
    /// The tables as they are at an instant, with who is on call by the rotas and the overrides that are stored.
    ///
    /// Overrides are read when somebody is to be told and not kept: one that the command line has just written counts.
    func onCall(at now: Timestamp, in transaction: borrowing StoreTransaction) throws -> RoutingTables {
        try onCall(at: now, in: transaction.reader)
    }

    func onCall(at now: Timestamp, in reader: StoreReader) throws -> RoutingTables {
        guard !contacts.rotaRoles.isEmpty else { return self }
        return onCall(at: now, overrides: try reader.rotaOverrides(from: now, until: now))
    }
}

extension TablesInForce {
    /// The same with who is on call at an instant. Itself where no role has a rota: a copy of the tables would count a
    /// score of references.
    func onCall(at now: Timestamp, in transaction: borrowing StoreTransaction) throws -> TablesInForce {
        guard !tables.contacts.rotaRoles.isEmpty else { return self }
        return TablesInForce(try tables.onCall(at: now, in: transaction), silences: silences)
    }
}
