package import IncidentCore
package import Logging

/// All ways out, as `routes/endpoints.yaml` says: the real endpoint where it has credentials, else the spool.
package struct Notifiers: Sendable {
    /// The endpoints in force, by kind and name.
    package let endpoints: [EndpointID]
    /// Those whose messages go to the spool.
    package let spooled: Set<EndpointID>
    /// What goes to the spool, a sentence each, for people at start.
    package let warnings: [String]
    private let notifiers: [EndpointID: Notifier]
    private let logger: Logger

    package init(
        _ definitions: [NotifierDefinition], endpoints: [Endpoint], effects: NotifierEffects, spoolDirectory: String,
        logger: Logger
    ) {
        var warnings: [String] = []
        var notifiers: [EndpointID: Notifier] = [:]
        var spooled: Set<EndpointID> = []
        for endpoint in endpoints {
            guard let definition = definitions.first(where: { $0.profile.kind == endpoint.id.kind }) else { continue }
            let real = endpoint.hasCredential ? definition.notifier(endpoint.settings, effects) : nil
            notifiers[endpoint.id] = real ?? .spool(definition, endpoint.settings, directory: spoolDirectory)
            guard real == nil else { continue }
            spooled.insert(endpoint.id)
            let folder = "\(spoolDirectory)/\(endpoint.id.kind.rawValue)"
            warnings.append("\(endpoint.id.text) has no credentials: messages are written to \(folder)")
        }
        self.endpoints = endpoints.map(\.id)
        self.spooled = spooled
        self.warnings = warnings
        self.notifiers = notifiers
        self.logger = logger
    }

    /// What a message will be known by where it arrives, for later ones to name it; `nil` where messages are no
    /// conversation, and of what goes to the spool.
    package func messageID(of message: Message) -> String? {
        notifiers[message.notification.method.endpoint]?.messageID(message)
    }

    /// Makes one attempt at a bulletin; as of a message.
    package func deliver(_ bulletin: BulletinMessage) async -> DeliveryOutcome {
        let endpoint = bulletin.owed.method.endpoint
        guard let notifier = notifiers[endpoint] else { return .unknown(endpoint) }
        return await notifier.deliverBulletin(bulletin)
    }

    /// Makes one attempt. It always ends, within the endpoint's time limit.
    ///
    /// - Parameter taken: as of `Notifier.deliver`.
    package func deliver(_ message: Message, taken: @escaping Notifier.Taken = {}) async -> DeliveryOutcome {
        let endpoint = message.notification.method.endpoint
        guard let notifier = notifiers[endpoint] else { return .unknown(endpoint) }
        let outcome = await notifier.deliver(message, taken: taken)
        logger.debug(
            "delivery attempt ended",
            metadata: [
                "incident.id": "\(message.incident.id)", "notification.id": "\(message.notification.id)",
                "endpoint": "\(endpoint.text)", "verdict": "\(outcome.verdict.rawValue)",
                "evidence": "\(outcome.evidence)",
            ])
        return outcome
    }
}

extension DeliveryOutcome {
    fileprivate static func unknown(_ endpoint: EndpointID) -> DeliveryOutcome {
        let name = endpoint.text.singleLine(limit: 100)
        return DeliveryOutcome(
            .permanent, evidence: "endpoint \"\(name)\" is not in routes/endpoints.yaml", .noEndpoint)
    }
}
