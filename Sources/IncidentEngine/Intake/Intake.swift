package import IncidentCore
package import IncidentStore
package import Logging

/// Takes webhook bodies: one transaction from the raw body to the owed notifications, and only then an answer.
package struct Intake: Sendable {
    private let store: IncidentStore
    private let tables: CurrentTables
    private let time: TimeSource
    private let metrics: EngineMetrics
    private let logger: Logger
    /// How many bodies may wait for the disk; more are refused, and Alertmanager tries again.
    private let queueLimit: Int
    private let redaction = IntakeRedaction()

    package init(
        store: IncidentStore, tables: CurrentTables, time: TimeSource, metrics: EngineMetrics, logger: Logger,
        queueLimit: Int = 2048
    ) {
        self.store = store
        self.tables = tables
        self.time = time
        self.metrics = metrics
        self.logger = logger
        self.queueLimit = queueLimit
    }

    /// Returns when everything that the body means is on disk.
    @discardableResult
    package func receive(_ body: [UInt8]) async throws(IntakeRejection) -> IntakeReceipt {
        do throws(IntakeRejection) {
            let now = time.now()
            let group = try body.withUnsafeBufferPointer { (bytes) throws(IntakeRejection) in
                try AlertGroup(webhookBody: bytes, receivedAt: now)
            }
            let receipt = try await take(group, body: body, at: now)
            metrics.bodyTaken(receipt, cuts: group.cuts)
            if receipt.opened, let id = receipt.incidentID {
                logger.info("incident opened", metadata: ["incident.id": "\(id)"])
            }
            if let first = group.rejected.first { log(first, of: group.rejectedCount, receipt) }
            if !group.cuts.isEmpty { log(group.cuts, receipt) }
            if receipt.renamed > 0 { logRenamed(receipt) }
            return receipt
        } catch {
            throw refuse(error)
        }
    }

    /// Counts and logs that a body is not taken, and gives the reason back, to be thrown.
    package func refuse(_ rejection: IntakeRejection) -> IntakeRejection {
        metrics.bodyRefused(rejection)
        logger.warning("webhook body refused", metadata: ["reason": "\(rejection)"])
        return rejection
    }

    /// Counts and logs that a body is not even read, because its sender may not send.
    package func refuseSender(_ reason: String) {
        metrics.senderRefused()
        logger.warning("webhook sender refused", metadata: ["reason": "\(reason)"])
    }

    /// One line a body, however many of its alerts are bad.
    private func log(_ first: RejectedAlert, of count: Int, _ receipt: IntakeReceipt) {
        logger.warning(
            "alerts of a webhook body rejected",
            metadata: [
                "count": "\(count)", "first": "\(first.position + 1)", "reason": "\(first.reason)",
                "incident.id": "\(receipt.incidentID.map(String.init) ?? "none")",
            ])
    }

    private func log(_ cuts: IntakeCuts, _ receipt: IntakeReceipt) {
        logger.warning(
            "webhook body cut",
            metadata: [
                "what": "\(cuts.sentence)", "incident.id": "\(receipt.incidentID.map(String.init) ?? "none")",
            ])
    }

    private func logRenamed(_ receipt: IntakeReceipt) {
        logger.warning(
            "alerts came with the fingerprint of others and go by their labels",
            metadata: [
                "count": "\(receipt.renamed)", "incident.id": "\(receipt.incidentID.map(String.init) ?? "none")",
            ])
    }

    private func take(
        _ group: AlertGroup, body: [UInt8], at now: Timestamp
    ) async throws(IntakeRejection) -> IntakeReceipt {
        let recorder = IntakeRecorder(inForce: tables.inForce, now: now)
        // On this thread, not on the one that writes.
        let kept = redaction.keep(group, body, recorder.inForce)
        do {
            return try await store.write(limit: queueLimit, bytes: body.count) { transaction in
                try recorder.record(group, keeping: kept, in: &transaction)
            }
        } catch {
            throw IntakeRejection.unavailable("\(error)")
        }
    }
}
