package import Collectors
package import IncidentCore
internal import IncidentStore
internal import Logging
internal import ServiceLifecycle

/// All services of the engine, made from one context, and woken by the store when a commit leaves work for them.
package struct Engine: Sendable {
    package let intake: Intake
    package let commands: IncidentCommands
    package let silences: SilenceCommands
    package let drills: DrillCommands
    package let pagerDuty: PagerDutyInbox
    /// The kinds of notifiers it sends by.
    package let notifiers: [NotifierKind]
    package let deliveries: DeliveryServices
    package let nextMethods: NextMethodService
    package let reconciliation: ReconciliationService
    package let auditor: AuditService
    package let outgoing: OutgoingHeartbeatService
    package let annotations: AnnotationService
    /// What goes out, and by which endpoints.
    package let waysOut: WaysOut
    /// How the endpoints do.
    package let deliveryHealth: DeliveryHealth
    private let others: [any TickingService]

    /// Lets what follows from the tables in force be looked at anew.
    package func tablesChanged() {
        deliveries.wakeup.signal()
        reconciliation.wakeup.signal()
        outgoing.wakeup.signal()
        annotations.wakeup.signal()
        for service in others
        where service is SilenceService || service is HeartbeatService || service is BulletinService
            || service is BaselineService
        {
            service.wakeup.signal()
        }
    }

    /// All of them; those of deliveries come and go with the endpoints.
    package var services: [any TickingService] { others + [deliveries] + deliveries.services }

    /// Those that decide whom to tell or tell them, without those that look after this process and ask others.
    var deciding: [any TickingService] {
        others.filter {
            !($0 is ClockService || $0 is InstanceService || $0 is ExaminationService || $0 is AuditService
                || $0 is BaselineService || $0 is OutgoingHeartbeatService || $0 is ReconciliationService
                || $0 is AnnotationService || $0 is SearchIndexer)
        } + [deliveries]
    }

    /// - Parameter jitter: draws from 0 to 1, to spread retries.
    package init(
        _ context: ServiceContext, links: Links, runner: CollectorRunner, jitter: @escaping @Sendable () -> Double,
        waysOut: WaysOut, alertmanager: AlertmanagerClient = .none, outgoing: OutgoingHeartbeatClient = .none,
        grafana: GrafanaClient = .none
    ) {
        let messages = MessageBuilder(store: context.store, tables: context.tables, links: links)
        intake = Intake(
            store: context.store, tables: context.tables, time: context.time, metrics: context.metrics,
            logger: context.logger)
        commands = IncidentCommands(
            store: context.store, tables: context.tables, time: context.time, logger: context.logger)
        silences = SilenceCommands(
            store: context.store, tables: context.tables, time: context.time, logger: context.logger)
        drills = DrillCommands(intake: intake, store: context.store, time: context.time)
        pagerDuty = PagerDutyInbox(
            store: context.store, tables: context.tables, time: context.time, metrics: context.metrics,
            logger: context.logger)
        self.waysOut = waysOut
        notifiers = waysOut.profiles.map(\.kind)
        let health = DeliveryHealth()
        deliveryHealth = health
        deliveries = DeliveryServices(context, waysOut: waysOut) { endpoint in
            DeliveryService(endpoint, context, messages: messages, jitter: jitter, waysOut: waysOut, health: health)
        }
        nextMethods = NextMethodService(context)
        reconciliation = ReconciliationService(context, client: alertmanager, wakeup: Wakeup())
        let escalation = EscalationService(context, wakeup: Wakeup())
        let heartbeats = HeartbeatService(context, wakeup: Wakeup())
        let doubtful = DoubtfulAlertService(context, wakeup: Wakeup())
        auditor = AuditService(
            context, waysOut: waysOut, workers: [escalation, heartbeats, doubtful], wakeup: Wakeup())
        self.outgoing = OutgoingHeartbeatService(context, auditor: auditor, client: outgoing, wakeup: Wakeup())
        annotations = AnnotationService(context, links: links, client: grafana, wakeup: Wakeup())
        let woken: [(StoreChanges, any TickingService)] = [
            (.escalation, escalation),
            (.diagnosis, CollectionService(context, runner: runner, wakeup: Wakeup())),
            (.baseline, BaselineService(context, runner: runner, jitter: jitter, wakeup: Wakeup())),
            (.heartbeat, heartbeats),
            (.doubtful, doubtful),
            ([.doubtful, .hidden], reconciliation),
            (.silences, SilenceService(context, wakeup: Wakeup())),
            (.onCall, BulletinService(context, links: links, waysOut: waysOut, jitter: jitter, wakeup: Wakeup())),
            ([], InstanceService(context, wakeup: Wakeup())),
            ([], ExaminationService(context, wakeup: Wakeup())),
            ([], auditor),
            ([], self.outgoing),
            ([], annotations),
            ([], SearchIndexer(context, wakeup: Wakeup())),
        ]
        let ticking = woken.map(\.1) + [nextMethods]
        let clock = ClockService(context, wakeup: Wakeup()) { [deliveries] in
            for service in ticking + [deliveries] + deliveries.services { service.wakeup.signal() }
        }
        others = ticking + [clock]
        for service in others + [deliveries] { context.pulse.expect(service.name, from: context.time.now()) }
        context.store.notifyUnreadable { [metrics = context.metrics, logger = context.logger] row in
            metrics.rowUnreadable()
            logger.error(
                "a stored row cannot be understood and is passed over",
                metadata: ["table": "\(row.table)", "id": "\(row.id)", "error": "\(row.reason)"])
        }
        context.store.notifyUntold { [logger = context.logger] incident in
            logger.error(
                "nobody is told", metadata: ["incident.id": "\(incident.id)", "reason": "\(incident.reason)"])
        }
        context.store.notifyExhausted { [metrics = context.metrics, logger = context.logger] incident in
            metrics.escalationExhausted()
            logger.error("escalation exhausted", metadata: ["incident.id": "\(incident)"])
        }
        context.store.notifyDamage { [logger = context.logger] error in
            logger.error(
                "the database is damaged: every alert is answered 503 from now on", metadata: ["error": "\(error)"])
        }
        context.store.notifyAfterCommit { [deliveries, nextMethods] changes in
            let urgently = changes.contains(.urgent)
            for (wanted, service) in woken where !changes.isDisjoint(with: wanted) {
                service.wakeup.signal(urgently: urgently)
            }
            guard !changes.isDisjoint(with: .delivery) else { return }
            deliveries.wake(for: changes, urgently: urgently)
            if urgently { nextMethods.wakeup.signal(urgently: false) }
        }
    }

    /// Takes back what a process that is gone had claimed, and lets heartbeats be heard again, before the services begin.
    /// The data folder's lock must be held: it is what shows that no other server lives.
    package static func recover(_ context: ServiceContext) async throws {
        let (now, owner, heartbeats) = (context.time.now(), context.owner, context.tables.value.heartbeats)
        // Before the first alert comes.
        try await recover(context) { try await context.tables.readSilences(from: context.store, at: now) }
        try await recover(context) { transaction in
            try transaction.removeInstances(except: owner)
            try transaction.saveInstance(owner, seenAt: now)
        }
        try await recover(context) { try $0.releaseAbandonedWork(at: now) }
        try await recover(context) { try $0.extendShares(endingBy: now) }
        try await recover(context) { try $0.releaseAbandonedBulletins(at: now) }
        // While nobody listened nobody could be heard.
        try await recover(context) { transaction in
            for heartbeat in heartbeats {
                try transaction.deferSilence(of: heartbeat.name, until: now + heartbeat.waitsAfterStart)
            }
        }
    }

    /// What is damaged is passed over: a server that runs tells more people than one that does not, and leases end by
    /// themselves.
    private static func recover(
        _ context: ServiceContext, _ step: @escaping @Sendable (inout StoreTransaction) throws -> Void
    ) async throws {
        try await recover(context) { try await context.store.write(step) }
    }

    private static func recover(_ context: ServiceContext, _ step: () async throws -> Void) async throws {
        do {
            try await step()
        } catch let error as StoreError {
            guard case .damaged = error else { throw error }
            context.logger.error(
                "what was left of the last run cannot all be taken up", metadata: ["error": "\(error)"])
        }
    }
}

extension Engine: Service {
    /// Runs all services; all of them are asked to stop at once.
    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for service in others + [deliveries] { group.addTask { try await service.run() } }
        }
    }
}
