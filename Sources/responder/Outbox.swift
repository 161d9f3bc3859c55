internal import IncidentCore
internal import IncidentEngine
internal import Logging
internal import Notifiers
internal import ResponderConfig
internal import Synchronization

/// The notifiers in force; a reload of the tables puts new ones in their place.
final class Outbox: Sendable {
    private let effects: Effects
    private let spoolDirectory: String
    private let logger: Logger
    private let onChange = Mutex<@Sendable () -> Void>({})
    private let current = Mutex<(notifiers: Notifiers, warnings: [String])?>(nil)

    init(effects: Effects, spoolDirectory: String, logger: Logger) {
        self.effects = effects
        self.spoolDirectory = spoolDirectory
        self.logger = logger
    }

    /// Puts a set of tables in force in one step: who sees the new `tables` delivers by the new endpoints.
    func use(_ loaded: LoadedRoutes, replacing tables: CurrentTables? = nil) {
        let notifiers = Notifiers(
            NotifierDefinition.registered, endpoints: loaded.endpoints,
            effects: NotifierEffects(http: effects.http, smtp: effects.smtp), spoolDirectory: spoolDirectory,
            logger: logger)
        current.withLock { current in
            tables?.replace(with: loaded.tables)
            current = (notifiers, loaded.warnings)
        }
        onChange.withLock { $0 }()
    }

    /// Calls this whenever other endpoints are in force.
    func notifyOfChange(_ handler: @escaping @Sendable () -> Void) { onChange.withLock { $0 = handler } }

    /// As of `Notifiers`.
    func messageID(of message: Message) -> String? { current.withLock { $0?.notifiers.messageID(of: message) } }

    func deliver(_ message: Message, taken: @escaping Notifier.Taken) async -> DeliveryOutcome {
        guard let notifiers = current.withLock({ $0?.notifiers }) else {
            return DeliveryOutcome(.retryable, evidence: "no endpoints are loaded yet")
        }
        return await notifiers.deliver(message, taken: taken)
    }

    func deliver(_ bulletin: BulletinMessage) async -> DeliveryOutcome {
        guard let notifiers = current.withLock({ $0?.notifiers }) else {
            return DeliveryOutcome(.retryable, evidence: "no endpoints are loaded yet")
        }
        return await notifiers.deliver(bulletin)
    }

    /// Those of the tables in force.
    var endpoints: [EndpointID] { current.withLock { $0?.notifiers.endpoints ?? [] } }

    /// Whether an endpoint's messages go to the spool.
    func isSpooled(_ endpoint: EndpointID) -> Bool {
        current.withLock { $0?.notifiers.spooled.contains(endpoint) ?? false }
    }

    /// What the tables in force leave open, a sentence each; what goes to the spool among it.
    var warnings: [String] { current.withLock { $0?.warnings ?? [] } }

    /// What goes to the spool for want of credentials, a sentence each.
    var spoolWarnings: [String] { current.withLock { $0?.notifiers.warnings ?? [] } }
}
