import IncidentCore
import Notifiers
import TestSupport
import Testing
import Transport

/// The Slack notifier against a strict incoming webhook.
@Suite(.timeLimit(.minutes(5))) struct `Messages to a strict Slack` {
    private let http = HTTPClient.live()

    private func notifier(_ server: StandIn, total: Duration = .seconds(10)) -> Notifier {
        .slack(
            SlackWebhook(url: Secret(server.origin + "/services/T0/B0/Xq3sVbN7tokenZ")), http: http,
            timeouts: DeliveryTimeouts(connect: .seconds(5), total: total))
    }

    @Test(arguments: NotificationEvent.allCases)
    func `every kind of message is taken without a warning`(event: NotificationEvent) async throws {
        let server = try await StandIn.slack()
        let outcome = await notifier(server).deliver(.sample(event: event, method: .slack))
        #expect(outcome == DeliveryOutcome(.sent, evidence: "200 \"ok\""))
        let messages = try await server.read([AcceptedMessage].self, "/_stub/messages")
        #expect(messages.map(\.warnings) == [[]])
        #expect(
            messages.first?.message.text.hasPrefix(
                "[P1] AnalyticsApiDown: Service analytics-api is down (llm-analytics-hub) (#42)") == true
        )
    }

    @Test(arguments: hostileTexts)
    func `no hostile text is refused or mentions anybody`(text: String) async throws {
        let server = try await StandIn.slack()
        var page = Message.sample(method: .slack, labels: ["alertname": text, "service": text], summary: text)
        page.incident.title = text
        page.findings = [Finding(collector: text, level: .critical, text: text)]
        page.artifacts = [
            ArtifactExcerpt(collector: text, command: text, outcome: .failed, duration: .zero, output: text)
        ]
        page.nextSteps = [NextStep(procedure: text, title: text, command: text)]
        #expect(await notifier(server).deliver(page).verdict == .sent)
        let messages = try await server.read([AcceptedMessage].self, "/_stub/messages")
        #expect(messages.map(\.mentions) == [[]])
        #expect(messages.map(\.warnings) == [[]])
    }

    @Test(arguments: NotificationEvent.allCases)
    func `more of everything than a message takes is taken with its blocks`(event: NotificationEvent) async throws {
        let server = try await StandIn.slack()
        for unit in hostileUnits {
            let outcome = await notifier(server).deliver(.largest(of: unit, event: event, method: .slack))
            #expect(outcome == DeliveryOutcome(.sent, evidence: "200 \"ok\""), "\(unit)")
            let digest = await notifier(server).deliverBulletin(.largest(of: unit, method: .slack))
            #expect(digest == DeliveryOutcome(.sent, evidence: "200 \"ok\""), "\(unit)")
        }
        let messages = try await server.read([AcceptedMessage].self, "/_stub/messages")
        #expect(messages.allSatisfy { $0.warnings.isEmpty && $0.mentions.isEmpty })
    }

    @Test(arguments: [
        ("403", DeliveryVerdict.permanent, Duration?.none, "403 \"action_prohibited\""),
        ("404", .permanent, nil, "404 \"no_service\""), ("410", .permanent, nil, "410 \"channel_is_archived\""),
        ("429", .retryable, .seconds(3), "429 \"rate_limited\""), ("500", .retryable, nil, "500 \"rollup_error\""),
    ])
    func `a refusal is quoted and decides`(
        plan: String, verdict: DeliveryVerdict, retryAfter: Duration?, evidence: String
    ) async throws {
        let server = try await StandIn.slack("--fail", plan, "--retry-after", "3")
        let outcome = await notifier(server).deliver(.sample(method: .slack))
        #expect(outcome.verdict == verdict)
        #expect(outcome.evidence == evidence)
        #expect(outcome.retryAfter == retryAfter)
    }

    @Test func `blocks that are refused are left out at once`() async throws {
        let server = try await StandIn.slack("--fail", "400:invalid_blocks")
        let outcome = await notifier(server).deliver(.sample(method: .slack))
        #expect(outcome.verdict == .sent)
        #expect(try await server.read([AcceptedMessage].self, "/_stub/messages").count == 1)
    }

    @Test(arguments: ["timeout", "lost", "close", "reset"])
    func `a lost answer is unknown, and tried again`(plan: String) async throws {
        let server = try await StandIn.slack("--fail", plan)
        let outcome = await notifier(server, total: .seconds(1)).deliver(.sample(method: .slack))
        #expect(outcome.verdict == .unknown)
        #expect(!outcome.evidence.contains("Xq3sVbN7tokenZ"))
    }

    @Test func `a message whose answer is lost on a kept connection goes out once, and its repeat says that it is one`()
        async throws
    {
        let server = try await StandIn.slack()
        let notifier = notifier(server)
        #expect(await notifier.deliver(.sample(method: .slack)).verdict == .sent)
        try await server.plan("lost")
        let outcome = await notifier.deliver(.sample(method: .slack))
        #expect(outcome.verdict == .unknown)
        #expect(outcome.evidence == "connection lost: closed before an answer; it may have been taken")
        #expect(try await texts(server) == [Self.text, Self.text])
        var again = Message.sample(method: .slack)
        again.notification.mayHaveArrived = true
        #expect(await notifier.deliver(again) == DeliveryOutcome(.sent, evidence: "200 \"ok\""))
        #expect(try await texts(server) == [Self.text, Self.text, Self.text + " (sent again)"])
    }

    private static let text =
        "[P1] AnalyticsApiDown: Service analytics-api is down (llm-analytics-hub) (#42) – 1 of 3 pods is in CrashLoopBackOff"

    private func texts(_ server: StandIn) async throws -> [String] {
        try await server.read([AcceptedMessage].self, "/_stub/messages").map(\.message.text)
    }
}
