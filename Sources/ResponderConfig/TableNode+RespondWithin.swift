internal import IncidentCore

extension TableNode {
    /// `{ P1: 5m, P2: 1h }`; a priority that is left out has no deadline.
    func respondWithin() -> RespondWithin? {
        guard let table = mapping(keys: Priority.allCases.map(\.rawValue)) else { return nil }
        func within(_ priority: Priority) -> Duration? {
            table[priority.rawValue]?.duration(in: .seconds(60)...(.seconds(30 * 86_400)))
        }
        return RespondWithin(p1: within(.p1), p2: within(.p2), p3: within(.p3), p4: within(.p4))
    }
}
