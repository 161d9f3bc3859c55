package import IncidentCore
package import Transport

extension Notifier {
    /// PagerDuty's Events API v2.
    package static func pagerduty(
        _ endpoint: PagerDutyEndpoint, http: HTTPClient, timeouts: DeliveryTimeouts = PagerDutyKind.profile.timeouts
    ) -> Notifier {
        let delivery = PagerDutyDelivery(endpoint: endpoint, http: http, timeouts: timeouts)
        return Notifier(
            secrets: SecretScrubber([endpoint.routingKey.reveal]), letGo: delivery.letGo, deliver: delivery.send)
    }
}

private struct PagerDutyDelivery: Sendable {
    let endpoint: PagerDutyEndpoint
    let http: HTTPClient
    let timeouts: DeliveryTimeouts

    /// While an alert is open at PagerDuty, acknowledged or not, a trigger under its key pages nobody, however urgent it
    /// has become; once it is closed, it does. Closing what is closed changes nothing.
    func letGo(_ message: Message) async -> DeliveryOutcome {
        var closing = message
        closing.notification.event = .resolved
        return await send(closing)
    }

    func send(_ message: Message) async -> DeliveryOutcome {
        do throws(TransportFailure) {
            let response = try await http.send(request(message, withDetails: true))
            let first = PagerDutyAnswer.outcome(of: response, at: message.now)
            guard response.status == 413 else { return first }
            let shorter = try await http.send(request(message, withDetails: false))
            return PagerDutyAnswer.outcome(of: shorter, at: message.now)
                .after("\(first.evidence); without details")
        } catch {
            return HTTPAnswer.outcome(of: error)
        }
    }

    private func request(_ message: Message, withDetails: Bool) -> HTTPRequest {
        let body = PagerDutyEvent.render(message, routingKey: endpoint.routingKey.reveal, withDetails: withDetails)
        return HTTPAnswer.request(endpoint.eventsURL, body: body, timeouts: timeouts, proxy: endpoint.proxy)
    }
}
