internal import IncidentCore
internal import Synchronization

/// What of a webhook body is kept: the same without the secrets that its labels and annotations hold.
///
/// Who an alert is, what it is classified as and which heartbeat it is, is decided by what came; everything after that, and
/// whoever looks later, has what is kept.
struct KeptIntake: Sendable {
    let body: [UInt8]
    /// Without its secrets; `nil` where it has none.
    let redacted: AlertGroup?
}

/// Makes of bodies what is kept of them.
final class IntakeRedaction: Sendable {
    /// Bodies that hold no secret, by their lengths: Alertmanager says the same again and again, and to see that costs a tenth
    /// of looking through it.
    private let plain = Mutex([[UInt8]](repeating: [], count: 128))
    /// By whose redactions they hold none.
    private let tables = Mutex<TablesInForce?>(nil)
    /// Longer ones are not remembered.
    private static let limitBytes = 16 << 10

    func keep(_ group: AlertGroup, _ body: [UInt8], _ inForce: TablesInForce) -> KeptIntake {
        guard !isKnown(body, inForce) else { return KeptIntake(body: body, redacted: nil) }
        let redactions = inForce.tables.redactions
        guard redactions.mayConcern(body) else {
            if body.count <= Self.limitBytes { plain.withLock { $0[body.count % $0.count] = body } }
            return KeptIntake(body: body, redacted: nil)
        }
        return KeptIntake(body: redactions.apply(toJSON: body), redacted: group.redacted(by: redactions))
    }

    private func isKnown(_ body: [UInt8], _ inForce: TablesInForce) -> Bool {
        let isNew = tables.withLock { tables in
            defer { tables = inForce }
            return tables !== inForce
        }
        return plain.withLock { bodies in
            if isNew { bodies = [[UInt8]](repeating: [], count: bodies.count) }
            return bodies[body.count % bodies.count]
        } == body
    }
}
