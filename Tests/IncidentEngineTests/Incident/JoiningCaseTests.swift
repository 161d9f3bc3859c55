import IncidentCore
import IncidentStore
import TestSupport
import Testing

/// Bodies in which an alert joins or the lead changes, with the shipped tables.
@Suite("Bodies that change what an incident is about", .timeLimit(.minutes(5)))
struct JoiningCaseTests {
    /// What is sent of the last body, each message as one line.
    private func sent(_ file: String, acknowledging owner: String? = nil) async throws -> (EngineHarness, [String]) {
        let harness = try EngineHarness(
            .shipped(), clock: TestClock(try #require(Timestamp(rfc3339: "2026-11-25T12:00:00Z"))))
        let bodies = try CaseBodies.read(file)
        #expect(bodies.count == 2)
        try await harness.post(bytes: bodies[0])
        try await harness.advance(by: .minutes(2))
        if let owner { try await harness.acknowledge(by: owner) }
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(bytes: bodies[1])
        try await harness.settle()
        return (harness, harness.deliverer.sent.map(\.line))
    }

    @Test func `a new P1 that joins what somebody has taken rings them`() async throws {
        let (harness, lines) = try await sent(
            "05-new-alert-in-acknowledged-group", acknowledging: "On-Call Engineer")
        #expect(lines.contains("page by pagerduty to On-Call Engineer"))
        #expect(try await harness.kinds().contains(.confirmationAsked))
    }

    @Test func `the security team hears of an intrusion that joins what somebody has taken`() async throws {
        let (harness, lines) = try await sent(
            "05-sibling-intrusion-joins-what-is-taken", acknowledging: "On-Call Engineer")
        #expect(lines.contains { $0.hasPrefix("page by email to Security Team") })
        #expect(lines.contains("page by pagerduty to On-Call Engineer"))
        #expect(try await harness.escalations().map(\.policy).contains("security"))
    }

    @Test func `a lesser alert that joins what somebody has taken rings nobody`() async throws {
        let (_, lines) = try await sent(
            "05-sibling-lesser-alert-joins-what-is-taken", acknowledging: "On-Call Engineer")
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.hasPrefix("update ") })
    }

    @Test func `page and title name the alert that made it urgent`() async throws {
        let (harness, _) = try await sent("06-page-names-the-first-alert")
        let page = try #require(harness.deliverer.sent.first { $0.notification.event == .page })
        #expect(page.subject == "[P1] Raised from P3: CheckoutDown: nobody can pay (prod) (#1)")
        #expect(page.incident.labels["app"] == "checkout")
        #expect(!page.nextSteps.contains { $0.command?.contains("analytics-api") ?? false })
    }

    @Test func `when the lead has ended what still fires leads`() async throws {
        let (harness, _) = try await sent("06-sibling-the-lead-ends")
        let incident = try await harness.incident()
        #expect((incident.title, incident.priority) == ("CartIdle: nobody shops (prod)", .p4))
        #expect(incident.status == .triggered)
    }

    @Test func `of two equally urgent alerts the first leads, and the other is counted`() async throws {
        let (harness, lines) = try await sent("06-sibling-equally-urgent")
        #expect(try await harness.incident().title == "PaymentDown: no card is taken (prod)")
        #expect(lines.allSatisfy { $0.hasPrefix("update ") })
        #expect(
            harness.deliverer.sent.first?.headline
                == "Incident 1: PaymentDown: no card is taken (prod) and 1 more alert fires "
                + "(joined: CheckoutDown: nobody can pay (prod))"
        )
    }
}
