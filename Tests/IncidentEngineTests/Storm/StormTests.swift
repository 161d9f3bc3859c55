import IncidentCore
import IncidentEngine
import IncidentStore
import MetricsTestKit
import TestSupport
import Testing

/// What one address is told while more happens than it may be sent: one mail a minute here.
@Suite("A storm", .timeLimit(.minutes(20)))
struct StormTests: StormWorld {
    private func line(_ first: Int, _ others: ClosedRange<Int>) -> String {
        "\(first)+\(others.map { String($0) }.joined(separator: ","))"
    }

    @Test func `one incident is told as ever, and a second one a minute later at most`() async throws {
        let harness = try harness()
        try await fire(names(1...1), on: harness)
        try await harness.advance(by: .seconds(20))
        try await fire(names(2...2), on: harness)
        #expect(told(harness) == ["1"])
        let held = try #require(try await harness.notifications(2).first)
        #expect(held.notification.decision.hasSuffix("more than 1 message a minute for email to first@example.com"))
        try await harness.advance(by: .seconds(40))
        #expect(told(harness) == ["1", "2"])
        // Nothing was told together, so there is nothing to sum up.
        try await harness.advance(by: .minutes(10))
        #expect(harness.deliverer.bulletins.isEmpty)
    }

    @Test func `what is held back is told together a minute later, and all of it when the storm is over`() async throws
    {
        let metrics = TestMetrics()
        let harness = try harness(metrics: metrics)
        try await fire(names(1...30), on: harness)
        #expect(told(harness) == ["1"])
        try await harness.advance(by: .seconds(60))
        #expect(told(harness) == ["1", line(2, 3...30)])
        #expect(try await harness.states() == [.sent])
        let timeline = try await harness.timeline(9).filter { $0.kind == .notificationSent }.map(\.summary)
        #expect(timeline.count == 1 && timeline[0].contains("in one message with incident 2: 250 2.0.0 Ok"))
        try await fire(names(31...33), on: harness)
        try await harness.advance(by: .seconds(60))
        #expect(told(harness).last == "31+32,33")
        #expect(harness.deliverer.bulletins.isEmpty)
        try await harness.restart()
        try await harness.advance(by: .minutes(5))
        let summary = try #require(harness.deliverer.bulletins.first)
        #expect(harness.deliverer.bulletins.count == 1)
        #expect((summary.owed.kind, summary.owed.contact) == (.storm, "First"))
        #expect(summary.storm?.entries.map(\.incident.id) == Array(2...33))
        #expect(summary.bulletin.headline == "Storm: 32 incidents were held back")
        #expect(summary.bulletin.sections.map(\.title) == ["Nobody has taken: 32"])
        #expect(summary.bulletin.sections[0].lines[0].contains("https://desk.example.com/incidents/2"))
        #expect(
            try metrics.expectCounter("responder_notifications_together_total", [("notifier", "email")]).totalValue
                == 30)
        // And then it begins anew.
        try await fire(names(34...34), on: harness)
        #expect(told(harness).last == "34")
        try await harness.advance(by: .minutes(10))
        #expect(harness.deliverer.bulletins.count == 1)
    }

    @Test func `the first urgent page of each service goes out at once, whatever else there is`() async throws {
        let harness = try harness()
        try await fire(names(1...50), on: harness)
        try await fire(["Down"], severity: "critical", on: harness)
        try await fire(["Gone"], severity: "critical", service: "mail", on: harness)
        try await fire(["Away"], severity: "critical", service: "mail", on: harness)
        #expect(told(harness) == ["1", "51", "52"])
        try await harness.advance(by: .seconds(60))
        // The most urgent leads.
        #expect(told(harness).last?.hasPrefix("53+2,3,") == true)
    }

    @Test func `a P1 does not wait behind a P2 of its service`() async throws {
        let harness = try harness()
        try await fire(names(1...2), on: harness)
        try await fire(["Lag"], severity: "error", service: "mail", on: harness)
        try await fire(["Down"], severity: "critical", service: "mail", on: harness)
        #expect(told(harness) == ["1", "3", "4"])
    }

    @Test func `an incident that becomes urgent while it is held back is told at once`() async throws {
        let harness = try harness()
        try await fire(names(1...3), on: harness)
        #expect(told(harness) == ["1"])
        try await harness.post(WebhookBody(Self.alert("Down", "critical"), group: "Slow2"))
        try await harness.settle()
        #expect(told(harness) == ["1", "2"])
        #expect(harness.deliverer.sent.last?.incident.priority == .p1)
    }

    @Test func `what is taken or over before it is told tells nobody, and stands in the summary`() async throws {
        let harness = try harness()
        try await fire(names(1...4), on: harness)
        try await harness.acknowledge(2, by: "alice")
        try await harness.post(WebhookBody(Self.alert("Slow3").resolved(), group: "Slow3"))
        try await harness.advance(by: .seconds(60))
        #expect(told(harness) == ["1", "4"])
        try await harness.advance(by: .minutes(6))
        let summary = try #require(harness.deliverer.bulletins.first)
        #expect(summary.storm?.entries.map(\.incident.status) == [.acknowledged, .resolved, .triggered])
        #expect(summary.bulletin.sections.map(\.title) == ["Nobody has taken: 1", "Taken: 1", "Over: 1"])
    }

    @Test func `what fails is tried again together`() async throws {
        let harness = try harness()
        try await fire(names(1...5), on: harness)
        harness.deliverer.answer(.email, .refusedForNow, .answerLost)
        try await harness.advance(by: .seconds(59))
        #expect(harness.deliverer.begun.count == 1)
        try await harness.advance(by: .minutes(2))
        #expect(told(harness) == ["1", line(2, 3...5)])
        #expect(harness.deliverer.begun.count == 4)
        #expect(harness.deliverer.sent.last?.notification.mayHaveArrived == true)
    }

    @Test func `what is refused goes to the next method of each contact, together as well`() async throws {
        let harness = try harness(by: [.email("first@example.com"), .email("other@example.com")])
        try await fire(names(1...9), on: harness)
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.advance(by: .minutes(2))
        let rest = harness.deliverer.sent.dropFirst()
        #expect(rest.allSatisfy { $0.notification.method == .email("other@example.com") })
        #expect(rest.map { 1 + $0.others.count } == [1, 7])
        #expect(Set(rest.flatMap { [$0.incident.id] + $0.others.map(\.incident.id) }) == Set(2...9))
        #expect(try await harness.states() == [.sent, .failed])
    }

    @Test func `a mailbox that refuses all it is sent holds nothing back`() async throws {
        let harness = try harness(by: [.email("first@example.com"), .slack("#first")])
        harness.deliverer.always(.email, .refusedForGood)
        try await fire(names(1...9), on: harness)
        #expect(harness.deliverer.begun.filter { $0.notification.method.notifier == .email }.count == 2)
        try await harness.advance(by: .seconds(60))
        #expect(Set(harness.deliverer.sent.map(\.notification.method)) == [.slack("#first")])
        #expect(Set(harness.deliverer.sent.flatMap { [$0.incident.id] + $0.others.map(\.incident.id) }).count == 9)
        #expect(try await harness.store.read { try $0.toldLast(in: #require(try $0.storm(1))) } == nil)
    }

    @Test func `a pager rings once a minute for one incident each, and is told of each end at once`() async throws {
        let harness = try harness(by: [.pagerduty])
        try await fire(names(1...4), on: harness)
        for told in 1...4 {
            #expect(self.told(harness) == (1...told).map { String($0) })
            try await harness.advance(by: .seconds(60))
        }
        try await harness.acknowledge(1, by: "alice")
        try await harness.post(WebhookBody(Self.alert("Slow2").resolved(), group: "Slow2"))
        try await harness.settle()
        #expect(Set(harness.deliverer.sent.suffix(2).map(\.notification.event)) == [.acknowledged, .resolved])
        // Each has its own alert there, so that nothing is left to tell.
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.store.read { try $0.storm(1)?.calmAt } == nil)
        #expect(try await !harness.timeline(3).contains { $0.kind == .notTold })
    }

    @Test func `a pager has the most urgent first, and is not rung for what is over by then`() async throws {
        let harness = try harness(by: [.pagerduty, .email("first@example.com")])
        try await fire(names(1...2), severity: "info", on: harness)
        try await fire(["Slow3"], on: harness)
        try await harness.post(WebhookBody(Self.alert("Slow2", "info").resolved(), group: "Slow2"))
        try await harness.advance(by: .minutes(2))
        #expect(told(harness) == ["1", "3"])
        try await harness.advance(by: .minutes(7))
        #expect(harness.deliverer.bulletins.map(\.owed.method) == [.email("first@example.com")])
        let told = try await harness.timeline(2).filter { $0.kind == .toldBySummary }.map(\.summary)
        #expect(
            told == [
                "the summary of storm 1 has told it to First, email to first@example.com: 250 2.0.0 Ok: queued as 4ZkW2P"
            ])
    }

    @Test func `a summary that nobody can be told says so`() async throws {
        let harness = try harness(by: [.pagerduty])
        try await fire(names(1...3), on: harness)
        try await harness.post(WebhookBody(Self.alert("Slow2").resolved(), group: "Slow2"))
        try await harness.advance(by: .minutes(10))
        #expect(harness.deliverer.bulletins.isEmpty)
        let why = "is told to nobody: First has no method for it: an escalation path with mail, Slack or a webhook"
        #expect(
            try await harness.timeline(2).filter { $0.kind == .notTold }.map(\.summary)
                == ["the summary of storm 1 \(why)"])
        let telling = try #require(try await harness.store.read { try $0.telling(ofStorm: 1) })
        #expect((telling.state, telling.method) == (.failed, .pagerduty))
    }

    @Test func `what was told in one message that named each needs no summary`() async throws {
        let harness = try harness()
        try await fire(names(1...5), on: harness)
        try await harness.advance(by: .minutes(10))
        #expect(told(harness) == ["1", line(2, 3...5)])
        #expect(harness.deliverer.bulletins.isEmpty)
    }

    @Test func `a pager has an alert for each urgent incident, at once`() async throws {
        let harness = try harness(by: [.pagerduty])
        for name in ["Down1", "Down2", "Down3", "Down4"] { try await fire([name], severity: "critical", on: harness) }
        #expect(told(harness) == ["1", "2", "3", "4"])
    }

    @Test func `a step that a person calls goes out at once`() async throws {
        let harness = try harness()
        try await fire(names(1...3), on: harness)
        try await harness.advance(by: .seconds(5))
        try await harness.escalate(2, by: "alice")
        try await harness.settle()
        #expect(harness.deliverer.sent.last?.notification.reason.contains("alice asked for it") == true)
        #expect(told(harness) == ["1", "2"])
    }

    @Test func `what one message tells of several says what its acknowledgement takes, and that they are over`()
        async throws
    {
        let harness = try harness()
        try await fire(names(1...4), on: harness)
        try await harness.advance(by: .seconds(60))
        let page = try #require(harness.deliverer.sent.last)
        #expect(page.summary.hasSuffix("(#2) and 2 more incidents"))
        #expect(page.asked.contains("to take it, it alone (#2); each of the others is taken on its own page."))
        for name in names(1...4) {
            try await harness.post(WebhookBody(Self.alert(name).resolved(), group: name))
        }
        try await harness.advance(by: .seconds(60))
        let end = try #require(harness.deliverer.sent.last)
        #expect(end.summary.hasPrefix("Over: [P3] ") && end.summary.hasSuffix("(#1) and 3 more incidents"))
    }

    @Test func `a drill is told at once, also of its end`() async throws {
        let harness = try harness()
        try await fire(names(1...3), on: harness)
        var drill = Self.alert("[DRILL]")
        drill.labels = ["alertname": "[DRILL]", "drill": "1f", "severity": "warning"]
        try await harness.post(WebhookBody(drill, group: "drill"))
        try await harness.settle()
        try await harness.post(WebhookBody(drill.resolved(), group: "drill"))
        try await harness.settle()
        #expect(told(harness) == ["1", "4", "4"])
        #expect(
            harness.deliverer.sent[1].notification.reason == "step 1 of policy \"all\", a drill: somebody asked for it")
    }

    @Test func `a restart in the middle tells nothing twice and loses nothing`() async throws {
        let harness = try harness()
        try await fire(names(1...10), on: harness)
        try await harness.restart()
        try await fire(names(11...20), on: harness)
        #expect(told(harness) == ["1"])
        try await harness.advance(by: .seconds(60))
        try await harness.restart()
        try await harness.advance(by: .minutes(7))
        #expect(told(harness) == ["1", line(2, 3...20)])
        #expect(harness.deliverer.bulletins.count == 1)
    }

    @Test func `a table without storm holds nothing from the next message on`() async throws {
        let harness = try harness()
        try await fire(names(1...3), on: harness)
        var tables = harness.tables.value
        tables.storm = nil
        harness.tables.replace(with: tables)
        try await harness.advance(by: .seconds(60))
        #expect(told(harness) == ["1", "2+3"])
        try await fire(names(4...6), on: harness)
        #expect(Set(told(harness)) == ["1", "2+3", "4", "5", "6"])
    }

    @Test func `ten thousand alerts in a hundred groups are a message a minute, and the summary misses nothing`()
        async throws
    {
        let harness = try harness()
        for group in 1...100 {
            let alerts = (1...100).map { number in
                var alert = Self.alert("Slow\(group)")
                alert.labels = [
                    "alertname": "Slow\(group)", "severity": "warning", "service": "shop", "pod": "\(number)",
                ]
                alert.fingerprint = "\(group)-\(number)"
                return alert
            }
            try await harness.post(WebhookBody(alerts, group: "Slow\(group)"))
            if group == 50 { try await fire(["Down"], severity: "critical", service: "mail", on: harness) }
            if group.isMultiple(of: 10) { try await harness.advance(by: .seconds(10)) }
        }
        #expect(told(harness).first == "1" && told(harness)[1] == "51")
        try await harness.advance(by: .minutes(10))
        let times = harness.deliverer.sent.filter { $0.incident.id != 51 }.map(\.now)
        for time in times { #expect(times.count { $0 >= time && $0 < time + .seconds(60) } == 1) }
        let summary = try #require(harness.deliverer.bulletins.first?.storm)
        #expect(harness.deliverer.bulletins.count == 1)
        #expect(Set(summary.entries.map(\.incident.id)) == Set(2...101).subtracting([51]))
    }

    /// Whatever happens: no more than its share a minute, and nobody is forgotten.
    @Test(.serialized, arguments: UInt64(1)...20)
    func `nothing is lost and no minute has more than its share`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let harness = try harness()
        let start = harness.clock.now
        var last = 0
        for _ in 0..<30 {
            let count = Int.random(in: 0...6, using: &generator)
            if count > 0 { try await fire(names((last + 1)...(last + count)), on: harness) }
            last += count
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: try await harness.restart()
            case 1 where last > 0:
                try await harness.acknowledge(Int64.random(in: 1...Int64(last), using: &generator), by: "alice")
            default: break
            }
            try await harness.advance(by: .seconds(Int.random(in: 0...40, using: &generator)))
        }
        try await harness.advance(by: .minutes(10))
        let told = harness.deliverer.sent.flatMap { [$0.incident.id] + $0.others.map(\.incident.id) }
        let summed = harness.deliverer.bulletins.compactMap(\.storm).flatMap { $0.entries.map(\.incident.id) }
        #expect(Set(told).union(summed) == Set((0..<last).map { Int64($0 + 1) }))
        let pages = harness.deliverer.sent.filter { $0.notification.event == .page }.map { $0.now - start }
        for time in pages {
            // A restart forgets what was sent within the minute where no storm had begun.
            #expect(pages.count { $0 >= time && $0 < time + .seconds(60) } <= 2)
        }
        #expect(try await harness.states().isSubset(of: [.sent, .cancelled]))
    }
}

extension EngineHarness {
    /// Of the notifications about all incidents.
    fileprivate func states() async throws -> Set<NotificationState> {
        var states: Set<NotificationState> = []
        let newest = try await store.read { try $0.newestIncidentID() } ?? 0
        for id in 1...max(1, newest) { states.formUnion(try await notifications(id).map(\.notification.state)) }
        return states
    }
}
