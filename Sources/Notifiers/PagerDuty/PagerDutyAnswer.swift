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
        let outcome =
            response.status == 202
            ? accepted(response) : HTTPAnswer.refusal(response, saying: refusal(response), at: now)
        return outcome.counting(response)
    }

    private static func accepted(_ response: HTTPResponse) -> DeliveryOutcome {
        guard let answer = WireJSON.decode(Accepted.self, from: response.body) else {
            return DeliveryOutcome(.unknown, evidence: "202 with an unreadable body \(HTTPAnswer.quote(response.text))")
        }
        var evidence = "202 \(answer.status.singleLine(limit: 100))"
        if let key = answer.dedupKey { evidence += ", dedup_key \(key.singleLine(limit: 255))" }
        if let message = answer.message { evidence += ", \(HTTPAnswer.quote(message))" }
        // The answer to an event that is none says so in a body under whatever status.
        return DeliveryOutcome(answer.status == "success" ? .sent : .permanent, evidence: evidence)
    }

    private static func refusal(_ response: HTTPResponse) -> String {
        guard let answer = WireJSON.decode(Refused.self, from: response.body) else {
            return "\(response.status) \(HTTPAnswer.quote(response.text))"
        }
        let words = [answer.message].compactMap { $0 } + (answer.errors ?? [])
        return "\(response.status) " + words.prefix(10).map(HTTPAnswer.quote).joined(separator: ", ")
    }
}
