package import IncidentCore
package import Transport

extension Notifier {
    /// Posts messages to one address.
    package static func webhook(
        _ endpoint: WebhookEndpoint, http: HTTPClient, timeouts: DeliveryTimeouts = WebhookKind.profile.timeouts
    ) -> Notifier {
        let secret = endpoint.secret.reveal
        return Notifier(secrets: SecretScrubber([secret])) { message in
            let body = WireJSON.encode(WebhookMessage(message))
            let timestamp = String(message.now.milliseconds / 1000)
            var request = HTTPAnswer.request(endpoint.url, body: body, timeouts: timeouts, proxy: endpoint.proxy)
            request.caFile = endpoint.caFile
            request.headers["X-Responder-Timestamp"] = timestamp
            request.headers["X-Responder-Signature"] = WebhookSignature.sign(
                body, timestamp: timestamp, secret: secret)
            request.headers["Idempotency-Key"] = message.idempotencyKey
            do throws(TransportFailure) {
                return WebhookAnswer.outcome(of: try await http.send(request), at: message.now)
            } catch {
                return HTTPAnswer.outcome(of: error)
            }
        }
    }
}

extension Message {
    /// The same in every attempt at this notification, also after a crash.
    var idempotencyKey: String {
        DedupKey.notification(notification.id, incidentID: incident.id, installation: installation)
    }
}

/// What a receiver's answer means for a notification.
package enum WebhookAnswer {
    package static func outcome(of response: HTTPResponse, at now: Timestamp) -> DeliveryOutcome {
        // The receipt: its status and the beginning of what it says.
        let evidence = "\(response.status) \(HTTPAnswer.quote(response.text))"
        guard (200...299).contains(response.status) else {
            return HTTPAnswer.refusal(response, saying: evidence, at: now).counting(response)
        }
        return DeliveryOutcome(.sent, evidence: evidence).counting(response)
    }
}
