package import IncidentCore
package import Transport

extension Notifier {
    /// One channel, through its incoming webhook.
    package static func slack(
        _ webhook: SlackWebhook, http: HTTPClient, timeouts: DeliveryTimeouts = SlackKind.profile.timeouts
    ) -> Notifier {
        let url = webhook.url.reveal
        @Sendable func post(_ post: SlackMessage, at now: Timestamp) async -> DeliveryOutcome {
            func request(_ post: SlackMessage) -> HTTPRequest {
                // Slack has no key by which it would know a repeat.
                HTTPAnswer.request(
                    url, body: WireJSON.encode(post), timeouts: timeouts, proxy: webhook.proxy, isIdempotent: false)
            }
            do throws(TransportFailure) {
                let response = try await http.send(request(post))
                guard response.status == 400 else { return SlackAnswer.outcome(of: response, at: now) }
                let second = SlackAnswer.outcome(of: try await http.send(request(post.textOnly)), at: now)
                return second.saying(
                    "\(second.evidence) for the text alone, after 400 \(HTTPAnswer.quote(response.text))")
            } catch {
                return HTTPAnswer.outcome(of: error)
            }
        }
        return Notifier(
            secrets: webhook.secrets, bulletin: { await post(SlackMessage($0), at: $0.now) },
            deliver: { await post(SlackMessage($0), at: $0.now) })
    }
}

extension SlackWebhook {
    /// The URL, and the parts of it that an error page may quote.
    fileprivate var secrets: SecretScrubber {
        let path = url.reveal.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3)
        return SecretScrubber([url.reveal, path.joined(separator: "/"), path.last.map(String.init) ?? ""])
    }
}
