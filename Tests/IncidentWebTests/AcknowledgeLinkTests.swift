import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct AcknowledgeLinkTests {
    private static let contact = "On-Call Engineer & Co <a@b>"

    @Test func `following the link changes nothing, its button acknowledges as the contact`() async throws {
        var settings = WebHarness.Settings()
        settings.apiTokens = "api-token"
        try await WebHarness.run(settings) { web in
            let id = try await web.open()
            let path = web.acknowledgePath(id, Self.contact)
            for _ in 0..<3 {
                let page = try await web.api.send(.get, path)
                #expect(page.status == 200)
                #expect(page.text.contains("Acknowledge as On-Call Engineer &amp; Co &lt;a@b&gt;"))
            }
            #expect(try await web.incident(id)?.status == .triggered)
            let done = try await web.api.send(.post, path)
            #expect(done.status == 200)
            #expect(done.text.contains("Acknowledged. Escalation has stopped until "))
            #expect(done.text.contains("asks for a login"))
            #expect(!done.text.contains("<form"))
            let incident = try #require(try await web.incident(id))
            #expect((incident.status, incident.acknowledgedBy) == (.acknowledged, Self.contact))
            let again = try await web.api.send(.get, path)
            #expect(again.text.contains("taken by On-Call Engineer"))
            #expect(again.text.contains("Renew acknowledgement as On-Call Engineer"))
        }
    }

    @Test func `the page of an incident that somebody has offers to take it over, and of one that is over nothing`()
        async throws
    {
        try await WebHarness.run { web in
            let id = try await web.open()
            let path = web.acknowledgePath(id, "On-Call Engineer")
            try await web.api.acknowledge(Int(id), by: "alice")
            let page = try await web.api.send(.get, path).text
            #expect(page.contains("This incident is acknowledged: taken by alice"))
            #expect(page.contains(">Take over from alice as On-Call Engineer</button>"))
            #expect(try await web.incident(id)?.acknowledgedBy == "alice")
            let form = Array("take_over=alice".utf8)
            #expect(try await web.api.send(.post, path, body: form).text.contains("Taken over from alice"))
            let own = try await web.api.send(.get, path).text
            #expect(own.contains(">Renew acknowledgement as On-Call Engineer</button>"))
            #expect(try await web.api.send(.post, path).text.contains("Acknowledgement renewed."))
            _ = try await web.api.send(
                .post, "/api/incidents/\(id)/resolve", body: Array(#"{"by":"bob","still_firing":true}"#.utf8))
            #expect(try await !web.api.send(.get, path).text.contains("<form"))
        }
    }

    @Test func `who would take an incident from somebody by an old page is asked, and told from whom`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let path = web.acknowledgePath(id, Self.contact)
            #expect(try await web.api.send(.get, path).text.contains("<form"))
            try await web.api.acknowledge(Int(id), by: "alice")
            let asked = try await web.api.send(.post, path)
            #expect(asked.status == 409)
            #expect(asked.text.contains(#"<input type="hidden" name="take_over" value="alice">"#))
            #expect(try await web.incident(id)?.acknowledgedBy == "alice")
            let done = try await web.api.send(.post, path, body: Array("take_over=alice".utf8))
            #expect(done.text.contains("Taken over from alice, and everybody who was told"))
            let again = try await web.api.send(.post, path)
            #expect(again.text.contains("Acknowledgement renewed.") && !again.text.contains("Taken over"))
            let summaries = try await web.api.timeline(Int(id)).filter { $0.kind == "acknowledged" }.map(\.summary)
            #expect(summaries.count == 3)
            #expect(summaries[0].hasSuffix(", by the API") && summaries[1].hasSuffix(", by the link in a message"))
        }
    }

    @Test func `an acknowledgement says that every policy has stopped, not only the first`() async throws {
        try await WebHarness.run { web in
            try await web.open(try WebhookBody(.firing("ApiDown")).bytes())
            var intrusion = Alert.firing("IntrusionDetected")
            intrusion.labels = ["alertname": "IntrusionDetected", "severity": "critical", "category": "security"]
            try await web.open(try WebhookBody(.firing("ApiDown"), intrusion).bytes())
            let count = try await web.store.read { try $0.escalations(incidentID: 1).count }
            try #require(count > 1)
            let done = try await web.api.send(.post, web.acknowledgePath(1, Self.contact))
            #expect(done.text.contains("All \(count) policies have stopped until "), "\(done.text)")
        }
    }

    @Test func `the button's address is the link itself`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let page = try await web.api.send(.get, web.acknowledgePath(id, Self.contact)).text
            let action = try #require(page.firstMatch(of: /method="post" action="([^"]+)"/)?.1)
            let path = action.replacing("&amp;", with: "&")
            #expect(try await web.api.send(.post, String(path)).status == 200)
            #expect(try await web.incident(id)?.status == .acknowledged)
        }
    }

    @Test func `a link that was changed, cut or made elsewhere is refused`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            let good = web.acknowledgePath(id, "On-Call Engineer")
            let link = AcknowledgeLink(
                incidentID: id, contact: "On-Call Engineer", expiresAt: web.clock.now + .seconds(60))
            let signature = try #require(good.split(separator: "signature=").last)
            let wrong = [
                good.replacing("/acknowledge/\(id)", with: "/acknowledge/\(id + 1)"),
                good.replacing("contact=On-Call", with: "contact=Off-Call"),
                good.replacing(/expires=\d+/, with: "expires=9999999999"),
                good.replacing(/signature=./, with: "signature=\(good.contains("signature=0") ? "1" : "0")"),
                String(good.dropLast()), good.replacing(/&signature=.*/, with: ""),
                good.replacing(/signature=.*/, with: "signature="), good.replacing(/\?.*/, with: ""),
                good.replacing(/expires=\d+/, with: "expires=soon"),
                good.replacing(signature, with: String(repeating: "%C3%A9", count: 32)),
                link.path(key: [UInt8](repeating: 8, count: 32)),
            ]
            for path in wrong {
                for method in [HTTPRequest.Method.get, .post] {
                    let answer = try await web.api.send(method, path)
                    #expect(answer.status == 403, "\(path)")
                    #expect(
                        try problem(answer).contains("open the incident instead: https://desk.example.com/incidents/"))
                }
            }
            #expect(try await web.incident(id)?.status == .triggered)
            #expect(try await web.incident(id + 1)?.status == .triggered)
        }
    }

    @Test func `a link is good for a day and not longer`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let path = web.acknowledgePath(id, "On-Call Engineer")
            web.clock.advance(by: AcknowledgeLink.validity - .seconds(1))
            #expect(try await web.api.send(.get, path).status == 200)
            web.clock.advance(by: .seconds(1))
            for method in [HTTPRequest.Method.get, .post] {
                let answer = try await web.api.send(method, path)
                #expect(answer.status == 410)
                #expect(try problem(answer).contains("expired"))
            }
            #expect(try await web.incident(id)?.status == .triggered)
        }
    }

    @Test func `the link of an incident that is over says so`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let path = web.acknowledgePath(id, "On-Call Engineer")
            _ = try await web.engine.commands.resolve(id, by: "alice", stillFiring: .whatever)
            let page = try await web.api.send(.get, path)
            #expect(
                page.text.contains("This incident is resolved: resolved by alice, 1 alert still fires; opens again at ")
            )
            #expect(!page.text.contains("<form"))
            #expect(try await web.api.send(.post, path).status == 409)
        }
    }
}

extension WebHarness {
    /// The path of the link that a message would carry now.
    func acknowledgePath(_ id: Int64, _ contact: String) -> String {
        String(contents.links.acknowledge(id, contact, clock.now).dropFirst("https://desk.example.com".count))
    }
}
