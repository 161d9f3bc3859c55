package import IncidentCore
package import Transport

extension Notifier {
    /// Posts messages to one address.
    package static func webhook(
        _ endpoint: WebhookEndpoint, http: HTTPClient, timeouts: DeliveryTimeouts = WebhookKind.profile.timeouts
    ) -> Notifier {
        let secret = endpoint.secret.reveal
        @Sendable func post(_ body: [UInt8], key: String, at now: Timestamp) async -> DeliveryOutcome {
            let timestamp = String(now.milliseconds / 1000)
            var request = HTTPAnswer.request(endpoint.url, body: body, timeouts: timeouts, proxy: endpoint.proxy)
            request.isAnsweredByStatus = true
            request.caFile = endpoint.caFile
            request.headers["X-Responder-Timestamp"] = timestamp
            request.headers["X-Responder-Signature"] = WebhookSignature.sign(
                body, timestamp: timestamp, secret: secret)
            request.headers["Idempotency-Key"] = key
            do throws(TransportFailure) {
                return WebhookAnswer.outcome(of: try await http.send(request), at: now)
            } catch {
                return HTTPAnswer.outcome(of: error)
            }
        }
        return Notifier(
            secrets: SecretScrubber([secret]),
            bulletin: { await post(WireJSON.encode(WebhookBulletin($0)), key: $0.idempotencyKey, at: $0.now) },
            deliver: { await post(WireJSON.encode(WebhookMessage($0)), key: $0.idempotencyKey, at: $0.now) })
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
