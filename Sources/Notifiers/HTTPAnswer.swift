internal import FoundationEssentials
package import IncidentCore
package import Transport

/// What the HTTP notifiers read out of an answer alike.
package enum HTTPAnswer {
    /// No more than this is believed; what comes of a longer wait is the retry policy's affair.
    private static let longestWait = Duration.seconds(86_400)

    /// `Retry-After` (RFC 9110, 10.2.3): seconds or an HTTP date.
    static func retryAfter(_ response: HTTPResponse, at now: Timestamp) -> Duration? {
        guard let text = response.headers["retry-after"] else { return nil }
        if let seconds = Int64(text), seconds >= 0 { return min(.seconds(seconds), longestWait) }
        guard let date = Timestamp(httpDate: text) else { return nil }
        return min(max(date - now, .zero), longestWait)
    }

    /// An answer's own words, for evidence.
    static func quote(_ text: String) -> String { "\"\(text.singleLine(limit: 300))\"" }

    /// What an answer that is no success means: whether another try may help, by RFC 9110, 15.
    ///
    /// - Parameter evidence: the answer in words.
    package static func refusal(_ response: HTTPResponse, saying evidence: String, at now: Timestamp) -> DeliveryOutcome
    {
        func retryable(_ obstacle: DeliveryObstacle) -> DeliveryOutcome {
            DeliveryOutcome(.retryable, evidence: evidence, obstacle, retryAfter: retryAfter(response, at: now))
        }
        switch response.status {
        case 429: return retryable(.rateLimited)
        case 408: return retryable(.timeout)
        case 425, 500...599: return retryable(.unavailable)
        case 401, 403, 407: return DeliveryOutcome(.permanent, evidence: evidence, .auth)
        // What is asked there is not who answers. Redirects are not followed: a body may hold a key that only the configured host
        // is to see.
        case 200...399, 404, 405, 410, 421: return DeliveryOutcome(.permanent, evidence: evidence, .endpoint)
        default: return DeliveryOutcome(.permanent, evidence: evidence, .refused)
        }
    }

    /// Of a failure before any answer. A lost answer is `unknown`: the same message goes out again under the same key,
    /// which makes it harmless. Slack has no keys: there the next attempt says of itself that it may be a repeat.
    package static func outcome(of failure: TransportFailure) -> DeliveryOutcome {
        let evidence = failure.description.singleLine(limit: 500)
        let obstacle = failure.obstacle
        if failure.mayHaveArrived {
            return DeliveryOutcome(.unknown, evidence: "\(evidence); it may have been taken", obstacle)
        }
        switch failure.reason {
        case .invalidRequest: return DeliveryOutcome(.permanent, evidence: evidence, obstacle)
        case .nameNotResolved, .notConnected, .timedOut, .certificateNotTrusted, .tlsFailed, .tlsNotOffered,
            .notAuthenticated, .connectionLost, .responseTooLarge, .cancelled, .other:
            return DeliveryOutcome(.retryable, evidence: evidence, obstacle)
        }
    }

    /// - Parameter isIdempotent: whether the receiver knows a repeat by a key.
    static func request(
        _ url: String, body: [UInt8], timeouts: DeliveryTimeouts, proxy: HTTPRequest.ProxyUse,
        isIdempotent: Bool = true
    ) -> HTTPRequest {
        HTTPRequest(
            method: .post, url: url, headers: ["Content-Type": "application/json", "User-Agent": "responder"],
            body: body, connectTimeout: timeouts.connect, timeout: timeouts.total, proxy: proxy,
            isIdempotent: isIdempotent)
    }
}

extension DeliveryOutcome {
    /// Says too when the request went out more than once before the answer came, so that one attempt tells all of it.
    func counting(_ response: HTTPResponse) -> DeliveryOutcome {
        response.repetition.map { saying("\(evidence); \($0)") } ?? self
    }
}

extension Timestamp {
    /// The preferred form of an HTTP date (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = Self.monthNames.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let monthNumber = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        self.init(rfc3339: "\(parts[3])-\(monthNumber)-\(parts[1])T\(parts[4])Z")
    }
}

/// JSON for the wire; the same value gives the same octets.
enum WireJSON {
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("strings, numbers and lists always encode: \(error)")
        }
    }

    /// - Returns: `nil` when it is not JSON of that shape.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }
}
