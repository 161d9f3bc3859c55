import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Somebody gives an incident to a contact.
@Suite("An incident that is handed over", .timeLimit(.minutes(5)))
struct HandOverTests {
    private let api = Alert.firing("ApiDown")

    private func opened(takenBy owner: String? = "alice", severity: String = "critical") async throws -> EngineHarness {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(Alert.firing("ApiDown", severity: severity)))
        try await harness.settle()
        if let owner { try await harness.acknowledge(by: owner) }
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    @Test func `is the contact's, who is told in a way that rings and asked to take it`() async throws {
        let harness = try await opened()
        let deadline = harness.clock.now + .minutes(10)
        try await harness.handOver(to: "second@example.com")
        try await harness.settle()
        let ring = try #require(harness.deliverer.sent.first { $0.notification.event == .page })
        #expect(ring.line == "page by email to Second")
        #expect(ring.because == "handed over by alice: my shift ends, as Second")
        let clock = "\(deadline.readable.dropFirst(11).prefix(5)) UTC"
        #expect(ring.summary.hasPrefix("[P1] Take it by \(clock), or escalation goes on: ApiDown"))
        #expect(ring.headline.contains("Take it by \(clock), or escalation goes on: ApiDown"))
        #expect(
            ring.asked == "alice has handed this incident over to Second. You are asked to take it by "
                + "\(clock), by acknowledging it; if nobody does, the incident is nobody's again and escalation "
                + "goes on.")
        #expect(ring.acknowledgeTitle == "Take it" && ring.acknowledgeURL != nil)
        #expect(ring.standing.hasPrefix("handed over to Second by alice at "))
        #expect(harness.sentLines() == ["page by email to Second", "update by pagerduty to First"])
        let incident = try await harness.incident()
        #expect(
            (incident.status, incident.acknowledgedBy, incident.taking.handedOverBy) == (
                .acknowledged, "Second", "alice"
            ))
        let entry = try await harness.timeline().first { $0.kind == .handedOver }
        #expect(
            entry?.summary
                == "handed over to Second by alice, to be confirmed by \(deadline.readable), on the command line: "
                + "my shift ends")
    }

    @Test func `is to be taken until it ends, where it holds for less than a question`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .minutes(5))))
        try await harness.post(WebhookBody(api))
        try await harness.settle()
        let end = harness.clock.now + .minutes(5)
        try await harness.handOver(to: "Second")
        try await harness.settle()
        #expect(try await harness.incident().taking.confirmBy == end)
        let ring = try #require(harness.deliverer.sent.first { $0.because.hasPrefix("handed over by alice") })
        #expect(
            ring.asked.hasPrefix(
                "alice has handed this incident over to Second. You are asked to take it by \(ring.brief(end))"))
        try await harness.advance(by: .minutes(5))
        #expect(
            try await harness.kinds().filter { $0 == .confirmationMissed || $0 == .acknowledgementExpired }
                == [.confirmationMissed])
    }

    /// Also where nobody ever answers, and it is over.
    @Test func `is nowhere said to be acknowledged by who has not taken it`() async throws {
        let harness = try await opened()
        try await harness.handOver(to: "Second")
        try await harness.settle()
        var acknowledged = try #require(harness.deliverer.sent.last)
        acknowledged.notification.event = .acknowledged
        #expect(
            acknowledged.headline.hasPrefix("Incident 1 is handed over to Second by alice, who has not taken it yet: "))
        #expect(acknowledged.asked == "alice has handed this incident over to Second, who has not taken it yet.")
        let incident = try await harness.incident()
        #expect(incident.ownerWords == "handed over to Second, who has not taken it")
        try await harness.resolve(by: "carol")
        try await harness.settle()
        for message in harness.deliverer.sent where message.notification.method.notifier == .email {
            let text = try RenderedMail(message).text
            #expect(
                text.contains("Handed over") && text.contains(" by alice to Second, who has not taken it"), "\(text)")
            #expect(!text.contains("cknowledged by Second") && !text.contains("Acknowledged:"), "\(text)")
        }
    }

    @Test func `is theirs for good once they take it, and those told hear of it`() async throws {
        let harness = try await opened()
        try await harness.handOver(to: "Second")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.acknowledge(by: "Second")
        try await harness.advance(by: .minutes(30))
        #expect(harness.sentLines() == ["acknowledged by pagerduty to First"])
        let incident = try await harness.incident()
        #expect(incident.status == .acknowledged && !incident.taking.isAsked)
        let entry = try await harness.timeline().last { $0.kind == .acknowledged }
        #expect(entry?.summary.hasPrefix("taken by Second, to whom alice has handed it over until ") == true)
    }

    @Test(arguments: [false, true])
    func `goes on when they do not take it in time, and who gave it hears of that`(restarts: Bool) async throws {
        let harness = try await opened(takenBy: "Third")
        try await harness.handOver(by: "Third", to: "Second")
        try await harness.settle()
        harness.deliverer.forget()
        if restarts { try await harness.restart() }
        try await harness.advance(by: .minutes(10))
        if restarts { try await harness.restart() }
        try await harness.settle()
        #expect(
            harness.sentLines() == ["page by email to Second", "page by pagerduty to First", "page by slack to Third"])
        #expect(try await harness.incident().status == .triggered)
        let missed = try await harness.timeline().last { $0.kind == .confirmationMissed }
        #expect(missed?.summary == "Second has not taken in time what Third handed over; escalation goes on")
    }

    @Test func `of which the contact could not be told in time says so, and asks nobody any more`() async throws {
        let harness = try await opened()
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.handOver(to: "Second")
        try await harness.advance(by: .minutes(10))
        let entry = try await harness.timeline().last { $0.kind == .confirmationMissed }
        #expect(entry?.summary == "Second could not be told of what alice handed over; escalation goes on")
        harness.deliverer.always(.email, nil)
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(5))
        #expect(!harness.deliverer.sent.contains { $0.because.contains("handed over by alice") })
    }

    @Test func `that nobody had taken is taken by that, until they answer`() async throws {
        let harness = try await opened(takenBy: nil)
        try await harness.handOver(to: "Third")
        try await harness.advance(by: .minutes(9))
        #expect(harness.sentLines() == ["page by slack to Third", "update by pagerduty to First"])
        try await harness.advance(by: .minutes(1))
        #expect(try await harness.incident().status == .triggered)
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test func `can be taken by somebody else, and be declined`() async throws {
        let harness = try await opened()
        try await harness.handOver(to: "Second")
        try await harness.acknowledge(by: "bob")
        #expect(try await harness.incident().taking.handedOverBy == nil)
        try await harness.handOver(by: "First", to: "Second")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.unacknowledge(by: "Second", why: "on a train")
        try await harness.settle()
        let told = try #require(harness.deliverer.sent.first { $0.line == "page by pagerduty to First" })
        #expect(told.because == "Second does not take it: on a train, as First")
        #expect(told.headline.hasPrefix("Second does not take it: on a train, and nobody has it now: P1 incident 1"))
        #expect(told.summary.hasPrefix("[P1] Second does not take it: "), "\(told.summary)")
    }

    @Test func `that is declined when a step rings who gave it is told by that step's page`() async throws {
        let steps = [0, 15].map { EscalationStep(after: .minutes($0), notify: ["First"]) }
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        try await harness.post(WebhookBody(.firing("ApiDown", since: harness.clock.now)))
        try await harness.settle()
        try await harness.acknowledge(by: "First")
        try await harness.handOver(by: "First", to: "Second")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.unacknowledge(by: "Second", why: "on a train")
        try await harness.settle()
        let told = try #require(harness.deliverer.sent.first { $0.line == "page by pagerduty to First" })
        #expect(
            told.because.hasSuffix("; beside that, Second does not take it: on a train, as First"), "\(told.because)")
        #expect(told.headline.hasPrefix("Second does not take it: on a train, and nobody has it now: P1 incident 1"))
    }

    @Test func `that becomes more urgent is nobody's, and what joins rings nobody twice`() async throws {
        let harness = try await opened(severity: "error")
        try await harness.handOver(to: "Second")
        try await harness.post(
            WebhookBody(.firing("ApiDown", severity: "error"), .firing("CacheDown", severity: "error")))
        try await harness.settle()
        #expect(harness.sentLines().filter { $0 == "page by email to Second" }.count == 1)
        #expect(try await harness.incident().taking.unconfirmed == ["CacheDown"])
        try await harness.post(WebhookBody(.firing("DbDown")))
        try await harness.settle()
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `whose joined alert has ended is still to be taken`() async throws {
        let harness = try await opened()
        let cache = Alert.firing("CacheDown")
        try await harness.handOver(to: "Second")
        try await harness.post(WebhookBody(api, cache))
        try await harness.post(WebhookBody(api, cache.resolved()))
        #expect(try await harness.incident().taking.confirmBy != nil)
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `that resolves asks nobody`() async throws {
        let harness = try await opened()
        try await harness.handOver(to: "Second")
        try await harness.post(WebhookBody(api.resolved()))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(20))
        #expect(harness.sentLines() == [])
    }

    @Test func `twice is refused, and so is to oneself`() async throws {
        let harness = try await opened()
        try await harness.handOver(to: "Second")
        await #expect(
            throws: TransitionRefused("incident 1 was handed over to Second by alice already; nothing to hand over")
        ) { try await harness.handOver(to: "Second") }
        await #expect(
            throws: TransitionRefused("Third takes incident 1 over by acknowledging it; name somebody else")
        ) { try await harness.handOver(by: "Third", to: "Third") }
        try await harness.acknowledge(by: "Second")
        await #expect(throws: TransitionRefused("incident 1 is Second's already; nothing to hand over")) {
            try await harness.handOver(to: "Second")
        }
    }

    @Test(arguments: [
        ("Secnd", "\"Secnd\" is no contact, or may be several; did you mean \"Second\"?"),
        (
            "the boss",
            "\"the boss\" is no contact, or may be several; name one of \"First\", \"Second\", \"Third\", \"Last Resort\""
        ), ("  ", "the contact is missing; name one of \"First\", \"Second\", \"Third\", \"Last Resort\""),
    ])
    func `to nobody we know is refused with the nearest name`(name: String, words: String) async throws {
        let harness = try await opened()
        for act in [{ try await harness.handOver(to: name) }, { try await harness.addResponder(contact: name) }] {
            let problem = await #expect(throws: DeedProblem.self) { try await act() }
            #expect(problem?.description == words)
        }
    }
}
