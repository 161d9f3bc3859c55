import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Captured bodies in the store", .timeLimit(.minutes(5)))
struct CapturedBodyTests {
    /// What one body leads to when it comes first.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let priority: Priority
        let rule: String
        var firing = 1
        var testDescription: String { name }
    }

    static let firing = [
        Case(name: "01-p1-api-error-rate-firing", priority: .p1, rule: "api-error-rate-critical"),
        Case(name: "03-p1-service-down-priority-label", priority: .p1, rule: "priority label"),
        Case(name: "04-group-two-firing", priority: .p3, rule: "pod-restarts", firing: 2),
        Case(name: "05-group-third-alert-added", priority: .p3, rule: "pod-restarts", firing: 3),
        Case(name: "08-repeat-first", priority: .p3, rule: "memory-usage"),
        Case(name: "09-repeat-second-identical", priority: .p3, rule: "memory-usage"),
        Case(name: "10-truncated-max-alerts-3-of-8", priority: .p1, rule: "severity critical", firing: 3),
        Case(name: "11-unicode-quotes-newlines", priority: .p3, rule: "severity warning"),
        Case(name: "12-severity-label-missing", priority: .p3, rule: "default"),
        Case(name: "14-long-annotation-100kb", priority: .p4, rule: "severity info"),
        Case(name: "15-p2-latency-firing", priority: .p2, rule: "high-latency"),
        Case(name: "16-p3-memory-two-pods", priority: .p3, rule: "memory-usage", firing: 2),
    ]

    @Test(arguments: firing)
    func `a firing body opens one incident and owes its first pages`(body: Case) async throws {
        let harness = try EngineHarness(.shipped())
        let receipt = try await harness.post(fixture: body.name)
        #expect(receipt.opened)
        let incident = try await harness.incident()
        #expect(try await harness.incidents() == [incident])
        #expect(incident.status == .triggered)
        #expect((incident.priority, incident.rule) == (body.priority, body.rule))
        #expect((incident.firingCount, incident.occurrenceCount) == (body.firing, body.firing))
        #expect(try await harness.occurrences().count == body.firing)
        #expect(try await harness.kinds().prefix(3) == [.opened, .classified, .escalationStarted])
        // The shipped P4 waits for the digest.
        #expect(try await harness.notifications().isEmpty == (body.priority == .p4))
        #expect(try await harness.kinds().contains(.heldForDigest) == (body.priority == .p4))
    }

    @Test func `a body that says what its group's last one said is kept once`() async throws {
        let harness = try EngineHarness(.shipped())
        let names = [
            "08-repeat-first", "09-repeat-second-identical", "05-group-third-alert-added", "08-repeat-first",
            "04-group-two-firing", "04-group-two-firing", "05-group-third-alert-added",
        ]
        for name in names { try await harness.post(fixture: name) }
        let (texts, kept) = try await harness.bodies()
        #expect(try texts == names.map { try String(decoding: ResponderInstallation.body($0), as: UTF8.self) })
        // Of the second group every body is another than the one before it, but for the sixth.
        #expect(kept == 4)
    }

    /// Bodies in the order in which they were captured, those that continue others behind them.
    static let stories: [[String]] =
        firing.map { [$0.name] } + [
            ["01-p1-api-error-rate-firing", "02-p1-api-error-rate-resolved"],
            ["04-group-two-firing", "05-group-third-alert-added"],
            ["04-group-two-firing", "05-group-third-alert-added", "06-group-partially-resolved"],
            [
                "04-group-two-firing", "05-group-third-alert-added", "06-group-partially-resolved",
                "07-group-fully-resolved",
            ],
            ["13-watchdog-heartbeat"], ["02-p1-api-error-rate-resolved"],
        ]

    @Test(arguments: stories)
    func `copies at the same instant, repeats and other peers' copies change only counters`(story: [String])
        async throws
    {
        let alone = try EngineHarness(.shipped())
        for name in story { try await alone.post(fixture: name) }
        let once = try await alone.image()

        let harness = try EngineHarness(.shipped())
        for name in story { try await postCopies(of: name, to: harness) }
        #expect(try await harness.image() == once)

        let last = try #require(story.last)
        harness.clock.advance(by: .minutes(1))
        try await harness.post(fixture: last)
        try await postCopies(of: last, to: harness)
        #expect(try await harness.image() == once)
    }

    /// From both peers of a pair, each several times, all at once.
    private func postCopies(of name: String, to harness: EngineHarness) async throws {
        let body = try ResponderInstallation.body(name)
        let fromPeer = Array(
            String(decoding: body, as: UTF8.self).replacing("http://alertmanager.", with: "http://alertmanager-2.").utf8
        )
        #expect(fromPeer != body)
        try await withThrowingTaskGroup { group in
            for copy in 0..<24 {
                group.addTask { _ = try await harness.post(bytes: copy.isMultiple(of: 2) ? body : fromPeer) }
            }
            try await group.waitForAll()
        }
    }

    @Test func `copies are counted`() async throws {
        let harness = try EngineHarness(.shipped())
        try await harness.post(fixture: "08-repeat-first")
        harness.clock.advance(by: .seconds(12))
        try await harness.post(fixture: "09-repeat-second-identical")
        let occurrence = try #require(try await harness.occurrences().first)
        #expect(occurrence.seenCount == 2)
        #expect(occurrence.firstSeenAt == TestClock.monday)
        #expect(occurrence.lastSeenAt == TestClock.monday + .seconds(12))
    }

    @Test func `a resolve that was never seen firing opens nothing`() async throws {
        let harness = try EngineHarness(.shipped())
        let receipt = try await harness.post(fixture: "02-p1-api-error-rate-resolved")
        #expect(receipt.incidentID == nil)
        #expect(try await harness.incidents().isEmpty)
    }

    @Test func `a resolve keeps the annotations it came with`() async throws {
        let harness = try EngineHarness(.shipped())
        try await harness.post(fixture: "01-p1-api-error-rate-firing")
        let before = try #require(try await harness.occurrences().first)
        try await harness.post(fixture: "02-p1-api-error-rate-resolved")
        let after = try #require(try await harness.occurrences().first)
        #expect(after.alert.annotations["description"] != before.alert.annotations["description"])
        #expect(after.alert.endsAt?.rfc3339.hasPrefix("2026-11-23T06:13:10.614") == true)
    }

    @Test func `a group resolves when the last body lists only what was still open`() async throws {
        let harness = try EngineHarness(.shipped())
        let states: [(String, IncidentStatus, Int, Int)] = [
            ("04-group-two-firing", .triggered, 2, 2), ("05-group-third-alert-added", .triggered, 3, 3),
            ("06-group-partially-resolved", .triggered, 2, 3), ("07-group-fully-resolved", .resolved, 0, 3),
        ]
        for (name, status, firing, occurrences) in states {
            try await harness.post(fixture: name)
            let incident = try await harness.incident()
            #expect(incident.status == status, "\(name)")
            #expect((incident.firingCount, incident.occurrenceCount) == (firing, occurrences), "\(name)")
        }
        #expect(try await harness.incidents().count == 1)
        #expect(try await harness.kinds().count { $0 == .resolved } == 1)
    }

    @Test func `the heartbeat opens nothing`() async throws {
        let harness = try EngineHarness(.shipped())
        try await harness.post(fixture: "13-watchdog-heartbeat")
        #expect(try await harness.incidents().isEmpty)
        #expect(try await harness.tick(.heartbeats) == TestClock.monday + .minutes(10))
    }

    @Test func `text is stored as it was sent, however long and in whatever script`() async throws {
        let harness = try EngineHarness(.shipped())
        try await harness.post(fixture: "11-unicode-quotes-newlines")
        try await harness.post(fixture: "14-long-annotation-100kb")
        let strange = try #require(try await harness.occurrences(1).first).alert
        #expect(strange.labels["note"] == "say \"hi\"\nsecond line")
        #expect(strange.labels["path"] == #"C:\data\hub"#)
        let long = try #require(try await harness.occurrences(2).first).alert
        #expect(long.annotations.pairs.contains { $0.value.utf8.count == 102_400 })
    }
}
