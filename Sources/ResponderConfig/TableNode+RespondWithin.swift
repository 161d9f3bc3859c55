internal import IncidentCore

extension RespondWithin {
    /// `{ P1: 5m, P2: 1h }`, laid over what an import wrote; a priority that neither has knows no deadline.
    init(_ own: TableNode?, over runbook: TableNode?) {
        let tables = [own, runbook].compactMap { $0?.mapping(keys: Priority.allCases.map(\.rawValue)) }
        func within(_ priority: Priority) -> Duration? {
            tables.lazy.compactMap { $0[priority.rawValue] }.first?.duration(in: .seconds(60)...(.seconds(30 * 86_400)))
        }
        self.init(p1: within(.p1), p2: within(.p2), p3: within(.p3), p4: within(.p4))
    }
}
