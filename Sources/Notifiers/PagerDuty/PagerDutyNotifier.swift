package import IncidentCore
package import Transport

extension Notifier {
    /// PagerDuty's Events API v2.
    package static func pagerduty(
        _ endpoint: PagerDutyEndpoint, http: HTTPClient, timeouts: DeliveryTimeouts = .pagerduty
    ) -> Notifier {
        let routingKey = endpoint.routingKey.reveal
        return Notifier(kind: .pagerduty, secrets: SecretScrubber([routingKey])) { page in
            func request(withDetails: Bool) -> HTTPRequest {
                let body = PagerDutyEvent.render(page, routingKey: routingKey, withDetails: withDetails)
                return HTTPAnswer.request(endpoint.eventsURL, body: body, timeouts: timeouts)
            }
            do throws(TransportFailure) {
                var response = try await http.send(request(withDetails: true))
                if response.status == 413 { response = try await http.send(request(withDetails: false)) }
                return PagerDutyAnswer.outcome(of: response, at: page.now)
            } catch {
                return PagerDutyAnswer.outcome(of: error)
            }
        }
    }
}
