package import IncidentCore
package import Transport

/// Slack's incoming webhooks: an endpoint is one channel.
package enum SlackKind {
    package static let profile = NotifierProfile(
        kind: NotifierKind("slack"),
        // The weakest of them: half an hour.
        retry: RetryPolicy(
            delays: [1, 2, 4, 8, 16, 32, 60].map(Duration.seconds), jitter: 0.3, giveUpAfter: .seconds(1800)),
        // One message per second and webhook, short bursts allowed.
        limits: SendingLimits(concurrency: 3, reservedForUrgent: 1, rate: DeliveryRate(burst: 5, perSecond: 1)),
        timeouts: DeliveryTimeouts(connect: .seconds(5), total: .seconds(10)),
        endpoint: EndpointDescription(
            fields: [EndpointField("webhook", .secretURL(schemes: ["https", "http"]), isRequired: true), .proxy],
            credential: "webhook", list: EndpointList(key: "channels", noun: "channel", sigil: "#")),
        method: MethodDescription(forms: ["slack #channel"]))

    static let definition = NotifierDefinition(
        profile: profile,
        notifier: { settings, effects in
            settings.secrets["webhook"].map {
                .slack(SlackWebhook(url: $0, proxy: settings.proxy), http: effects.http)
            }
        },
        spoolContent: { message, _ in WireJSON.encode(SlackMessage(message)) },
        spoolBulletin: { message, _ in WireJSON.encode(SlackMessage(message)) })
}

package struct SlackWebhook: Sendable, Equatable {
    /// The URL is the credential.
    package var url: Secret
    package var proxy: HTTPRequest.ProxyUse

    package init(url: Secret, proxy: HTTPRequest.ProxyUse = .configured) {
        self.url = url
        self.proxy = proxy
    }
}
