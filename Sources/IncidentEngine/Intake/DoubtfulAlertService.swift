package import IncidentCore
internal import IncidentStore
package import Logging

/// Lets doubtful alerts fire when their stored deadlines come: no end came, so none of them was a late copy.
package struct DoubtfulAlertService: TickingService {
    package let name = "doubtful alerts"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables

    /// How many fire in one transaction, so that intake never waits long.
    private static let batchLimit = 100

    package init(_ context: ServiceContext, wakeup: Wakeup) {
        self.wakeup = wakeup
        (store, tables, time) = (context.store, context.tables, context.time)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        while let due = try await nextDue(), due <= time.now() { try await fireDue() }
        return try await nextDue()
    }

    private func nextDue() async throws -> Timestamp? { try await store.read { try $0.nextDoubtfulDue() } }

    private func fireDue() async throws {
        let (inForce, now) = (tables.inForce, time.now())
        try await store.write { transaction in
            for doubt in try transaction.dueDoubtful(at: now, limit: Self.batchLimit) {
                let fired: Void? = try transaction.attempt("doubtful_alert", doubt.alert.fingerprint) { transaction in
                    try Self.fire(doubt, inForce, because: "no end came since", at: now, in: &transaction)
                }
                if fired == nil { try transaction.putOffDoubtful(doubt.alert.fingerprint, at: now) }
            }
            try transaction.forgetEnds(seenBefore: now - inForce.tables.lateCopyWithin)
        }
    }

    /// The same way as an alert of a body that begins.
    ///
    /// - Parameter reason: why it is believed.
    static func fire(
        _ doubt: StoredDoubt, _ inForce: TablesInForce, because reason: String, at now: Timestamp,
        in transaction: inout StoreTransaction
    ) throws {
        let alert = doubt.alert
        let origin: Beginning.Origin
        switch try transaction.known(alert.fingerprint) {
        case .doubtful(let doubtful): origin = .afterDoubt(doubtful)
        // What it ended after is not known any more; that it was told as firing is.
        case .nothing: origin = .unknown
        case .fires, .ended: return try transaction.removeDoubtful(alert.fingerprint)
        }
        if origin == .unknown { try transaction.removeDoubtful(alert.fingerprint) }
        var change = GroupChange(groupKey: doubt.groupKey)
        change.senderID = try transaction.senderID(ofFingerprint: alert.fingerprint)
        change.begin(
            Beginning(
                alert: alert, classification: inForce.tables.classifier.classify(alert.labels), origin: origin))
        let placement = try GroupRecorder(inForce: inForce, now: now).apply(
            change, to: try transaction.alertGroup(change.groupKey), in: &transaction)
        guard let incidentID = placement.incidentID else { return }
        try transaction.record(
            TimelineDraft(
                .alertDoubtful,
                "\(alert.displayName.singleLine(limit: 80)) fires again: told as firing after its end at \(doubt.seenAt.readable), and \(reason)"
            ), incidentID: incidentID, at: now)
    }
}
