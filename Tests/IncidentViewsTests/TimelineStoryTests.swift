import IncidentCore
import TestSupport
import Testing

/// A timeline as people read it.
@Suite(.timeLimit(.minutes(5))) struct TimelineStoryTests {
    private static func entry(
        _ kind: TimelineKind, _ summary: String = "", after seconds: Int64 = 0,
        by actor: String = TimelineDraft.ourselves, details: Labels = [:]
    ) -> TimelineEntry {
        TimelineEntry(
            id: 1, incidentID: 1, at: TestClock.monday + .seconds(seconds), kind: kind, actor: actor, summary: summary,
            details: details)
    }

    /// As the engine writes them.
    private static func sent(
        _ way: String, _ reason: String, _ evidence: String, _ rest: String = "", after seconds: Int64 = 0
    ) -> TimelineEntry {
        entry(
            .notificationSent, "\(way), \(reason): \(evidence)\(rest)", after: seconds,
            details: ["evidence": evidence, "for": reason])
    }

    @Test func `what only collectors did is one line`() {
        let entries = [
            Self.entry(.opened), Self.entry(.collectorFinished, "collector \"pods\" succeeded after 90 ms"),
            Self.entry(.collectorFinished, "collector \"logs\" succeeded after 120 ms", after: 1),
            Self.entry(.diagnosisFinished, "diagnosis finished 412 ms after it was asked for", after: 1),
            Self.entry(.collectorFinished, "collector \"pods\" failed with exit status 1 after 3 ms", after: 60),
            Self.entry(.collectorFinished, "collector \"logs\" was not run: kubectl is missing", after: 60),
            // For another alert.
            Self.entry(.collectorFinished, "collector \"logs\" was not run: kubectl is missing", after: 60),
        ]
        let rows = TimelineStory(entries).rows
        #expect(
            rows.map(\.folded) == [
                nil, "2 collectors, all worked; diagnosis finished 412 ms after it was asked for",
                "3 collectors, 3 did not work: pods, logs",
            ])
        #expect(rows.map { $0.entries.count } == [1, 3, 3])
    }

    @Test func `what the program does over and over is one line, and what people do never is`() {
        let added = (0..<5).map { Self.entry(.alertsAdded, "A now firing;\n\($0) in all", after: Int64($0)) }
        let rejected = (0..<4).map { _ in Self.entry(.alertRejected, "no name", after: 9) }
        let few = (0..<3).map { _ in Self.entry(.notTold, "once", after: 9) }
        let notes = (0..<6).map { _ in Self.entry(.noted, "hm", after: 9, by: "alice") }
        let steps = (0..<4).map { _ in Self.entry(.escalationStep, "step", after: 9) }
        let rows = TimelineStory(added + rejected + few + notes + steps).rows
        let folded = ["A now firing; 0 in all (and 4 more like it within 4 s)", "no name (and 3 more like it)"]
        #expect(rows.compactMap(\.folded) == folded && rows.prefix(2).allSatisfy { $0.folded != nil })
        #expect(rows.count == folded.count + few.count + notes.count + steps.count)
        #expect(rows[0].entries == added && rows[1].after == .seconds(5))
        let all = added + rejected + [Self.entry(.collectorFinished), Self.entry(.diagnosisFinished)]
        #expect(TimelineStory(all, folds: false).rows.map(\.entries) == all.map { [$0] })
    }

    @Test func `the deliveries of one message to several endpoints are one line, without their answers`() {
        let step = "step 1 of policy \"critical\""
        let entries = [
            Self.sent("pagerduty for First", step, "202 success, dedup_key responder/1"),
            Self.sent("email to a@example.com for First", step, "250 2.0.0 Ok", after: 1),
            Self.sent("pagerduty (update) for First", "diagnostics came after the page", "202", after: 2),
            Self.entry(.noted, "hm", after: 3, by: "alice"),
            Self.sent("email for First", step, "written to the spool, not sent: spool/email/1.eml", after: 4),
            Self.sent("pagerduty for First", step, "202", "; once more at 08:00 UTC, for that", after: 5),
        ]
        let rows = TimelineStory(entries).rows
        #expect(
            rows.map(\.folded) == [
                "pagerduty for First, email to a@example.com for First, step 1 of policy \"critical\"",
                "pagerduty (update) for First, diagnostics came after the page", nil,
                "email for First, pagerduty for First, step 1 of policy \"critical\"; written to the spool, not sent; once more at 08:00 UTC, for that",
            ])
        #expect(rows.map { $0.entries.count } == [2, 1, 1, 2])
        #expect(TimelineStory(entries, folds: false).rows.allSatisfy { $0.folded == nil && $0.entries.count == 1 })
        #expect(TimelineStory(entries).newest(2).rows == rows.suffix(2))
    }

    @Test(
        arguments: [[:], ["for": "x"], ["for": "x", "evidence": "500"], ["for": "", "evidence": "202"]] as [Labels])
    func `a delivery in other words than ours stands as it is`(details: Labels) {
        let rows = TimelineStory([Self.entry(.notificationSent, "told First, x: 202", details: details)]).rows
        #expect(rows.map(\.folded) == [nil])
    }

    @Test func `a long list of endpoints is counted`() {
        let entries = (1...5).map { Self.sent("email \($0)", "step 1", "250") }
        #expect(TimelineStory(entries).rows.map(\.folded) == ["email 1, email 2, email 3 and 2 more, step 1"])
    }

    @Test func `between two lines stands how long it took`() {
        let entries = [
            Self.entry(.opened), Self.entry(.classified), Self.entry(.noted, "hm", after: 130, by: "alice"),
        ]
        #expect(TimelineStory(entries).rows.map(\.after) == [nil, nil, .seconds(130)])
        #expect(TimelineStory([]).rows == [])
    }

    @Test(
        arguments: [
            (TimelineKind.opened, "responder", TimelineLane.alerts), (.resolved, "responder", .alerts),
            (.resolved, "alice", .people), (.noted, "alice", .people), (.escalationStep, "responder", .escalation),
            (.notificationFailed, "responder", .escalation), (.collectorFinished, "responder", .diagnostics),
            (.diagnosisRequested, "alice", .people), (.mended, "responder", .escalation),
        ])
    func `each entry has its lane`(kind: TimelineKind, actor: String, lane: TimelineLane) {
        #expect(Self.entry(kind, by: actor).lane == lane)
    }
}
