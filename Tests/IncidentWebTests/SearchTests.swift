import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct SearchTests {
    private static func index(_ web: WebHarness) async throws {
        let tables = web.contents.tables.value
        while try await !web.store.advanceSearch(tables: tables, limit: 50, bytes: 1 << 20).isDone {}
    }

    /// Three incidents from captured bodies: one with everything that may belong to one, one that was told and taken, one
    /// that is over.
    private static func fill(_ web: WebHarness) async throws {
        let id = try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
        let second = try await web.open(try ResponderInstallation.body("15-p2-latency-firing"))
        let third = try await web.open(try ResponderInstallation.body("11-unicode-quotes-newlines"))
        web.clock.advance(by: .seconds(2))
        try await web.diagnose(id)
        try await web.deliver(.email, DeliveryOutcome(.retryable, evidence: "451 4.3.0 try again later"))
        web.clock.advance(by: .seconds(30))
        try await web.deliver(.email, DeliveryOutcome(.sent, evidence: "250 2.0.0 Ok: queued as 4ZkW2P"))
        try await web.deliver(.pagerduty, DeliveryOutcome(.permanent, evidence: "400 \"routing_key\" is invalid"))
        _ = try await web.engine.commands.note(
            id, by: "Alíce", text: "restarted the pod\n<b>it helped</b>: tenant_id 0042")
        _ = try await web.engine.commands.acknowledge(second, by: "Ünal Öz")
        web.clock.advance(by: .seconds(3600))
        _ = try await web.engine.commands.resolve(third, by: "Bob O'Neil", stillFiring: .whatever)
    }

    @Test func `each word that stands on an incident's page finds it`() async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            try await Self.index(web)
            for id in 1...3 {
                let page = try await web.api.send(.get, "/incidents/\(id)").text
                let words = try PageWords(of: page).saidOfIncident
                #expect(words.count > 70)
                var missing: [String] = []
                for word in words {
                    let query = "limit=10&q=\("\"\(word)\"".percentEncoded)"
                    if try await !web.api.incidents(query).contains(where: { $0.id == id }) { missing.append(word) }
                }
                #expect(missing == [], "on page \(id)")
            }
        }
    }

    @Test(
        arguments: [
            ("analytics", [3, 2, 1]), ("restarted helped", [1]), ("\"it helped\"", [1]), ("4ZkW2P", [3, 1]),
            ("oz", [2]),
            ("CrashLoopBackOff", [1]), ("crashloop*", [1]), ("\"cannot exist\"", []), ("routing_key invalid", [2, 1]),
        ] as [(String, [Int])])
    func `page and API find the same`(text: String, expected: [Int]) async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            try await Self.index(web)
            let found = try await web.api.incidents("q=\(text.percentEncoded)").map(\.id)
            #expect(found == expected)
            let page = try await web.api.send(.get, "/?status=triggered,acknowledged,resolved&q=\(text.percentEncoded)")
                .text
            #expect(
                page.matches(of: /class="incident-row-title" href="\/incidents\/(\d+)"/).map { Int($0.1) } == expected)
            // By urgency.
            let open = try await web.api.send(.get, "/?status=open&q=\(text.percentEncoded)")
            #expect(open.status == 200)
        }
    }

    /// The address as somebody writes it, and as the form does in which nothing else is set.
    @Test(arguments: ["q=analytics", "q=analytics&status=&priority=&since=&until="])
    func `words alone find what is over as well, the newest first`(query: String) async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            try await Self.index(web)
            let page = try await web.api.send(.get, "/?\(query)").text
            #expect(
                page.matches(of: /class="incident-row-title" href="\/incidents\/(\d+)"/).map { Int($0.1) } == [3, 2, 1])
            #expect(page.contains(#"<span class="status status-resolved">"#))
            #expect(page.contains(#"<option value="" selected>open (a search: all)</option>"#))
            // Nothing is set that a phone would have to unfold.
            #expect(page.contains(#"<details class="filter-more">"#))
        }
    }

    @Test(arguments: ["status=open", "status=triggered,acknowledged", "status=acknowledged&priority=P1,P2"])
    func `where what is chosen leaves nothing, the page leads to what fits otherwise`(chosen: String) async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            try await Self.index(web)
            let link = #"<a href="/?q=neil&amp;since=7d">search all</a>"#
            let page = try await web.api.send(.get, "/?\(chosen)&q=neil&since=7d").text
            #expect(
                page.contains(
                    "No incident fits this filter. Of another status or priority there are some that fit: \(link)."))
            #expect(try await web.api.send(.get, "/?q=neil&since=7d").text.contains(#"href="/incidents/3""#))
            let nothing = try await web.api.send(.get, "/?\(chosen)&q=nowhere_to_be_found").text
            #expect(nothing.contains("No incident fits this filter.</p>"))
        }
    }

    @Test func `what is chosen stays chosen, also where it is several at once`() async throws {
        try await WebHarness.run { web in
            let page = try await web.api.send(.get, "/?priority=P1,P2&status=triggered,resolved").text
            #expect(page.contains(#"<option value="P1,P2" selected>P1, P2</option>"#))
            #expect(page.contains(#"<option value="triggered,resolved" selected>triggered, resolved</option>"#))
            #expect(page.matches(of: /\ selected>/).count == 2)
        }
    }

    @Test func `what stands of a policy is found in how the incident stands, and is no name`() async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            try await Self.index(web)
            let found = try await web.api.send(.get, "/api/incidents?q=%22round+1+of%22")
            let search = try #require(try json(found)["search"] as? [String: Any])
            let places = try #require(search["found"] as? [[String: Any]]).compactMap { $0["place"] as? String }
            #expect(Set(places) == ["how it stands"])
        }
    }

    @Test func `page and API say where a word stands, as text`() async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            try await Self.index(web)
            let page = try await web.api.send(.get, "/?q=helped").text
            #expect(page.contains("found in a note: &lt;b&gt;it <mark>helped</mark>&lt;/b&gt;: tenant_id 0042"))
            #expect(try await web.api.send(.get, "/?q=crashloopbackoff").text.contains("found in a finding: "))
            #expect(try await web.api.send(.get, "/?q=forbidden+from+server").text.contains("found in events: "))
            let search = try #require(
                try json(try await web.api.send(.get, "/api/incidents?q=helped"))["search"] as? [String: Any])
            #expect(search["indexed"] as? Int == 3 && search["incidents"] as? Int == 3)
            #expect(search["remarks"] as? [String] == [])
            let found = try #require((search["found"] as? [[String: Any]])?.first)
            #expect(found["incident"] as? Int == 1 && found["place"] as? String == "a note")
            #expect(found["text"] as? String == "<b>it helped</b>: tenant_id 0042")
            let list = try json(try await web.api.send(.get, "/api/incidents"))
            #expect(list["search"] is NSNull)
        }
    }

    @Test func `while the index is behind, page, API and metrics say so`() async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            let page = try await web.api.send(.get, "/?q=helped").text
            #expect(page.contains("The search index is catching up: 0 of 3 incidents; of the others"))
            let answer = try json(try await web.api.send(.get, "/api/incidents?q=helped"))
            let remarks = (answer["search"] as? [String: Any])?["remarks"] as? [String]
            #expect(remarks?.first?.hasPrefix("the search index is catching up: 0 of 3 incidents") == true)
            func behind() async throws -> Bool {
                try await web.api.send(.get, "/metrics").text.contains("\nresponder_search_behind_incidents 3")
            }
            #expect(try await behind())
            try await Self.index(web)
            #expect(try await !behind())
            #expect(try await !web.api.send(.get, "/?q=helped").text.contains("catching up"))
        }
    }

    @Test(arguments: ["%22%2A%25", "%00", "%FF%FE", "%F0%9F%8F%B3%EF%B8%8F%E2%80%8D%F0%9F%8C%88"])
    func `signs without a letter or digit find nothing, and the answer says so`(query: String) async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            let words = "here is no letter and no digit to search for, so nothing is found"
            // Before the index knows anything, and when it has caught up.
            for _ in 1...2 {
                let page = try await web.api.send(.get, "/?q=\(query)").text
                #expect(page.contains("T\(words)"))
                #expect(!page.contains("class=\"incident-row-title\""))
                let found = try await web.api.send(.get, "/api/incidents?q=\(query)")
                #expect(try json(found)["incidents"] as? [[String: String]] == [])
                #expect(found.text.contains("t\(words)"))
                try await Self.index(web)
            }
        }
    }

    @Test(
        arguments: [
            ("since=30m", []), ("since=2h", [3, 2, 1]), ("until=30m", [3, 2, 1]), ("until=2h", []),
            ("since=2h&until=30m&q=restarted", [1]), ("since=2h&status=resolved", [3]),
            ("since=&until=", [3, 2, 1]),
        ] as [(String, [Int])])
    func `since and until are about when an incident was opened`(query: String, expected: [Int]) async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            try await Self.index(web)
            #expect(try await web.api.incidents(query).map(\.id) == expected)
        }
    }

    @Test func `a day is all of it, and a time is itself`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            let time = web.clock.now.rfc3339
            let day = time.prefix(10)
            for (query, count) in [
                ("since=\(day)&until=\(day)", 1), ("since=\(time)", 1), ("until=\(time)", 0),
                ("since=2000-01-01&until=2000-12-31", 0),
            ] {
                #expect(try await web.api.incidents(query).count == count, "\(query)")
            }
        }
    }

    @Test func `the address of a list can be kept: its next page and its form have the same filter`() async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            try await Self.index(web)
            let page = try await web.api.send(.get, "/?status=open&q=analytics&since=7d&until=1m&limit=1").text
            #expect(page.contains(#"name="since" value="7d""#) && page.contains(#"name="until" value="1m""#))
            let link = try #require(page.firstMatch(of: /class="next-page" href="([^"]+)"/)).output.1
                .replacing("&amp;", with: "&")
            #expect(link.contains("&q=analytics&since=7d&until=1m&limit=1&after="))
            let next = try await web.api.send(.get, String(link)).text
            #expect(next.matches(of: /class="incident-row-title"/).count == 1)
            #expect(next.contains(#"name="since" value="7d""#))
        }
    }
}
