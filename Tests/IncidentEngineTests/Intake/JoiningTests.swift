import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@Suite("Which incident a body belongs to", .timeLimit(.minutes(5)))
struct JoiningTests {
    let a = Alert.firing("a")
    let b = Alert.firing("b")

    @Test func `a new alert of the group joins its incident`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        let receipt = try await harness.post(WebhookBody(a, b))
        #expect(receipt.incidentID == 1 && !receipt.opened)
        #expect(try await harness.incident().firingCount == 2)
    }

    @Test func `a known fingerprint under a new group key joins, and takes its companions along`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a, group: "old route"))
        try await harness.post(WebhookBody(a, b, group: "new route"))
        #expect(try await harness.incidents().count == 1)
        #expect(try await harness.incident().firingCount == 2)
    }

    @Test func `a group that so far only repeated an incident's alerts belongs to it`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a, group: "old route"))
        try await harness.post(WebhookBody(a, group: "new route"))
        // Without the alert that tied it to the incident.
        let receipt = try await harness.post(WebhookBody(b, group: "new route"))
        #expect(receipt.incidentID == 1)
        #expect(try await harness.incidents().count == 1)
    }

    @Test func `alerts hidden in such a group keep the incident open`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a, group: "old route"))
        try await harness.post(WebhookBody(a, group: "new route", truncated: 2))
        try await harness.post(WebhookBody(a.resolved(), group: "old route"))
        #expect(try await harness.incident().status == .triggered)
        try await harness.post(WebhookBody(a.resolved(), group: "new route"))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `an incident of two groups resolves when the alerts of both have ended`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a, group: "one"))
        try await harness.post(WebhookBody(a, b, group: "two"))
        try await harness.post(WebhookBody(a.resolved(), group: "one"))
        #expect(try await harness.incident().status == .triggered)
        try await harness.post(WebhookBody(b.resolved(), group: "two"))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `groups without a common alert are two incidents`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a, group: "one"))
        try await harness.post(WebhookBody(b, group: "two"))
        #expect(try await harness.incidents().map(\.groupKey) == ["one", "two"])
    }

    @Test func `groups that first arrive at the same instant are one incident each`() async throws {
        let harness = try EngineHarness()
        try await withThrowingTaskGroup { group in
            for copy in 0..<60 {
                let alert = Alert.firing("alert-\(copy % 6)")
                group.addTask { try await harness.post(WebhookBody(alert, group: "group \(copy % 6)")) }
            }
            try await group.waitForAll()
        }
        let incidents = try await harness.incidents()
        #expect(Set(incidents.map(\.groupKey)).count == 6)
        #expect(incidents.count == 6)
        for incident in incidents { #expect(try await harness.notifications(incident.id).count == 1) }
    }

    @Test func `a group whose own incident was re-opened through another group finds it again`() async throws {
        let harness = try EngineHarness()
        try await openAgainThroughAnotherGroup(harness)
        // "one" was last joined to incident 2, which is over for long; incident 1, opened under its key, is open.
        try await harness.post(WebhookBody(.firing("c", since: harness.clock.now), group: "one"))
        #expect(try await harness.incident(1).firingCount == 2)
        #expect(try await harness.incidents().count == 2)
    }

    @Test func `what would re-open an incident joins the one that has its group key now`() async throws {
        let harness = try EngineHarness()
        try await openAgainThroughAnotherGroup(harness)
        try await harness.resolve()
        harness.clock.advance(by: .minutes(1))
        try await harness.post(WebhookBody(.firing("c", since: harness.clock.now), group: "one"))
        harness.clock.advance(by: .minutes(1))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now), group: "three"))
        let open = try await harness.incidents().filter { $0.status != .resolved }
        #expect(open.map(\.firingCount) == [2])
    }

    /// Leaves group "one" pointing to incident 2, resolved long ago, while incident 1, which it opened, is open.
    private func openAgainThroughAnotherGroup(_ harness: EngineHarness) async throws {
        try await harness.post(WebhookBody(a, group: "one"))
        try await harness.post(WebhookBody(b, group: "two"))
        try await harness.resolve()
        // Joins incident 2 by its fingerprint, because incident 1 is over.
        let newer = Alert.firing("b", since: TestClock.monday + .seconds(1))
        harness.clock.advance(by: .seconds(2))
        try await harness.post(WebhookBody(newer, group: "one"))
        try await harness.post(WebhookBody(newer.resolved(), group: "two"))
        harness.clock.advance(by: .minutes(10))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now), group: "three"))
        try await expectStatuses([.triggered, .resolved], of: harness)
        harness.clock.advance(by: .minutes(10))
    }

    private func expectStatuses(_ statuses: [IncidentStatus], of harness: EngineHarness) async throws {
        #expect(try await harness.incidents().map(\.status) == statuses)
    }
}
