package import IncidentCore
package import Transport

/// What PagerDuty's answer means for a notification.
package enum PagerDutyAnswer {
    private struct Accepted: Decodable {
        let status: String
        let message: String?
        let dedupKey: String?

        enum CodingKeys: String, CodingKey {
            case status, message
            case dedupKey = "dedup_key"
        }
    }

    private struct Refused: Decodable {
        let message: String?
        let errors: [String]?
    }

    package static func outcome(of response: HTTPResponse, at now: Timestamp) -> DeliveryOutcome {
        switch response.status {
        case 202: accepted(response)
        case 429, 500...599:
            DeliveryOutcome(
                .retryable, evidence: refusal(response), retryAfter: HTTPAnswer.retryAfter(response, at: now))
        default: DeliveryOutcome(.permanent, evidence: refusal(response))
        }
    }

    /// A lost answer is `unknown`: the same event goes out again under the same dedup key, which makes it harmless.
    package static func outcome(of failure: TransportFailure) -> DeliveryOutcome {
        HTTPAnswer.outcome(of: failure)
    }

    private static func accepted(_ response: HTTPResponse) -> DeliveryOutcome {
        guard let answer = WireJSON.decode(Accepted.self, from: response.body) else {
            return DeliveryOutcome(.unknown, evidence: "202 with an unreadable body \(HTTPAnswer.quote(response.text))")
        }
        var evidence = "202 \(answer.status.safeLine(limit: 100))"
        if let key = answer.dedupKey { evidence += ", dedup_key \(key.safeLine(limit: 255))" }
        if let message = answer.message { evidence += ", \(HTTPAnswer.quote(message))" }
        return DeliveryOutcome(.sent, evidence: evidence)
    }

    private static func refusal(_ response: HTTPResponse) -> String {
        guard let answer = WireJSON.decode(Refused.self, from: response.body) else {
            return "\(response.status) \(HTTPAnswer.quote(response.text))"
        }
        let words = [answer.message].compactMap { $0 } + (answer.errors ?? [])
        return "\(response.status) " + words.prefix(10).map(HTTPAnswer.quote).joined(separator: ", ")
    }
}
