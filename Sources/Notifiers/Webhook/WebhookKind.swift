package import IncidentCore
package import Transport

/// A JSON POST of the incident, signed, for whatever else should hear of it.
package enum WebhookKind {
    package static let profile = NotifierProfile(
        kind: NotifierKind("webhook"),
        // As for PagerDuty: 1, 2, 4 … 60 s, for an hour.
        retry: RetryPolicy(
            delays: [1, 2, 4, 8, 16, 32, 60].map(Duration.seconds), jitter: 0.3, giveUpAfter: .seconds(3600)),
        limits: SendingLimits(rate: DeliveryRate(burst: 50, perSecond: 10)),
        timeouts: DeliveryTimeouts(connect: .seconds(5), total: .seconds(12)),
        endpoint: EndpointDescription(
            fields: [
                EndpointField("url", .url(schemes: ["https", "http"]), isRequired: true),
                EndpointField("secret", .signingSecret, isRequired: true), EndpointField("ca_file", .file), .proxy,
            ],
            credential: "secret"),
        method: MethodDescription(forms: ["webhook"]))

    static let definition = NotifierDefinition(
        profile: profile,
        notifier: { settings, effects in
            WebhookEndpoint(settings).map { .webhook($0, http: effects.http) }
        },
        spoolContent: { message, _ in WireJSON.encode(WebhookMessage(message)) },
        spoolBulletin: { message, _ in WireJSON.encode(WebhookBulletin(message)) })
}

package struct WebhookEndpoint: Sendable, Equatable {
    package var url: String
    /// Of the signature.
    package var secret: Secret
    /// PEM file of authorities to trust instead of the system's.
    package var caFile: String?
    package var proxy: HTTPRequest.ProxyUse

    package init(
        url: String, secret: Secret, caFile: String? = nil, proxy: HTTPRequest.ProxyUse = .configured
    ) {
        self.url = url
        self.secret = secret
        self.caFile = caFile
        self.proxy = proxy
    }

    init?(_ settings: EndpointSettings) {
        guard let url = settings.texts["url"], let secret = settings.secrets["secret"] else { return nil }
        self.init(url: url, secret: secret, caFile: settings.texts["ca_file"], proxy: settings.proxy)
    }
}
