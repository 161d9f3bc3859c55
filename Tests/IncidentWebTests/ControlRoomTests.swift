import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import IncidentViews
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("The list as a control room", .timeLimit(.minutes(20)))
struct ControlRoomTests {
    private static let refused = DeliveryOutcome(.retryable, evidence: "connection refused")
    private static let lost = DeliveryOutcome(.unknown, evidence: "the answer was lost")
    private static let spooled = DeliveryOutcome(.sent, evidence: "written to the spool", isSpooled: true)
    private static let wrongKey = DeliveryOutcome(.permanent, evidence: "400 \"routing_key\" is invalid")

    private static func body(_ number: Int, severity: String = "critical") -> OneAlertBody {
        var body = OneAlertBody()
        body.labels = ["alertname": "Made\(number)", "severity": severity]
        (body.fingerprint, body.groupKey) = ("f\(number)", "{}:{\(number)}")
        return body
    }

    /// So long a page waits for diagnostics, and no longer.
    private static let held: Duration = .seconds(3)

    /// Opens an incident, and lets the time go by in which its pages wait.
    @discardableResult
    private static func open(_ number: Int, _ web: WebHarness) async throws -> Int64 {
        let id = try await web.open(body(number))
        web.clock.advance(by: held)
        return id
    }

    @Test func `what is open stands in groups by what a person must do, each row with who is next`() async throws {
        try await WebHarness.run { web in
            // Incident 1 reaches nobody, 2 is reached and 3 is taken; 4 is over.
            try await Self.open(1, web)
            try await web.deliver(.pagerduty, Self.wrongKey)
            try await web.deliver(.email, Self.refused)
            for number in 2...4 {
                try await Self.open(number, web)
                try await web.deliver(.pagerduty, .sent)
            }
            _ = try await web.engine.commands.acknowledge(3, by: "alice")
            _ = try await web.engine.commands.resolve(4, by: "bob", stillFiring: .whatever)
            let page = try ListedPage(try await web.api.send(.get, "/").text)
            #expect(page.groups.map(\.title) == ["Nobody reached 1", "Not taken 1", "Taken 1"])
            #expect(page.groups.map(\.incidents) == [[1], [2], [3]])
            #expect(page.resolved == [4])
            #expect(page.groups[0].html.contains("<li>pagerduty: 400 &quot;routing_key&quot; is invalid</li>"))
            #expect(page.groups[0].html.contains("<li>email: connection refused</li>"))
            let next = try #require(
                try await web.store.read { reader in
                    try reader.incident(2).flatMap { try reader.nextNotify(of: $0, tables: web.contents.tables.value) }
                })
            #expect(try !next.roles.isEmpty && #require(next.at) > web.clock.now)
            #expect(page.groups[1].html.contains(next.words(at: web.clock.now)))
            #expect(page.groups[2].html.contains("alice until "))
            #expect(page.html.contains("resolved by bob 0s ago"))
        }
    }

    /// What the list says of an incident in one query is what `Reach` says of its notifications.
    @Test(
        arguments: [
            ([], false), ([wrongKey], true), ([refused], true), ([refused, .sent], false),
            ([lost], true), ([lost, refused], true), ([lost, .sent], false), ([.sent], false), ([spooled], false),
            ([spooled, refused], true),
        ] as [([DeliveryOutcome], Bool)])
    func `nobody is reached when nothing that was tried is known to have got through`(
        outcomes: [DeliveryOutcome], isUnreached: Bool
    ) async throws {
        try await WebHarness.run { web in
            let id = try await Self.open(1, web)
            for (endpoint, outcome) in zip([EndpointID.pagerduty, .email], outcomes) {
                try await web.deliver(endpoint, outcome)
            }
            try await Self.expect(isUnreached, id, web)
        }
    }

    @Test func `who heard of it before it was over counts no more when it fires again`() async throws {
        try await WebHarness.run { web in
            let alert = Alert.firing("Made1")
            let id = try await web.open(WebhookBody(alert).bytes())
            web.clock.advance(by: Self.held)
            for endpoint in [EndpointID.pagerduty, .email] { try await web.deliver(endpoint, .sent) }
            try await Self.expect(false, id, web)
            web.clock.advance(by: .seconds(60))
            try await web.open(WebhookBody(alert.resolved()).bytes())
            for endpoint in [EndpointID.pagerduty, .email] { try await web.deliver(endpoint, .sent) }
            web.clock.advance(by: .seconds(60))
            try await web.open(WebhookBody(.firing("Made1", since: web.clock.now)).bytes())
            try #require(try await web.incident(id)?.status == .triggered)
            try await Self.expect(false, id, web)
            web.clock.advance(by: Self.held)
            for endpoint in [EndpointID.pagerduty, .email] { try await web.deliver(endpoint, Self.wrongKey) }
            let now = web.clock.now
            let reach = try await web.store.read { try $0.reach(incidentID: id, at: now) }
            #expect(
                reach == .nobody(answers: ["pagerduty: \(Self.wrongKey.evidence)", "email: \(Self.wrongKey.evidence)"]))
            try await Self.expect(true, id, web)
        }
    }

    @Test func `an endpoint that does not answer is said after two seconds, and that it has not when it is too late`()
        async throws
    {
        try await WebHarness.run { web in
            let id = try await Self.open(1, web)
            try await web.begin(.pagerduty)
            web.clock.advance(by: .seconds(1))
            try await Self.expect(false, id, web)
            web.clock.advance(by: .seconds(1))
            try await Self.expect(true, id, web)
            web.clock.advance(by: .seconds(2))
            let list = try ListedPage(try await web.api.send(.get, "/").text)
            #expect(list.groups.map(\.title) == ["Nobody reached 1"])
            #expect(list.groups[0].html.contains("<li>pagerduty: has not answered for 4 s</li>"))
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("NOBODY HAS BEEN REACHED YET</span>"))
            #expect(page.contains(">: pagerduty: has not answered for 4 s</span>"))
            let view = try #require(try await Self.listed(web))
            #expect(view["reached"] as? Bool == false)
            #expect(view["unreached_because"] as? [String] == ["pagerduty: has not answered for 4 s"])
            #expect(try json(try await web.api.send(.get, "/api/health"))["nobody_reached"] as? Int == 1)

            // Given up without an answer, it may have arrived, and nobody knows.
            let ended = web.clock.now
            try await web.store.write { transaction in
                let found = try transaction.reader.notifications(incidentID: id)
                guard let claimed = found.map(\.notification).first(where: { $0.state == .sending }) else {
                    throw NothingDue()
                }
                _ = try transaction.finishAttempt(
                    claimed, owner: "test", startedAt: ended - .seconds(4),
                    outcome: DeliveryOutcome(.unknown, evidence: "no answer within 12 s"),
                    decision: .retry(at: ended + .seconds(5), state: .unknown), at: ended)
            }
            try await Self.expect(true, id, web)
            let after = try ListedPage(try await web.api.send(.get, "/").text)
            #expect(after.groups.map(\.title) == ["Nobody reached 1"])
            #expect(after.groups[0].html.contains("<li>pagerduty: no answer within 12 s</li>"))
            let lost = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(lost.contains("NOBODY IS KNOWN TO HAVE BEEN REACHED</span>"))
            let unknown = try #require(try await Self.listed(web))
            #expect(unknown["reached"] is NSNull)
            #expect(unknown["unreached_because"] as? [String] == ["pagerduty: no answer within 12 s"])
            #expect(try json(try await web.api.send(.get, "/api/health"))["nobody_reached"] as? Int == 1)
        }
    }

    @Test func `of several incidents each endpoint is named once in the heading, and how many answers are others`()
        async throws
    {
        try await WebHarness.run { web in
            try await Self.open(1, web)
            try await web.deliver(.pagerduty, Self.wrongKey)
            try await Self.open(2, web)
            try await web.deliver(.pagerduty, Self.refused)
            let group = try #require(try ListedPage(try await web.api.send(.get, "/").text).groups.first)
            #expect(group.title == "Nobody reached 2")
            #expect(group.html.components(separatedBy: "<li>pagerduty: ").count == 2)
            #expect(group.html.contains("<li>and 1 other answer; Delivery has it</li>"))
        }
    }

    @Test func `what is paged is not only in a digest, whatever else of it is held for one`() async throws {
        try await WebHarness.run { web in
            let id = try await Self.open(1, web)
            try await web.deliver(.pagerduty, .sent)
            var other = Self.body(2, severity: "info")
            other.groupKey = Self.body(1).groupKey
            #expect(try await web.open(other) == id)
            let view = try #require(try await Self.listed(web))
            #expect((view["held_for_digest"] as? [String])?.isEmpty == false, "the API has it all the same")
            #expect(try await !web.api.send(.get, "/").text.contains("in the digest of"))
            #expect(try await !web.api.send(.get, "/incidents/\(id)").text.contains("answer-plain\">in the digest of"))
        }
    }

    @Test func `what went to the spool beside a failure is not all that happened`() async throws {
        try await WebHarness.run { web in
            let id = try await Self.open(1, web)
            try await web.deliver(.pagerduty, Self.spooled)
            try await web.deliver(.email, Self.refused)
            let view = try #require(try await Self.listed(web))
            #expect(view["reached"] as? Bool == false && view["only_spooled"] as? Bool == false)
            #expect(view["unreached_because"] as? [String] == ["email: connection refused"])
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("NOBODY HAS BEEN REACHED</span>"))
            #expect(
                page.contains(
                    "email: connection refused; the rest went only to the spool, for On-Call Engineer by pagerduty"))
            #expect(try await web.store.read { try $0.isOnlySpooled(incidentID: id) } == false)
        }
    }

    @Test func `incidents that carry the same finding say so, and it is written once`() async throws {
        var settings = WebHarness.Settings()
        settings.collectorOutput = "migration 0042 is missing"
        try await WebHarness.run(settings) { web in
            for number in 1...3 {
                var body = Self.body(number)
                body.labels["namespace"] = "llm-analytics-hub"
                try await web.open(body)
                try await web.tick()
            }
            let page = try await web.api.send(.get, "/").text
            #expect(page.components(separatedBy: "migration 0042 is missing").count == 2)
            let same = page.matches(of: /same finding as (.*?)<\/div>/).map { match in
                match.1.matches(of: /#(\d+)/).compactMap { Int($0.1) }
            }
            #expect(same == [[2, 1], [3, 1], [3, 2]])
            #expect(page.contains(#"same finding as <a href="/incidents/2">#2</a> and <a href="/incidents/1">#1</a>"#))
        }
    }

    @Test func `the API says which other open incidents carry the same finding, however few a list shows`() async throws
    {
        var settings = WebHarness.Settings()
        settings.collectorOutput = "migration 0042 is missing"
        try await WebHarness.run(settings) { web in
            for number in 1...4 {
                var body = Self.body(number)
                body.labels["namespace"] = "llm-analytics-hub"
                try await web.open(body)
                try await web.tick()
            }
            _ = try await web.engine.commands.acknowledge(1, by: "alice")
            _ = try await web.engine.commands.resolve(3, by: "bob", stillFiring: .whatever)
            func same(_ query: String) async throws -> [[Int]] {
                let list = try json(try await web.api.send(.get, "/api/incidents\(query)"))
                let incidents = try #require(list["incidents"] as? [[String: Any]])
                return incidents.compactMap { $0["same_finding_as"] as? [Int] }
            }
            #expect(try await same("") == [[2, 1], [], [4, 1], [4, 2]])
            #expect(try await same("?limit=1") == [[2, 1]])
            #expect(try await same("?status=acknowledged") == [[4, 2]])
            let detail = try json(try await web.api.send(.get, "/api/incidents/2"))
            #expect(detail["same_finding_as"] as? [Int] == [4, 1])
        }
    }

    @Test func `groups are bounded, counted whole, and lead to all of theirs`() async throws {
        try await WebHarness.run { web in
            for number in 1...53 { try await web.open(Self.body(number, severity: "warning")) }
            for number in 1...13 {
                try await web.open(Self.body(100 + number))
                _ = try await web.engine.commands.resolve(Int64(53 + number), by: "bob", stillFiring: .whatever)
            }
            let page = try ListedPage(try await web.api.send(.get, "/").text)
            #expect(page.groups.map(\.title) == ["Not taken 53"])
            #expect(page.groups[0].incidents.count == ControlRoom.shown)
            #expect(page.groups[0].html.contains(#"<a href="/?status=triggered">All that are triggered</a>"#))
            #expect(page.resolved == Array(stride(from: 66, through: 57, by: -1)))
            #expect(page.html.contains(#"Resolved in the last 24 hours <span class="incident-group-count">13 "#))
            let all = try await web.api.send(.get, "/?status=triggered").text
            #expect(all.contains(">More incidents</a>"))
        }
    }

    @Test func `what was resolved before yesterday is not there`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open(Self.body(1))
            _ = try await web.engine.commands.resolve(id, by: "bob", stillFiring: .whatever)
            #expect(try ListedPage(try await web.api.send(.get, "/").text).resolved == [id])
            web.clock.advance(by: ControlRoom.resolvedWithin)
            #expect(try ListedPage(try await web.api.send(.get, "/").text).resolved == [])
        }
    }

    @Test func `after the last step the banner counts that nobody was reached`() async throws {
        var settings = WebHarness.Settings()
        (settings.endpoints, settings.outcome) = ([.email, .pagerduty], Self.wrongKey)
        try await WebHarness.run(settings) { web in
            let id = try await web.open(Self.body(1))
            var status: EscalationStatus?
            for _ in 1...200 where status != .exhausted {
                web.clock.advance(by: .seconds(60))
                try await web.tick()
                status = try await web.store.read { try $0.escalations(incidentID: id).first?.status }
            }
            #expect(status == .exhausted)
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("NOBODY HAS BEEN REACHED</span>"))
            #expect(
                page.contains("Escalation is exhausted: nobody was reached (0 of 2 contacts), and nobody has taken"))
            let list = try ListedPage(try await web.api.send(.get, "/").text)
            // Beside it the heartbeat that has fallen silent meanwhile.
            #expect(list.groups.map(\.title) == ["Nobody reached 2"])
            let others = list.groups.flatMap(\.incidents).filter { $0 != id }
            #expect(list.groups.first?.incidents.contains(id) == true && others.count == 1)
            let silent = try await web.incident(try #require(others.first))
            #expect(silent?.labels["heartbeat"] == "watchdog")
            #expect(list.html.contains(#"<div class="incident-row-who">nobody: the escalation is exhausted</div>"#))
        }
    }

    @Test func `the API says the same of each incident`() async throws {
        try await WebHarness.run { web in
            try await web.open(Self.body(1))
            let before = try #require(try await Self.listed(web))
            #expect(before["reached"] is NSNull)
            web.clock.advance(by: Self.held)
            try await web.deliver(.pagerduty, Self.wrongKey)
            try await web.deliver(.email, Self.refused)
            let view = try #require(try await Self.listed(web))
            #expect(view["reached"] as? Bool == false)
            #expect(
                view["unreached_because"] as? [String]
                    == ["pagerduty: 400 \"routing_key\" is invalid", "email: connection refused"])
            #expect((view["next_notify"] as? [String])?.isEmpty == false)
            let due = try #require((view["next_due_at"] as? String).flatMap { Timestamp(rfc3339: $0) })
            #expect(due > web.clock.now)
            #expect(view["only_spooled"] as? Bool == false && view["held_for_digest"] as? [String] == [])
            #expect(try json(try await web.api.send(.get, "/api/health"))["nobody_reached"] as? Int == 1)
        }
    }

    private static func listed(_ web: WebHarness) async throws -> [String: Any]? {
        (try json(try await web.api.send(.get, "/api/incidents"))["incidents"] as? [[String: Any]])?.first
    }

    private static func expect(
        _ isUnreached: Bool, _ id: Int64, _ web: WebHarness, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let now = web.clock.now
        let (found, listed, reach) = try await web.store.read {
            (
                try $0.isUnreached(incidentID: id, at: now), try $0.unreachedIncidents(lookingAt: 10, at: now).ids,
                try $0.reach(incidentID: id, at: now)
            )
        }
        #expect(found == isUnreached && (listed == [id]) == isUnreached, sourceLocation: sourceLocation)
        #expect((reach.alarm != nil) == isUnreached, sourceLocation: sourceLocation)
        let page = try ListedPage(try await web.api.send(.get, "/").text)
        #expect(
            (page.groups.first?.title == "Nobody reached 1") == isUnreached, sourceLocation: sourceLocation)
    }
}

/// The groups of a list as its HTML has them.
struct ListedPage {
    struct Group {
        let title: String
        let incidents: [Int64]
        let html: Substring
    }

    let html: String
    let groups: [Group]
    let resolved: [Int64]

    init(_ html: String) throws {
        self.html = html
        let sections = html.split(separator: #"<section class="incident-group "#).dropFirst()
        groups = sections.filter { !$0.hasPrefix("incident-group-resolved") }.map { section in
            let title = section.firstMatch(of: /<h2>(.*?) <span class="incident-group-count">(.*?)<\/span>/)
            return Group(
                title: title.map { "\($0.1) \($0.2)" } ?? "", incidents: Self.incidents(of: section), html: section)
        }
        resolved = sections.first { $0.hasPrefix("incident-group-resolved") }.map(Self.incidents) ?? []
    }

    private static func incidents(of section: Substring) -> [Int64] {
        section.matches(of: /data-incident="(\d+)"/).compactMap { Int64($0.1) }
    }
}
