package import IncidentCore
package import Transport

/// PagerDuty's Events API v2: an endpoint is one service's integration.
package enum PagerDutyKind {
    package static let profile = NotifierProfile(
        kind: NotifierKind("pagerduty"),
        // 1, 2, 4 … 60 s, for an hour.
        retry: RetryPolicy(
            delays: [1, 2, 4, 8, 16, 32, 60].map(Duration.seconds), jitter: 0.3, giveUpAfter: .seconds(3600)),
        // An integration key was limited to 120 events a minute in the past.
        limits: SendingLimits(rate: DeliveryRate(burst: 50, perSecond: 2)),
        timeouts: DeliveryTimeouts(connect: .seconds(5), total: .seconds(12)), keepsIncidents: true,
        endpoint: EndpointDescription(
            fields: [
                EndpointField("events_v2", .url(schemes: ["https", "http"])),
                EndpointField("routing_key", .key, isRequired: true),
                EndpointField("webhook_secrets", .inboundSecrets), .proxy,
            ],
            credential: "routing_key"),
        method: MethodDescription(forms: ["pagerduty"]))

    static let definition = NotifierDefinition(
        profile: profile,
        notifier: { settings, effects in
            PagerDutyEndpoint(settings).map { .pagerduty($0, http: effects.http) }
        },
        spoolContent: { message, _ in PagerDutyEvent.render(message, routingKey: "<redacted>") })
}

package struct PagerDutyEndpoint: Sendable, Equatable {
    package static let usualURL = "https://events.pagerduty.com/v2/enqueue"

    /// `https://events.pagerduty.com/v2/enqueue`, or that of the EU.
    package var eventsURL: String
    package var routingKey: Secret
    package var proxy: HTTPRequest.ProxyUse
    /// Whether PagerDuty tells us of what people do there.
    package var hearsBack: Bool

    package init(
        eventsURL: String, routingKey: Secret, proxy: HTTPRequest.ProxyUse = .configured, hearsBack: Bool = false
    ) {
        self.eventsURL = eventsURL
        self.routingKey = routingKey
        self.proxy = proxy
        self.hearsBack = hearsBack
    }

    init?(_ settings: EndpointSettings) {
        guard let key = settings.secrets["routing_key"] else { return nil }
        self.init(
            eventsURL: settings.texts["events_v2"] ?? Self.usualURL, routingKey: key, proxy: settings.proxy,
            hearsBack: !settings.inboundSecrets.isEmpty)
    }
}
