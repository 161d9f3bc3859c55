internal import IncidentCore
internal import IncidentStore

/// What a person does to an incident as its event, with what that needs of the stored state.
extension StoreTransaction {
    func taking(_ id: Int64, by person: String, way: Way?, tables: RoutingTables) throws -> IncidentEvent {
        .acknowledged(
            by: person,
            // What would go on first says when.
            expiresAfter: try escalations(incidentID: id).compactMap(\.acknowledgementExpires).min(),
            covering: try firingCovers(incidentID: id), way: way, remindBefore: tables.acknowledgementReminder)
    }

    func resolving(_ id: Int64, by person: String, way: Way?, tables: RoutingTables) throws -> IncidentEvent {
        let priority = try incident(id)?.priority ?? .p1
        return .resolved(by: person, remindAfter: tables.remindStillFiring[priority], way: way)
    }

    func reopeningTerms(_ id: Int64, tables: RoutingTables) throws -> ReopeningTerms {
        // They have ended with it, as the deeds of who has it see them.
        let policies = try escalations(incidentID: id).map(\.policy).filter { $0.until != .resolved }
        return ReopeningTerms(
            expiresAfter: policies.compactMap(\.acknowledgementExpires).min(),
            remindBefore: tables.acknowledgementReminder)
    }
}
