package import IncidentCore
package import Transport

extension Notifier {
    /// PagerDuty's Events API v2.
    package static func pagerduty(
        _ endpoint: PagerDutyEndpoint, http: HTTPClient, timeouts: DeliveryTimeouts = PagerDutyKind.profile.timeouts
    ) -> Notifier {
        let delivery = PagerDutyDelivery(endpoint: endpoint, http: http, timeouts: timeouts)
        return Notifier(secrets: SecretScrubber([endpoint.routingKey.reveal])) { message, taken in
            await delivery.send(message, taken: taken)
        }
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
    /// taken and when it is over, also where PagerDuty refuses the newest key. It is never a reason to send that again: it
    /// is said once more later, and keeps nothing waiting, nor a place taken that others need.
    func send(_ message: Message, taken: Notifier.Taken) async -> DeliveryOutcome {
        let outcome = await deliver(message)
        let isTrigger = PagerDutyEvent.Action(message) == .trigger
        guard !message.formerDedupKeys.isEmpty, !isTrigger || message.isRingingAnew,
            outcome.verdict == .sent || outcome.verdict == .permanent && !isTrigger
        else { return outcome }
        taken()
        guard let reason = await closeFormer(message) else {
            return isTrigger ? outcome.and("closed what was open before") : outcome
        }
        return outcome.leavingOpen("what was open before is not closed: \(reason)")
    }

    /// All at once and in little time: what comes next about the incident waits for it.
    private static let closing = DeliveryTimeouts(connect: .seconds(2), total: .seconds(2))
    /// More than that may be open only where nothing could be closed for hours; what is left comes with the next message.
    private static let closedAtOnce = 20

    /// - Returns: why one of them is not closed; `nil` when all are.
    private func closeFormer(_ message: Message) async -> String? {
        let keys = message.formerDedupKeys
        let failed = await withTaskGroup(of: DeliveryOutcome.self) { group in
            for key in keys.prefix(Self.closedAtOnce) { group.addTask { await close(key, message) } }
            var failed: DeliveryOutcome?
            for await closed in group where closed.verdict != .sent { failed = failed ?? closed }
            return failed
        }
        return failed?.evidence ?? (keys.count > Self.closedAtOnce ? "there are \(keys.count)" : nil)
    }

    private func close(_ key: String, _ message: Message) async -> DeliveryOutcome {
        let event = PagerDutyEvent(routingKey: endpoint.routingKey.reveal, action: .resolve, dedupKey: key)
        do throws(TransportFailure) {
            let request = HTTPAnswer.request(
                endpoint.eventsURL, body: WireJSON.encode(event), timeouts: Self.closing, proxy: endpoint.proxy)
            return PagerDutyAnswer.outcome(of: try await http.send(request), at: message.now)
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
        request(
            PagerDutyEvent.render(
                message, routingKey: endpoint.routingKey.reveal, hearsBack: endpoint.hearsBack, withDetails: withDetails
            ))
    }

    private func request(_ body: [UInt8]) -> HTTPRequest {
        HTTPAnswer.request(endpoint.eventsURL, body: body, timeouts: timeouts, proxy: endpoint.proxy)
    }
}
