package import IncidentCore
package import Transport

/// What Slack's answer means for a notification.
package enum SlackAnswer {
    package static func outcome(of response: HTTPResponse, at now: Timestamp) -> DeliveryOutcome {
        let evidence = "\(response.status) \(HTTPAnswer.quote(response.text))"
        switch response.status {
        // Anything but "ok" comes from something that is not Slack.
        case 200: return DeliveryOutcome(response.text == "ok" ? .sent : .permanent, evidence: evidence)
        case 429, 500...599:
            return DeliveryOutcome(
                .retryable, evidence: evidence, retryAfter: HTTPAnswer.retryAfter(response, at: now))
        default: return DeliveryOutcome(.permanent, evidence: evidence)
        }
    }

    /// Slack recognises no repeats, but a message that comes twice does no harm.
    package static func outcome(of failure: TransportFailure) -> DeliveryOutcome { HTTPAnswer.outcome(of: failure) }
}
