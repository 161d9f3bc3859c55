internal import IncidentCore
internal import Logging
internal import Notifiers
internal import Synchronization

/// The notifiers in force; a reload of the tables puts new ones in their place.
final class Outbox: Sendable {
    private let effects: Effects
    private let spoolDirectory: String
    private let logger: Logger
    private let current = Mutex<Notifiers?>(nil)

    init(effects: Effects, spoolDirectory: String, logger: Logger) {
        self.effects = effects
        self.spoolDirectory = spoolDirectory
        self.logger = logger
    }

    func use(_ endpoints: Endpoints) {
        let notifiers = Notifiers(
            endpoints: endpoints, http: effects.http, smtp: effects.smtp, spoolDirectory: spoolDirectory, logger: logger)
        current.withLock { $0 = notifiers }
    }

    func deliver(_ page: Page) async -> DeliveryOutcome {
        guard let notifiers = current.withLock({ $0 }) else {
            return DeliveryOutcome(.retryable, evidence: "no endpoints are loaded yet")
        }
        return await notifiers.deliver(page)
    }

    /// What goes to the spool, a sentence each.
    var warnings: [String] { current.withLock { $0?.warnings ?? [] } }
}
