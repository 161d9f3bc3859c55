import Foundation
import IncidentCore
import IncidentEngine
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// The morning digest, as it can be asked for.
@Suite("The digest by API and page", .timeLimit(.minutes(20)))
struct DigestTests {
    @Test func `says what is open, for now and for another time`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            web.clock.advance(by: .seconds(400))
            try await web.tick()
            var shown = try json(try await web.api.send(.get, "/api/digest"))
            #expect(
                (shown["contact"] as? String, shown["time_zone"] as? String) == ("On-Call Engineer", "Europe/Berlin"))
            #expect((shown["open_counts"] as? [String: Int])?["P1"] == 1)
            #expect(shown["overdue"] as? Int == 1)
            #expect(
                (shown["open"] as? [[String: Any]])?.first?["url"] as? String == "https://desk.example.com/incidents/1")
            let before = (web.clock.now - .seconds(3600)).rfc3339
            shown = try json(try await web.api.send(.get, "/api/digest?at=\(before)&role=DevOps%20Lead"))
            #expect((shown["contact"] as? String, shown["at"] as? String) == ("DevOps Lead", before))
            #expect((shown["open"] as? [[String: Any]])?.isEmpty == true)
            let page = try await web.api.send(.get, "/digest").text
            #expect(page.contains("<h1>Digest: 1 open, 1 overdue</h1>"))
        }
    }

    @Test(arguments: [
        ("at=tomorrow", "at \"tomorrow\" is no RFC 3339 time; one such as 2026-12-24T09:00:00Z is expected"),
        ("role=Nobody", "role \"Nobody\" is not in "),
        ("when=now", "query parameter \"when\" is unknown"),
    ])
    func `refuses what it does not know`(query: String, words: String) async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(.get, "/api/digest?\(query)")
            #expect(answer.status == 400)
            #expect((try json(answer)["detail"] as? String)?.hasPrefix(words) == true)
        }
    }
}
