internal import IncidentCore
internal import IncidentStore

extension EscalationRunner {
    /// Holds what a step tells for the digest of its roles.
    ///
    /// - Returns: false where it is to be told at once.
    func hold(
        _ step: EscalationStep, because reason: String, in transaction: inout StoreTransaction
    ) throws -> Bool {
        guard step.digest != .never, inForce.tables.digestTime(of: step, at: now) != nil else { return false }
        let gate = TellingGate(incident, history: TellingHistory(), running: [], at: now)
        for role in step.notify {
            guard let time = inForce.tables.nextDigest(for: role, after: now) else { continue }
            switch gate.decide(digestOf: role, at: time, because: reason) {
            case .hold(let hold):
                try transaction.holdForDigest(hold, incidentID: incident.id)
                try record(.heldForDigest, hold.words, in: transaction)
            case .doNotTell(let words): try record(.notTold, "\(role): \(words)", in: transaction)
            }
        }
        return true
    }
}
