import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Alerts that are silenced in an incident that is not", .timeLimit(.minutes(5)))
struct SilencedAlertTests {
    let urgent = Alert.firing("urgent")
    let low = Alert.firing("low", severity: "warning")

    static func tables() -> RoutingTables {
        .sample(
            .sample(
                "urgent", priorities: [.p1],
                steps: [0, 10].map { EscalationStep(after: .seconds($0 * 60), notify: ["Third"]) }),
            .sample("calm"))
    }

    private func lines(_ harness: EngineHarness) -> [String] { harness.deliverer.sent.map(\.line).sorted() }

    private func summaries(_ harness: EngineHarness, _ kind: TimelineKind) async throws -> [String] {
        try await harness.timeline().filter { $0.kind == kind }.map(\.summary)
    }

    static let words = "silence #1 by carol until 2026-11-23 10:30:00 UTC: upgrade"

    @Test func `one that joins tells nobody, and neither names the incident nor makes it urgent`() async throws {
        let harness = try EngineHarness(Self.tables())
        try await harness.silence("urgent", for: .hours(2))
        try await harness.post(WebhookBody(low))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(low, urgent))
        try await harness.advance(by: .minutes(14))
        #expect(harness.deliverer.begun.isEmpty)
        let incident = try await harness.incident()
        #expect(incident.priority == .p3 && incident.lead == "low" && incident.silence == nil)
        #expect(incident.firingCount == 2)
        #expect(
            try await summaries(harness, .silenced)
                == ["urgent now firing and silenced: \(Self.words); nobody is told of it, and the others go on"])
        #expect(
            try await harness.occurrences().first { $0.alert.name == "urgent" }?.quietWords
                == "silenced: \(Self.words)")
    }

    @Test(arguments: [false, true])
    func `when its silence ends it joins as if it came then`(isTaken: Bool) async throws {
        let harness = try EngineHarness(Self.tables())
        try await harness.silence("urgent", for: .hours(2))
        try await harness.post(WebhookBody(low, urgent))
        try await harness.settle()
        #expect(lines(harness) == ["page by pagerduty to First"])
        if isTaken { try await harness.acknowledge(by: "First") }
        try await harness.advance(by: .minutes(119))
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness).contains("page by slack to Third"))
        let incident = try await harness.incident()
        #expect(incident.status == .triggered && incident.priority == .p1 && incident.lead == "urgent")
        #expect(
            try await summaries(harness, .silenceEnded)
                == ["silenced no more and still firing: urgent, because \(Self.words), is over"])
        #expect(try await harness.occurrences().allSatisfy { $0.silence == nil })
    }

    @Test func `an acknowledgement does not cover it`() async throws {
        let harness = try EngineHarness()
        try await harness.silence("b", for: .hours(2))
        try await harness.post(WebhookBody(.firing("a"), .firing("b")))
        try await harness.settle()
        try await harness.acknowledge(by: "First")
        try await harness.advance(by: .minutes(119))
        #expect(try await harness.incident().taking.unconfirmed.isEmpty)
        try await harness.advance(by: .minutes(1))
        #expect(try await harness.incident().taking.unconfirmed == ["b"])
    }

    @Test func `when all that is not silenced ends, the incident is silenced, whatever its priority becomes`()
        async throws
    {
        let harness = try EngineHarness(Self.tables())
        try await harness.silence("urgent", for: .hours(2))
        try await harness.post(WebhookBody(low, urgent))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(low.resolved(), urgent))
        try await harness.advance(by: .minutes(110))
        #expect(harness.deliverer.begun.isEmpty)
        let incident = try await harness.incident()
        #expect(incident.silence?.words == Self.words && incident.priority == .p1)
        try await harness.advance(by: .minutes(10))
        // The policy that it has alone had never begun.
        #expect(lines(harness).contains("page by slack to Third"))
        #expect(!lines(harness).contains("page by email to Second"))
    }

    @Test func `one that is silenced later lets the incident fall, and its policy rests until that ends`() async throws
    {
        let harness = try EngineHarness(Self.tables())
        try await harness.post(WebhookBody(low, urgent))
        try await harness.settle()
        try await harness.silence("urgent", for: .hours(2))
        try await harness.settle()
        let incident = try await harness.incident()
        #expect(incident.priority == .p3 && incident.lead == "low" && incident.silence == nil)
        #expect(
            try await summaries(harness, .silenced)
                == ["urgent silenced: \(Self.words); nobody is told of it, and the others go on"])
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(9))
        // Its second step would come now.
        try await harness.advance(by: .minutes(2))
        #expect(lines(harness).isEmpty)
        try await harness.advance(by: .minutes(49))
        #expect(try await summaries(harness, .escalationRested).contains { $0.contains("urgent") })
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(60))
        #expect(lines(harness).contains("page by slack to Third"))
    }

    @Test func `of two silences of one incident the end of one tells only what it had silenced`() async throws {
        let harness = try EngineHarness(Self.tables())
        try await harness.silence("low", for: .hours(1))
        try await harness.silence("urgent", for: .hours(2))
        try await harness.post(WebhookBody(low, urgent))
        try await harness.advance(by: .minutes(59))
        #expect(harness.deliverer.begun.isEmpty)
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness) == ["page by pagerduty to First"])
        #expect(
            try await summaries(harness, .silenceEnded) == [
                "silenced no more: silence #1 by carol until 2026-11-23 09:30:00 UTC: upgrade, is over; still firing: low; "
                    + "escalation goes on"
            ])
        #expect(try await harness.incident().priority == .p3)
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(60))
        #expect(lines(harness).contains("page by slack to Third"))
    }

    @Test func `one that is not silenced begins an escalation of its own in an incident that is`() async throws {
        let harness = try EngineHarness(Self.tables())
        try await harness.silence("urgent", for: .hours(2))
        try await harness.post(WebhookBody(urgent))
        try await harness.advance(by: .minutes(20))
        try await harness.post(WebhookBody(low, urgent))
        try await harness.settle()
        #expect(lines(harness) == ["page by pagerduty to First"])
        let incident = try await harness.incident()
        #expect(incident.priority == .p3 && incident.lead == "low" && incident.silence == nil)
        try await harness.advance(by: .minutes(14))
        #expect(lines(harness) == ["page by pagerduty to First"])
        #expect(
            try await harness.escalations().filter { $0.status == .running && $0.nextDueAt == nil }.map(\.policy)
                == ["urgent"])
    }

    @Test func `a restart changes nothing of it`() async throws {
        let harness = try EngineHarness(Self.tables())
        try await harness.silence("urgent", for: .hours(2))
        try await harness.post(WebhookBody(low, urgent))
        try await harness.settle()
        let before = try await harness.timeline()
        try await harness.restart()
        try await harness.settle()
        #expect(try await harness.timeline() == before)
        #expect(try await harness.incident().priority == .p3)
    }
}
