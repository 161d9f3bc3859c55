package import Collectors
package import IncidentCore
internal import IncidentStore
internal import Logging
internal import ServiceLifecycle

/// All services of the engine, made from one context, and woken by the store when a commit leaves work for them.
package struct Engine: Sendable {
    package let intake: Intake
    package let commands: IncidentCommands
    package let services: [any TickingService]

    /// - Parameters:
    ///   - deliver: one attempt to send a page.
    ///   - jitter: draws from 0 to 1, to spread retries.
    package init(
        _ context: ServiceContext, links: Links, runner: CollectorRunner, jitter: @escaping @Sendable () -> Double,
        deliver: @escaping @Sendable (Message) async -> DeliveryOutcome
    ) {
        let messages = MessageBuilder(store: context.store, tables: context.tables, links: links)
        intake = Intake(
            store: context.store, tables: context.tables, time: context.time, metrics: context.metrics,
            logger: context.logger)
        commands = IncidentCommands(
            store: context.store, tables: context.tables, time: context.time, logger: context.logger)
        var services: [(StoreChanges, any TickingService)] = [
            (.escalation, EscalationService(context, wakeup: Wakeup())),
            (.diagnosis, CollectionService(context, runner: runner, wakeup: Wakeup())),
            (.heartbeat, HeartbeatService(context, wakeup: Wakeup())),
            (.doubtful, DoubtfulAlertService(context, wakeup: Wakeup())),
            ([], InstanceService(context, wakeup: Wakeup())),
        ]
        for notifier in NotifierKind.allCases {
            services.append(
                (
                    .owed(notifier),
                    DeliveryService(
                        notifier, context, messages: messages, wakeup: Wakeup(), jitter: jitter, deliver: deliver)
                ))
        }
        let others = services.map(\.1)
        let clock = ClockService(context, wakeup: Wakeup()) { for other in others { other.wakeup.signal() } }
        services.append(([], clock))
        self.services = services.map(\.1)
        for service in self.services { context.pulse.expect(service.name, from: context.time.now()) }
        context.store.notifyUnreadable { [metrics = context.metrics, logger = context.logger] row in
            metrics.rowUnreadable()
            logger.error(
                "a stored row cannot be understood and is passed over",
                metadata: ["table": "\(row.table)", "id": "\(row.id)", "error": "\(row.reason)"])
        }
        context.store.notifyAfterCommit { [services] changes in
            let urgently = changes.contains(.urgent)
            for (wanted, service) in services where !changes.isDisjoint(with: wanted) {
                service.wakeup.signal(urgently: urgently)
            }
        }
    }

    /// Takes back what a process that is gone had claimed, and lets heartbeats be heard again, before the services begin.
    /// The data folder's lock must be held: it is what shows that no other server lives.
    package static func recover(_ context: ServiceContext) async throws {
        let now = context.time.now()
        try await context.store.write {
            [owner = context.owner, heartbeats = context.tables.value.heartbeats] transaction in
            try transaction.removeInstances(except: owner)
            try transaction.saveInstance(owner, seenAt: now)
            try transaction.releaseAbandonedWork(at: now)
            // While nobody listened nobody could be heard.
            for heartbeat in heartbeats {
                try transaction.deferSilence(of: heartbeat.name, until: now + heartbeat.silentAfter)
            }
        }
    }
}

extension Engine: Service {
    /// Runs all services; all of them are asked to stop at once.
    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for service in services { group.addTask { try await service.run() } }
        }
    }
}
