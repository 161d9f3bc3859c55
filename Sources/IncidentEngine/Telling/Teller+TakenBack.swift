internal import IncidentCore
internal import IncidentStore

extension Teller {
    /// Tells those who were told that the incident is over that it is not, and those whose doing is undone. What rings for
    /// it as for something new, because it was closed there, is told as well that somebody has it.
    ///
    /// - Parameters:
    ///   - person: who says so.
    ///   - names: who had it, and who closed it.
    mutating func tellTakenBack(
        _ reason: String, by person: String, and names: [String], tables: RoutingTables,
        in transaction: inout StoreTransaction
    ) throws {
        let tables = try tables.onCall(at: now, in: transaction)
        let cause = Telling.Cause.takenBack(by: person)
        let ended = history.toldOfEnd
        for (contact, method) in ended {
            try tell(Telling(cause, contact: contact, method: method, reason: reason), in: &transaction)
            guard incident.status == .acknowledged, tables.keepers.contains(method.notifier) else { continue }
            try tell(Telling(.lapsed, contact: contact, method: method, reason: reason), in: &transaction)
        }
        // Where nobody has it they are rung.
        guard incident.status == .acknowledged else { return }
        for contact in names.compactMap({ tables.contacts[$0] }) where !contact.escalationPath.isEmpty {
            let isTold = ended.contains { $0.contact == contact.role && !tables.keepers.contains($0.method.notifier) }
            let telling = Telling.news(cause, to: contact, history, keepers: tables.keepers, reason: reason)
            guard !isTold, let telling, !ended.contains(where: { $0.method == telling.method }) else { continue }
            try tell(telling, in: &transaction)
        }
    }
}
