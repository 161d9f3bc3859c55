package import IncidentCore
package import Transport

/// What Slack's answer means for a notification.
package enum SlackAnswer {
    package static func outcome(of response: HTTPResponse, at now: Timestamp) -> DeliveryOutcome {
        let evidence = "\(response.status) \(HTTPAnswer.quote(response.text))"
        // Anything but "ok" comes from something that is not Slack.
        if response.status == 200 {
            return DeliveryOutcome(response.text == "ok" ? .sent : .permanent, evidence: evidence, .endpoint)
                .counting(response)
        }
        return HTTPAnswer.refusal(response, saying: evidence, at: now).counting(response)
    }
}
