internal import IncidentCore
internal import IncidentStore

/// Which alerts those of a body are, and what is known of each.
///
/// An alert is its labels. Where the fingerprint that came with it stands for other labels, in the body or in the store,
/// it goes by the one that we compute: told as a repeat of another, what fires would be shown nowhere. Alertmanager
/// computes its own from the labels; others write theirs by hand, or copy them.
struct AlertIdentities {
    /// Each under the fingerprint by which it is known.
    private(set) var alerts: [Alert]
    private(set) var known: [KnownAlert] = []
    /// The places of those that do not go by the fingerprint they came with.
    private(set) var renamed: Set<Int> = []
    /// Whom each fingerprint of the body so far stands for; kept where one might stand for two.
    private var taken: [String: Labels] = [:]
    private let redactions: Redactions

    /// - Parameters:
    ///   - alerts: as they came: two that differ in a secret only are two.
    ///   - redactions: through which the labels that are stored have gone.
    init(of alerts: [Alert], redactions: Redactions, in transaction: borrowing StoreTransaction) throws {
        self.alerts = alerts
        self.redactions = redactions
        known.reserveCapacity(alerts.count)
        var mayBeTaken = alerts.repeatFingerprints
        for place in alerts.indices {
            let (fingerprint, known) = try identify(alerts[place], in: transaction)
            self.known.append(known)
            if fingerprint != alerts[place].fingerprint {
                self.alerts[place].fingerprint = fingerprint
                renamed.insert(place)
                if !mayBeTaken {
                    mayBeTaken = true
                    for before in self.alerts[..<place] { taken[before.fingerprint] = before.labels }
                }
            }
            if mayBeTaken { taken[fingerprint] = alerts[place].labels }
        }
    }

    private func identify(
        _ alert: Alert, in transaction: borrowing StoreTransaction
    ) throws -> (fingerprint: String, known: KnownAlert) {
        if let known = try look(for: alert, under: alert.fingerprint, in: transaction) {
            return (alert.fingerprint, known)
        }
        let own = alert.labels.fingerprint
        if own != alert.fingerprint, let known = try look(for: alert, under: own, in: transaction) {
            return (own, known)
        }
        // Others have both, which takes some doing.
        var number = 2
        while true {
            let numbered = "\(own)-\(number)"
            if let known = try look(for: alert, under: numbered, in: transaction) { return (numbered, known) }
            number += 1
        }
    }

    /// - Returns: `nil` when the fingerprint stands for other labels.
    private func look(
        for alert: Alert, under fingerprint: String, in transaction: borrowing StoreTransaction
    ) throws -> KnownAlert? {
        if let labels = taken[fingerprint], labels != alert.labels { return nil }
        return try transaction.known(fingerprint, of: alert.labels, redactions: redactions)
    }
}
