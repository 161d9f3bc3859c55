import Foundation
import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("Diagnostics run again, by the API and the page", .timeLimit(.minutes(20)))
struct DiagnosticsAgainTests {
    private func post(_ web: WebHarness, _ body: String, _ id: Int64 = 1) async throws -> HTTPResponse {
        try await web.api.send(.post, "/api/incidents/\(id)/diagnostics", body: Array(body.utf8))
    }

    private func artifacts(_ web: WebHarness) async throws -> [String] {
        try await web.store.read { try $0.artifacts(incidentID: 1) }.map(\.collector)
    }

    @Test func `the API runs all of them or one, and answers with the incident`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            try await web.tick()
            let all = try await artifacts(web)
            let name = try #require(all.last)
            #expect(all.count > 1)
            let one = try json(try await post(web, #"{"by":"alice","collector":"\#(name)","text":"rolled back"}"#))
            #expect(one["id"] as? Int == 1)
            try await web.tick()
            #expect(try await artifacts(web) == all + [name])
            #expect(try await post(web, #"{"by":"bob"}"#).status == 200)
            // Pressed twice.
            #expect(try await post(web, #"{"by":"bob"}"#).status == 200)
            try await web.tick()
            #expect(try await artifacts(web) == all + [name] + all)
            let said = try await web.store.read { try $0.timeline(incidentID: 1) }
                .filter { $0.kind == .diagnosisRequested }
            #expect(
                said.map { "\($0.actor): \($0.summary)" } == [
                    "alice: collector \"\(name)\" asked for again by alice, by the API: rolled back",
                    "bob: diagnostics asked for again by bob, by the API",
                ])
        }
    }

    @Test(arguments: [
        (
            #"{"by":"alice","collector":"pod"}"#, 1, 400,
            "\"pod\" is no collector that is meant for this incident; there are \""
        ),
        ("{}", 1, 400, "\"by\" "), (#"{"by":"alice"}"#, 7, 404, "no incident 7, the newest is 1"),
        (#"{"by":"alice","collector":7}"#, 1, 400, "the body is not"),
    ])
    func `the API says what is wrong`(body: String, id: Int64, status: Int, words: String) async throws {
        try await WebHarness.run { web in
            try await web.open()
            let answer = try await post(web, body, id)
            #expect(answer.status == status)
            #expect(try problem(answer).hasPrefix(words))
        }
    }

    @Test func `without a token neither the API nor a form runs anything`() async throws {
        try await WebHarness.run(WebHarness.Settings(apiTokens: "secret")) { web in
            try await web.open()
            #expect(try await post(web, #"{"by":"mallory"}"#).status == 401)
        }
        try await WebHarness.run { web in
            let form = try await web.form(try await web.open())
            #expect(try await form.with(token: nil).post("diagnostics", "by=mallory").status == 403)
            #expect(try await web.store.read { try $0.timeline(incidentID: 1) }.allSatisfy { $0.actor == "responder" })
        }
    }

    @Test func `the page has a button for all and for each, and shows the latest before the earlier`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let address = "/incidents/\(id)"
            let fresh = try await web.api.send(.get, address).text
            // They run by themselves first.
            #expect(!fresh.contains(">Run diagnostics again</button>"))
            try await web.tick()
            let form = try await web.form(id)
            let before = try await web.api.send(.get, address).text
            let name = try #require(try await artifacts(web).last)
            #expect(before.contains(">Run diagnostics again</button>"))
            #expect(before.contains(#"name="collector" value="\#(name)" aria-label="Run again: \#(name)">"#))
            #expect(!before.contains("earlier run, "))
            web.clock.advance(by: .seconds(60))
            let answer = try await form.post("diagnostics", "by=alice&text=&collector=\(name)")
            #expect(answer.status == 303 && answer.headers["location"] == address)
            try await web.tick()
            let page = try await web.api.send(.get, address).text
            let ids = try await web.store.read { try $0.artifacts(incidentID: id) }
                .filter { $0.collector == name }.map(\.id)
            let places = try ids.map { try #require(page.firstRange(of: "/api/artifacts/\($0)/output\"")).lowerBound }
            #expect(ids.count == 2 && places[1] < places[0])
            #expect(page.ranges(of: "earlier run, ").count == 1)
            // Only the latest offers it.
            #expect(page.ranges(of: "aria-label=\"Run again: \(name)\"").count == 1)
            #expect(try await form.post("diagnostics", "by=alice").status == 303)
            #expect(!(try await web.api.send(.get, address).text.contains(">Run diagnostics again</button>")))
            _ = try await form.post("resolve", "by=alice&still_firing=1")
            try await web.tick()
            #expect(try await web.api.send(.get, address).text.contains(">Run diagnostics again</button>"))
        }
    }

    @Test func `the page says which collectors wait for their target, and until when`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.tick()
            let due = web.clock.now + .seconds(30)
            try await web.store.write { transaction in
                try transaction.requestDiagnosis(
                    .opened, of: nil, only: ["pods"], after: "the <cluster>", incidentID: id, at: due, dueAt: due)
            }
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(
                page.contains(
                    "pods: not asked, because the &lt;cluster&gt; did not answer; tried again by \(due.readable)"))
            #expect(!page.contains("Collectors are running"))
        }
    }
}
