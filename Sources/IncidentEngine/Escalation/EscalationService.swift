package import IncidentCore
internal import IncidentStore
package import Logging

/// Runs the steps of escalation policies when their stored deadlines come.
package struct EscalationService: TickingService {
    package let name = "escalation"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let metrics: EngineMetrics
    /// What was due before could not run.
    private let start: Timestamp

    package init(_ context: ServiceContext, wakeup: Wakeup) {
        self.wakeup = wakeup
        (store, tables, time) = (context.store, context.tables, context.time)
        (logger, pulse, metrics) = (context.logger, context.pulse, context.metrics)
        start = context.time.now()
    }

    package func tick() async throws -> Timestamp? {
        // A cheap look first: most commits that wake this service leave nothing due at once.
        while let due = try await nextDue(), due <= time.now(), let advanced = try await advanceOne() {
            if let priority = advanced.missed {
                metrics.responseMissed(priority)
                logger.warning(
                    "nobody responded in time",
                    metadata: ["incident.id": "\(advanced.incidentID)", "priority": "\(priority.rawValue)"])
            }
        }
        return try await nextDue()
    }

    private func nextDue() async throws -> Timestamp? {
        try await store.read { try $0.nextEscalationDue() }
    }

    /// One deadline that had come.
    private struct Advanced: Sendable {
        let incidentID: Int64
        /// The priority of an incident that nobody has taken in time.
        let missed: Priority?
    }

    private func advanceOne() async throws -> Advanced? {
        let changer = IncidentChanger(inForce: tables.inForce, now: time.now())
        return try await store.write { [start] transaction in
            guard let due = try transaction.nextDueEscalation(at: changer.now) else { return nil }
            let id = due.incidentID
            let before = (try transaction.incident(id), try transaction.escalations(incidentID: id))
            try transaction.attempt("escalation", "\(id)") { transaction in
                try Self.advance(due, by: changer, runningSince: start, in: &transaction)
            }
            // What moves nothing would be due at once again, for ever.
            let after = try transaction.incident(id)
            if try (after, transaction.escalations(incidentID: id)) == before {
                try transaction.putOff(due, at: changer.now)
            }
            let isMissed = due == .response(incidentID: id) && after?.response.missed != before.0?.response.missed
            return Advanced(incidentID: id, missed: isMissed ? after?.priority : nil)
        }
    }

    private static func advance(
        _ due: DueEscalation, by changer: IncidentChanger, runningSince start: Timestamp,
        in transaction: inout StoreTransaction
    ) throws {
        guard let stored = try transaction.incident(due.incidentID) else { return }
        // A silence may begin or end at this very moment.
        let incident = try changer.followSilences(stored, in: &transaction)
        switch due {
        case .step(_, let policy):
            let runner = EscalationRunner(
                inForce: changer.inForce, incident: incident, isNew: false, now: changer.now)
            let outcome = try runner.advance(policy: policy, runningSince: start, in: &transaction)
            if outcome == .acknowledgementExpired {
                try changer.apply(.acknowledgementExpired, to: incident, in: &transaction)
            }
        case .confirmation:
            let taken = incident.acknowledgedAt ?? changer.now
            let isUnasked = try !transaction.tellingHistory(incidentID: incident.id).hasAsked(since: taken)
            try changer.apply(.confirmationMissed(isUnasked: isUnasked), to: incident, in: &transaction)
        case .quiet:
            let change = try changer.alertsNow(of: incident, in: transaction)
            try changer.apply(.wentQuiet(change), to: incident, in: &transaction)
        case .reminder:
            try StillFiring(changer: changer).remind(of: incident, in: &transaction)
        case .acknowledgementEnd: try changer.apply(.acknowledgementExpired, to: incident, in: &transaction)
        case .response: try changer.apply(.responseMissed, to: incident, in: &transaction)
        case .ownerReminder: try changer.apply(.ownerReminderDue, to: incident, in: &transaction)
        }
    }
}
