import Foundation
import IncidentCore
import IncidentEngine
import Notifiers
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// The acknowledge link as it stands in Slack.
@Suite("The link in Slack", .timeLimit(.minutes(20)))
struct SlackLinkTests {
    private struct Sent: Decodable {
        let blocks: [Block]
        struct Block: Decodable { let elements: [Element]? }
        struct Element: Decodable {
            let type: String
            let url: String?
            let text: Text
        }
        enum Text: Decodable {
            case plain(String)
            init(from decoder: any Decoder) throws {
                struct Object: Decodable { let text: String }
                let container = try decoder.singleValueContainer()
                self = .plain(try (try? container.decode(String.self)) ?? container.decode(Object.self).text)
            }
        }
    }

    /// What the button of the message says, and where it leads below the public URL.
    private static func button(
        _ web: WebHarness, _ id: Int64, contact: String
    ) async throws -> (title: String, path: String) {
        let notification = IncidentCore.Notification(
            id: 1, incidentID: id, method: .slack, contact: contact, event: .page, priority: .p1, reason: "step 1",
            state: .sending, createdAt: web.clock.now, attempts: 1, mayHaveArrived: false, remaining: [])
        let builder = MessageBuilder(store: web.store, tables: web.contents.tables, links: web.contents.links)
        let message = try await builder.message(for: notification, at: web.clock.now)
        let sent = try JSONDecoder().decode(Sent.self, from: try JSONEncoder().encode(SlackMessage(message)))
        let buttons = sent.blocks.flatMap { $0.elements ?? [] }.filter { $0.type == "button" }
        let first = try #require(buttons.first)
        guard case .plain(let title) = first.text else { return ("", "") }
        let url = try #require(first.url)
        #expect(url.hasPrefix("https://desk.example.com/acknowledge/\(id)?"))
        return (title, String(url.dropFirst("https://desk.example.com".count)))
    }

    @Test func `names the contact, changes nothing when it is fetched, and takes by its button`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let (title, path) = try await Self.button(web, id, contact: "Database Admin")
            #expect(title == "Acknowledge as Database Admin")
            // As a scanner or a preview would.
            for _ in 0..<3 {
                let page = try await web.api.send(.get, path, headers: ["User-Agent": "Slackbot-LinkExpanding 1.0"])
                #expect(page.status == 200 && page.text.contains("Acknowledge as Database Admin"))
            }
            #expect(try await web.incident(id)?.status == .triggered)
            #expect(try await web.api.send(.post, path).status == 200)
            let incident = try await web.incident(id)
            #expect((incident?.status, incident?.acknowledgedBy) == (.acknowledged, "Database Admin"))
        }
    }

    @Test func `of another incident, expired or with a bit flipped it is refused with a clear page`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let other = try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            let (_, path) = try await Self.button(web, id, contact: "Database Admin")
            let last = try #require(path.last)
            let flipped = path.dropLast() + String(UnicodeScalar(UInt8(last.asciiValue ?? 0) ^ 1))
            let browser = ["Accept": "text/html"]
            for wrong in [
                path.replacing("/acknowledge/\(id)", with: "/acknowledge/\(other)"), String(flipped),
                path.replacing("Database", with: "Datacase"),
            ] {
                let answer = try await web.api.send(.post, wrong, headers: browser)
                #expect(answer.status == 403)
                #expect(answer.text.contains("This link cannot be used") && answer.text.contains("Open incident"))
            }
            web.clock.advance(by: AcknowledgeLink.validity)
            let late = try await web.api.send(.post, path, headers: browser)
            #expect(late.status == 410 && late.text.contains("This link has expired"))
            for number in [id, other] { #expect(try await web.incident(number)?.status == .triggered) }
        }
    }
}
