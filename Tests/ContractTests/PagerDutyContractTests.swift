import IncidentCore
import Notifiers
import TestSupport
import Testing
import Transport

/// The PagerDuty notifier against a strict Events API.
@Suite(.timeLimit(.minutes(5))) struct `Events to a strict PagerDuty` {
    private static let key = "0123456789abcdef0123456789abcdef"
    private let http = HTTPClient.live()

    private func notifier(_ server: StandIn, total: Duration = .seconds(10), key: String = key) -> Notifier {
        .pagerduty(
            PagerDutyEndpoint(eventsURL: server.origin + "/v2/enqueue", routingKey: Secret(key)), http: http,
            timeouts: DeliveryTimeouts(connect: .seconds(5), total: total))
    }

    private func page(_ event: NotificationEvent, status: IncidentStatus = .triggered) -> Message {
        var page = Message.sample(event: event, method: .pagerduty)
        page.incident.status = status
        return page
    }

    @Test func `an incident is paged once, acknowledged and resolved under one key`() async throws {
        let server = try await StandIn.pagerDuty()
        let pages = [
            page(.page), page(.update), page(.page), page(.acknowledged, status: .acknowledged),
            page(.update, status: .acknowledged), page(.resolved, status: .resolved), page(.update, status: .resolved),
        ]
        for page in pages {
            let outcome = await notifier(server).deliver(page)
            #expect(
                outcome
                    == DeliveryOutcome(.sent, evidence: #"202 success, dedup_key responder/test/42, "Event processed""#)
            )
        }
        let alerts = try await server.read([PagerDutyAlert].self, "/_stub/incidents")
        #expect(alerts.map(\.pages) == [1])
        #expect(alerts.map(\.status) == ["resolved"])
        let events = try await server.read([AcceptedEvent].self, "/_stub/events")
        #expect(events.flatMap(\.warnings).isEmpty)
        let effects = ["opened", "grouped", "grouped", "acknowledged", "grouped", "resolved", "no open incident"]
        #expect(events.map(\.effect) == effects)
    }

    @Test func `more of everything than an event takes is taken at once`() async throws {
        let server = try await StandIn.pagerDuty()
        for unit in hostileUnits {
            let outcome = await notifier(server).deliver(.largest(of: unit, method: .pagerduty))
            #expect(outcome.evidence.hasPrefix("202 success"), "\(unit): \(outcome.evidence)")
        }
        let events = try await server.read([AcceptedEvent].self, "/_stub/events")
        #expect(events.count == hostileUnits.count && events.flatMap(\.warnings).isEmpty)
    }

    @Test func `a page after an acknowledgement pages again, under a key of its own, and closes the former`()
        async throws
    {
        let server = try await StandIn.pagerDuty()
        for page in [page(.page), page(.acknowledged, status: .acknowledged)] {
            #expect(await notifier(server).deliver(page).verdict == .sent)
        }
        var anew = page(.page)
        anew.folding = FoldingKeys(current: anew.notification.id, former: [nil])
        // Twice, as after a crash while it was sent.
        for _ in 1...2 {
            #expect(await notifier(server).deliver(anew).evidence.hasSuffix("; closed what was open before"))
        }
        func alerts() async throws -> [String] {
            try await server.read([PagerDutyAlert].self, "/_stub/incidents").map {
                "\($0.dedupKey) \($0.status), \($0.pages) page"
            }.sorted()
        }
        let key = "responder/test/42"
        let own = "\(key)/\(anew.notification.id)"
        #expect(try await alerts() == ["\(key) resolved, 1 page", "\(own) triggered, 1 page"])
        let effects = try await server.read([AcceptedEvent].self, "/_stub/events").map(\.effect)
        #expect(effects == ["opened", "acknowledged", "opened", "resolved", "grouped", "no open incident"])
        var end = page(.resolved, status: .resolved)
        end.folding = anew.folding
        #expect(await notifier(server).deliver(end).verdict == .sent)
        #expect(try await alerts() == ["\(key) resolved, 1 page", "\(own) resolved, 1 page"])
    }

    @Test func `a page that has rung is sent although the former alert is not closed, and the end closes it`()
        async throws
    {
        let server = try await StandIn.pagerDuty("--fail", "ok,500,ok,500")
        var anew = page(.page)
        anew.folding = FoldingKeys(current: anew.notification.id, former: [nil])
        let rung = await notifier(server).deliver(anew)
        #expect(rung.verdict == .sent && rung.evidence.contains("; what was open before is not closed: 500"))
        var end = page(.resolved, status: .resolved)
        end.folding = anew.folding
        let left = await notifier(server).deliver(end)
        #expect(left.verdict == .sent && left.leavesOpen)
        #expect(left.evidence.contains("; what was open before is not closed: 500"))
        #expect(await !notifier(server).deliver(end).leavesOpen)
    }

    @Test func `who takes it closes what a page that rang anew has left open, until that is closed`() async throws {
        let server = try await StandIn.pagerDuty("--fail", "ok,ok,500,ok,429,ok,ok")
        #expect(await notifier(server).deliver(page(.page)).verdict == .sent)
        var anew = page(.page)
        anew.folding = FoldingKeys(current: anew.notification.id, former: [nil])
        #expect(await notifier(server).deliver(anew).evidence.contains("what was open before is not closed: 500"))
        var taken = page(.acknowledged, status: .acknowledged)
        taken.folding = anew.folding
        let left = await notifier(server).deliver(taken)
        #expect(left.verdict == .sent && left.leavesOpen)
        #expect(left.evidence.contains("; what was open before is not closed: 429"))
        #expect(await !notifier(server).deliver(taken).leavesOpen)
        let alerts = try await server.read([PagerDutyAlert].self, "/_stub/incidents").map(\.status).sorted()
        #expect(alerts == ["acknowledged", "resolved"])
    }

    @Test func `an end that is refused for the newest key closes the former ones all the same`() async throws {
        let server = try await StandIn.pagerDuty("--fail", "ok,ok,500,400,ok")
        #expect(await notifier(server).deliver(page(.page)).verdict == .sent)
        var anew = page(.page)
        anew.folding = FoldingKeys(current: anew.notification.id, former: [nil])
        #expect(await notifier(server).deliver(anew).verdict == .sent)
        var end = page(.resolved, status: .resolved)
        end.folding = anew.folding
        #expect(await notifier(server).deliver(end).verdict == .permanent)
        let open = try await server.read([PagerDutyAlert].self, "/_stub/incidents").filter { $0.status == "triggered" }
        #expect(open.map(\.dedupKey) == ["responder/test/42/\(anew.notification.id)"])
    }

    @Test(arguments: hostileTexts)
    func `no hostile text is refused`(text: String) async throws {
        let server = try await StandIn.pagerDuty()
        var page = Message.sample(method: .pagerduty, labels: ["alertname": text, "service": text], summary: text)
        page.incident.title = text
        page.incidentURL = "https://desk.example.com/\(text)"
        page.alerts[0].alert.annotations = ["summary": text, "runbook_url": text]
        page.artifacts = (0..<30).map {
            ArtifactExcerpt(
                collector: "c\($0)", command: text, outcome: .failed, duration: .zero,
                output: String(repeating: text, count: 10))
        }
        #expect(await notifier(server).deliver(page).verdict == .sent)
        #expect(try await server.read([AcceptedEvent].self, "/_stub/events").flatMap(\.warnings).isEmpty)
    }

    @Test(arguments: [
        ("429", DeliveryVerdict.retryable, Duration?.some(.seconds(7))), ("503", .retryable, .seconds(7)),
        ("500", .retryable, nil),
        ("400", .permanent, nil), ("403", .permanent, nil), ("302", .permanent, nil),
    ])
    func `a refusal decides`(plan: String, verdict: DeliveryVerdict, retryAfter: Duration?) async throws {
        let server = try await StandIn.pagerDuty("--fail", plan, "--retry-after", "7")
        let outcome = await notifier(server).deliver(page(.page))
        #expect(outcome.verdict == verdict)
        #expect(outcome.evidence == "\(plan) \"scripted \(plan)\"")
        #expect(outcome.retryAfter == retryAfter)
        #expect(await notifier(server).deliver(page(.page)).verdict == .sent)
    }

    @Test(arguments: ["timeout", "lost", "garbage", "close", "reset"])
    func `an answer that is lost or unreadable is unknown, and the repeat pages nobody again`(plan: String) async throws
    {
        let server = try await StandIn.pagerDuty("--fail", plan)
        #expect(await notifier(server, total: .seconds(1)).deliver(page(.page)).verdict == .unknown)
        #expect(await notifier(server).deliver(page(.page)).verdict == .sent)
        #expect(try await server.read([PagerDutyAlert].self, "/_stub/incidents").map(\.pages) == [1])
    }

    @Test
    func `an answer that is lost on a kept connection delays no page, and the attempt says that it went out twice`()
        async throws
    {
        let server = try await StandIn.pagerDuty()
        let notifier = notifier(server)
        #expect(await notifier.deliver(page(.page)).verdict == .sent)
        try await server.plan("lost")
        let outcome = await notifier.deliver(page(.page))
        #expect(outcome.verdict == .sent)
        #expect(
            outcome.evidence.hasSuffix(
                "; sent twice: the kept connection was closed before an answer to the first"))
        #expect(try await server.read([AcceptedEvent].self, "/_stub/events").count == 3)
        #expect(try await server.read([PagerDutyAlert].self, "/_stub/incidents").map(\.pages) == [1])
    }

    @Test func `a wrong key is refused with PagerDuty's own words and without the key`() async throws {
        let server = try await StandIn.pagerDuty()
        let outcome = await notifier(server, key: "too-short-key").deliver(page(.page))
        #expect(outcome.verdict == .permanent)
        #expect(outcome.evidence.contains("Length of 'routing_key' is incorrect"))
        #expect(!outcome.evidence.contains("too-short-key"))
    }

    @Test func `an endpoint that is not there is tried again`() async throws {
        let server = try await StandIn.pagerDuty()
        let notifier = notifier(server)
        try await server.stop()
        #expect(await notifier.deliver(page(.page)).verdict == .retryable)
    }
}
