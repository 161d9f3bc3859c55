package import IncidentCore
package import Transport

extension Notifier {
    /// PagerDuty's Events API v2.
    package static func pagerduty(
        _ endpoint: PagerDutyEndpoint, http: HTTPClient, timeouts: DeliveryTimeouts = PagerDutyKind.profile.timeouts
    ) -> Notifier {
        let delivery = PagerDutyDelivery(endpoint: endpoint, http: http, timeouts: timeouts)
        return Notifier(secrets: SecretScrubber([endpoint.routingKey.reveal]), deliver: delivery.send)
    }
}

private struct PagerDutyDelivery: Sendable {
    let endpoint: PagerDutyEndpoint
    let http: HTTPClient
    let timeouts: DeliveryTimeouts

    /// While an alert is open at PagerDuty, acknowledged or not, a trigger under its key pages nobody, however urgent it
    /// has become. A page that must ring anew has a key of its own; what was open under the former one is closed after it,
    /// so that whatever fails or comes late on the way there is something open. Closing what is closed changes nothing.
    ///
    /// That may fail, and what was taken too slowly may open it again; so it is closed once more when the incident is
    /// taken and when it is over, also where PagerDuty refuses the newest key.
    func send(_ message: Message) async -> DeliveryOutcome {
        let outcome = await deliver(message)
        let isTrigger = PagerDutyEvent.Action(message) == .trigger
        guard !message.formerDedupKeys.isEmpty, !isTrigger || message.isRingingAnew,
            outcome.verdict == .sent || outcome.verdict == .permanent && !isTrigger
        else { return outcome }
        var failed: DeliveryOutcome?
        for key in message.formerDedupKeys {
            let closed = await close(key, message)
            if closed.verdict != .sent { failed = failed ?? closed }
        }
        guard let failed else { return isTrigger ? outcome.and("closed what was open before") : outcome }
        // A page has rung; what follows closes it in any case.
        return isTrigger || outcome.verdict == .permanent
            ? outcome.and("what was open before is not closed: \(failed.evidence)")
            : failed.after("closing what was open before")
    }

    private func close(_ key: String, _ message: Message) async -> DeliveryOutcome {
        let event = PagerDutyEvent(routingKey: endpoint.routingKey.reveal, action: .resolve, dedupKey: key)
        do throws(TransportFailure) {
            return PagerDutyAnswer.outcome(of: try await http.send(request(WireJSON.encode(event))), at: message.now)
        } catch {
            return HTTPAnswer.outcome(of: error)
        }
    }

    private func deliver(_ message: Message) async -> DeliveryOutcome {
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
        request(PagerDutyEvent.render(message, routingKey: endpoint.routingKey.reveal, withDetails: withDetails))
    }

    private func request(_ body: [UInt8]) -> HTTPRequest {
        HTTPAnswer.request(endpoint.eventsURL, body: body, timeouts: timeouts, proxy: endpoint.proxy)
    }
}
