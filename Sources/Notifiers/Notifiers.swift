package import IncidentCore
package import Logging
package import Transport

/// All ways out, as `routes/endpoints.yaml` says: the real endpoint where it has credentials, else the spool.
package struct Notifiers: Sendable {
    /// What goes to the spool, a sentence each, for people at start.
    package let warnings: [String]
    /// Kinds of which at least one endpoint is the spool.
    package let spooledKinds: [NotifierKind]
    private let email: Notifier
    private let pagerduty: Notifier
    private let slackChannels: [String: Notifier]
    private let logger: Logger

    package init(
        endpoints: Endpoints, http: HTTPClient, smtp: SMTPClient, spoolDirectory: String, logger: Logger
    ) {
        func spool(_ kind: NotifierKind) -> Notifier {
            .spool(kind, directory: spoolDirectory, sender: endpoints.sender)
        }
        self.logger = logger
        email = endpoints.email.map { .email($0, sender: endpoints.sender, smtp: smtp) } ?? spool(.email)
        pagerduty = endpoints.pagerduty.map { .pagerduty($0, http: http) } ?? spool(.pagerduty)
        slackChannels = endpoints.slackChannels.mapValues { webhook in
            webhook.map { .slack($0, http: http) } ?? spool(.slack)
        }
        let spooled = Self.spooled(endpoints)
        spooledKinds = NotifierKind.allCases.filter { kind in spooled.contains { $0.kind == kind } }
        warnings = spooled.map {
            "\($0.what) has no credentials: messages are written to \(spoolDirectory)/\($0.kind.rawValue)"
        }
    }

    /// Makes one attempt. It always ends, within the endpoint's time limit.
    package func deliver(_ message: Message) async -> DeliveryOutcome {
        let method = message.notification.method
        guard let notifier = notifier(for: method) else {
            return DeliveryOutcome(
                .permanent,
                evidence: "channel \(method.address.safeLine(limit: 100)) is not in routes/endpoints.yaml")
        }
        let outcome = await notifier.deliver(message)
        logger.debug(
            "delivery attempt ended",
            metadata: [
                "incident.id": "\(message.incident.id)", "notification.id": "\(message.notification.id)",
                "notifier": "\(notifier.kind.rawValue)", "verdict": "\(outcome.verdict.rawValue)",
                "evidence": "\(outcome.evidence)",
            ])
        return outcome
    }

    private func notifier(for method: ContactMethod) -> Notifier? {
        switch method.notifier {
        case .email: email
        case .pagerduty: pagerduty
        case .slack: slackChannels[method.address]
        }
    }

    private static func spooled(_ endpoints: Endpoints) -> [(kind: NotifierKind, what: String)] {
        var spooled: [(kind: NotifierKind, what: String)] = []
        if endpoints.email == nil { spooled.append((.email, "email")) }
        if endpoints.pagerduty == nil { spooled.append((.pagerduty, "pagerduty")) }
        for (channel, webhook) in endpoints.slackChannels.sorted(by: { $0.key < $1.key }) where webhook == nil {
            spooled.append((.slack, "slack channel \(channel)"))
        }
        return spooled
    }
}
