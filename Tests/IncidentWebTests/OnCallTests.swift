import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// Who is on call, by the API and on the page.
@Suite("On call", .timeLimit(.minutes(20))) struct OnCallTests {
    /// Ann and Ben take weekly turns on Mondays at nine in Berlin, and nobody is on call on Sundays.
    private static func run(_ test: (WebHarness) async throws -> Void) async throws {
        try await WebHarness.run { web in
            let workdays = WeeklyHours(weekdays: [1, 2, 3, 4, 5, 6], from: 0, to: 24 * 60)
            let layer = RotaLayer(
                name: "day", people: ["Ann", "Ben"], turnDays: 7,
                firstDay: try #require(LocalClock.day(ofDate: "2026-11-16")), handOffMinute: 540, hours: [workdays])
            let rota = Rota(
                name: "primary", clock: try #require(LocalClock(timeZone: "Europe/Berlin")), layers: [layer],
                fallBack: "DevOps Lead")
            let people = ["Ann", "Ben"].map { name in
                let address = "\(name.lowercased())@example.com"
                return Person(
                    contact: Contact(role: name, address: address, escalationPath: [.email(address)]),
                    clock: name == "Ben" ? LocalClock(timeZone: "America/New_York") : nil)
            }
            var tables = web.contents.tables.value
            tables.contacts = ContactTable(
                contacts: tables.contacts.contacts.filter { $0.role != "On-Call Engineer" }, people: people,
                rotas: [rota], rotaRoles: ["On-Call Engineer": "primary"])
            web.contents.tables.replace(with: tables)
            try await test(web)
        }
    }

    private static func rota(_ web: WebHarness, _ query: String = "") async throws -> [String: Any] {
        let answer = try json(try await web.api.send(.get, "/api/on-call\(query)"))
        return try #require((answer["rotas"] as? [[String: Any]])?.first)
    }

    @Test func `the API tells who is on call now, who is next, and when nobody is`() async throws {
        try await Self.run { web in
            let rota = try await Self.rota(web)
            #expect(rota["person"] as? String == "Ben" && rota["by"] as? String == "layer \"day\"")
            #expect(rota["roles"] as? [String] == ["On-Call Engineer"])
            #expect(rota["since"] as? String == "2026-11-23T08:00:00.000Z")
            #expect(rota["until"] as? String == "2026-11-28T23:00:00.000Z")
            #expect(rota["person_time_zone"] as? String == "America/New_York")
            #expect((rota["next"] as? [String: Any])?["person"] is NSNull)
            let gaps = try #require(rota["gaps"] as? [[String: Any]])
            #expect(gaps.count == 4)
            #expect(gaps[0]["from"] as? String == "2026-11-28T23:00:00.000Z")
            #expect(gaps[0]["until"] as? String == "2026-11-29T23:00:00.000Z")
        }
    }

    @Test(
        arguments: [
            ("2026-11-30T07:59:59Z", "Ben"), ("2026-11-30T09:00:00%2B01:00", "Ann"), ("2026-11-29T12:00:00Z", nil),
        ] as [(String, String?)])
    func `of any instant`(at: String, person: String?) async throws {
        try await Self.run { web in
            let rota = try await Self.rota(web, "?at=\(at)")
            #expect(rota["person"] as? String == person)
        }
    }

    @Test func `an instant that is none is refused`() async throws {
        try await Self.run { web in
            let answer = try await web.api.send(.get, "/api/on-call?at=tomorrow")
            #expect(answer.status == 400)
            #expect(
                try problem(answer)
                    == "at \"tomorrow\" is no RFC 3339 time; one such as 2026-12-24T18:00:00Z is expected")
        }
    }

    @Test func `an override is made, shown and taken back by the API`() async throws {
        try await Self.run { web in
            let body = #"{"rota":"primary","person":"ann@example.com","until":"4h","by":"Ben","reason":"dentist"}"#
            let made = try await web.api.send(.post, "/api/on-call/overrides", body: Array(body.utf8))
            #expect(made.status == 201)
            #expect(try json(made)["person"] as? String == "Ann")
            var rota = try await Self.rota(web)
            #expect(rota["person"] as? String == "Ann" && rota["by"] as? String == "override 1 by Ben: dentist")
            #expect((rota["overrides"] as? [[String: Any]])?.first?["id"] as? Int == 1)
            web.clock.advance(by: .seconds(60))
            let path = "/api/on-call/overrides/1/remove"
            #expect(try await web.api.send(.post, path, body: Array(#"{"by":"Ann"}"#.utf8)).status == 200)
            rota = try await Self.rota(web)
            #expect(rota["person"] as? String == "Ben")
            // What was stays as it was.
            #expect(try await Self.rota(web, "?at=2026-11-23T08:30:30Z")["person"] as? String == "Ann")
            let again = try await web.api.send(.post, path, body: Array(#"{"by":"Ann"}"#.utf8))
            #expect(again.status == 409)
        }
    }

    @Test(arguments: [
        (#"{"rota":"secondary","person":"Ann","until":"4h","by":"Ben","reason":"x"}"#, 404, "no rota \"secondary\""),
        (#"{"rota":"primary","person":"Zoe","until":"4h","by":"Ben","reason":"x"}"#, 400, "\"Zoe\" means nobody"),
        (#"{"rota":"primary","person":"Ann","until":"4h","by":"Ben"}"#, 400, "\"reason\" is missing"),
        (#"{"rota":"primary","person":"Ann","until":"4h","reason":"x"}"#, 400, "\"by\""),
        (#"{"rota":"primary","person":"Ann","until":"noon","by":"Ben","reason":"x"}"#, 400, "\"noon\" is no time"),
        (#"{"rota":["primary"]}"#, 400, "the body is not {\"rota\": \"…\""), ("", 400, "the body is not"),
    ])
    func `an override that means nothing is refused`(body: String, status: Int, words: String) async throws {
        try await Self.run { web in
            let answer = try await web.api.send(.post, "/api/on-call/overrides", body: Array(body.utf8))
            #expect(answer.status == status)
            #expect(try problem(answer).contains(words))
        }
    }

    @Test func `there is nothing to take back where no override is`() async throws {
        try await Self.run { web in
            let answer = try await web.api.send(
                .post, "/api/on-call/overrides/7/remove", body: Array(#"{"by":"Ann"}"#.utf8))
            #expect(answer.status == 404)
            #expect(try problem(answer) == "no override 7 that could be taken back; there was none yet")
        }
    }

    @Test func `the page has a form for each, which goes back to it`() async throws {
        try await Self.run { web in
            let page = try await web.api.send(.get, "/on-call")
            let cookie = try #require(page.headers["set-cookie"]?.split(separator: ";").first.map(String.init))
            let token = try #require(page.text.firstMatch(of: /name="token" value="([0-9a-f]+)"/)).output.1
            func post(_ path: String, _ fields: String) async throws -> HTTPResponse {
                try await web.api.send(
                    .post, path, body: Array("token=\(token)&by=B%C3%A9n&\(fields)".utf8),
                    headers: ["Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"])
            }
            let fields = "rota=primary&person=Ann&from=2026-11-23T09:00&until=2026-11-23T18:00&reason=%3Cb%3E+dentist"
            let made = try await post("/on-call/overrides", fields)
            #expect(made.status == 303 && made.headers["location"] == "/on-call")
            let override = try await web.store.read { try $0.rotaOverride(1) }
            #expect(override?.by == "Bén" && override?.reason == "<b> dentist")
            #expect(override?.until.rfc3339 == "2026-11-23T17:00:00.000Z")
            #expect(try await web.api.send(.get, "/on-call").text.contains("override 1 by Bén: &lt;b&gt; dentist"))
            web.clock.advance(by: .seconds(60))
            #expect(try await post("/on-call/overrides/1/remove", "").status == 303)
            #expect(try await Self.rota(web)["person"] as? String == "Ben")
            let foreign = try await web.api.send(.post, "/on-call/overrides", body: Array("by=Eve&\(fields)".utf8))
            #expect(foreign.status == 403)
        }
    }

    @Test func `the page as it is, with rotas and without`() async throws {
        try await Self.run { web in
            let commands = web.contents.onCallCommands
            _ = try await commands.override(
                "primary", person: "Ann", from: nil, until: "8h", by: "Ben", reason: "a <dentist>")
            try await PageTests().expect("on-call", web, "/on-call")
        }
        try await WebHarness.run { web in try await PageTests().expect("on-call-empty", web, "/on-call") }
    }
}
