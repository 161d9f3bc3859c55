import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

@testable import Notifiers

/// A digest as it goes out by each kind.
@Suite("A digest on the wire", .timeLimit(.minutes(5)))
struct BulletinMessageTests {
    private static func message(_ title: String = "Disk is full", by method: ContactMethod = .email) throws
        -> BulletinMessage
    {
        let at = Timestamp(milliseconds: 1_795_420_800_000)
        let entry = Digest.Entry(
            Incident(
                id: 7, priority: .p4, rule: "r", title: title, groupKey: "g", labels: [:], openedAt: at - .seconds(60),
                firingCount: 1, occurrenceCount: 1), isHeld: true, url: "https://desk.example.com/incidents/7")
        let digest = Digest(
            contact: "Lead", plannedAt: at, at: at, since: at - .seconds(86_400), clock: .utc,
            open: Array(repeating: entry, count: 50), openCounts: [.p4: 50], overdueCount: 0,
            happened: Array(repeating: entry, count: 50), happenedCount: 50, onCall: ["primary: Ann"],
            url: "https://desk.example.com/")
        let owed = OwedBulletin(
            id: 3, kind: .digest, contact: "Lead", plannedAt: at, since: at, method: method, remaining: [],
            state: .sending,
            attempts: 1,
            triedFrom: at)
        return BulletinMessage(owed, digest.bulletin, installation: "test", now: at)
    }

    private func mail(_ message: BulletinMessage) throws -> RenderedMail {
        let sender = try #require(MailAddress("Responder <responder@example.com>"))
        let recipient = try #require(MailAddress("lead@example.com"))
        return try RenderedMail(content: EmailMessage.render(message, from: sender, to: recipient).content)
    }

    @Test func `a mail has text and HTML, and the same number in every attempt`() throws {
        let mail = try mail(Self.message())
        #expect(mail.header["Message-ID"] == "<bulletin.3.test@example.com>")
        #expect(mail.header["Subject"] == "Digest: 50 open")
        #expect(mail.header["In-Reply-To"] == nil)
        #expect(mail.partTypes == ["text/plain", "text/html"])
        #expect(mail.text.contains("#7 P4 Disk is full: nobody has taken it"))
        #expect(mail.text.contains("All that is open: https://desk.example.com/"))
        #expect(mail.html.contains("<a href=\"https://desk.example.com/\">All that is open</a>"))
    }

    @Test(arguments: hostileTexts)
    func `a hostile title stays a title`(title: String) throws {
        let message = try Self.message(title)
        let mail = try mail(message)
        #expect(!mail.fieldNames.contains("Bcc"))
        #expect(!mail.html.contains("<script>") && !mail.html.contains("<img"))
        #expect(mail.lines.allSatisfy { $0.utf8.count <= 998 })
        let slack = SlackMessage(message)
        let json = String(decoding: WireJSON.encode(slack), as: UTF8.self)
        #expect(json.unicodeScalars.count < 16_000)
        #expect(!json.contains("<!channel>") && !json.contains("<!here>"))
        for block in slack.blocks ?? [] {
            if let text = block.text {
                #expect(text.text.unicodeScalars.count <= (block.type == "header" ? 150 : 3000))
            }
        }
    }

    @Test func `a webhook has what its schema says`() throws {
        let body = WireJSON.encode(WebhookBulletin(try Self.message()))
        let json = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        #expect((json["event"] as? String, json["id"] as? String) == ("digest", "responder/test/bulletin/3"))
        let digest = try #require(json["digest"] as? [String: Any])
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "routes/schemas/webhook-digest.json")
        let schema = try #require(
            try JSONSerialization.jsonObject(with: try Data(contentsOf: path)) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: Any])
        #expect(Set(json.keys) == Set(properties.keys))
        let described = try #require((properties["digest"] as? [String: Any])?["properties"] as? [String: Any])
        #expect(Set(digest.keys) == Set(described.keys))
        let incident = try #require((schema["$defs"] as? [String: Any])?["incident"] as? [String: Any])
        let known = try #require(incident["properties"] as? [String: Any])
        let open = try #require((digest["open"] as? [[String: Any]])?.first)
        #expect(Set(open.keys).isSubset(of: known.keys))
        #expect(Set(try #require(incident["required"] as? [String])).isSubset(of: open.keys))
    }

    @Test func `a storm has what its schema says, and names each incident with its link`() throws {
        guard case .digest(let facts) = try Self.message().bulletin.content else { return }
        let storm = Storm(id: 2, method: .email, beganAt: facts.since, lastMessageAt: facts.at, calmAt: nil)
        let entries = facts.open.map { StormSummary.Entry($0.incident, url: $0.url) }
        let summary = StormSummary(
            storm, contact: "Lead", clock: .utc, entries: entries, omitted: 3, held: 70, toldLastAt: facts.at,
            url: "https://desk.example.com/storms/2")
        let owed = OwedBulletin(
            id: 5, kind: .storm, contact: "Lead", plannedAt: facts.at, since: facts.since, method: .email,
            remaining: [], state: .sending, attempts: 1, triedFrom: facts.at)
        let message = BulletinMessage(owed, summary.bulletin, installation: "test", now: facts.at)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(WireJSON.encode(WebhookBulletin(message)))) as? [String: Any])
        #expect(json["event"] as? String == "storm")
        let properties = try Self.properties(of: "webhook-storm")
        #expect(Set(json.keys) == Set(properties.keys))
        let described = try #require((properties["storm"] as? [String: Any])?["properties"] as? [String: Any])
        let told = try #require(json["storm"] as? [String: Any])
        #expect(Set(told.keys) == Set(described.keys))
        let mail = try mail(message)
        #expect(mail.header["Subject"] == "Storm: 53 incidents were held back")
        #expect(mail.text.contains("#7 P4 Disk is full: nobody has taken it https://desk.example.com/incidents/7"))
        #expect(mail.text.contains("And 3 more"))
    }

    /// The zone stands behind the last time.
    @Test(arguments: [
        (true, false, "from 2026-11-23 08:30 UTC on, not told yet: "),
        (true, true, "from 2026-11-23 08:30 on, told last at 2026-11-23 09:30 UTC: "),
        (false, true, "from 2026-11-23 08:30 to 2026-11-23 09:30 UTC: "), (false, false, "from 2026-11-23 08:30 UTC: "),
    ])
    func `a storm says from when to when it was`(goesOn: Bool, isTold: Bool, words: String) {
        let (start, told) = (TestClock.monday, TestClock.monday + .hours(1))
        let storm = Storm(id: 2, method: .email, beganAt: start, lastMessageAt: start, calmAt: goesOn ? told : nil)
        let summary = StormSummary(
            storm, contact: "Lead", clock: .utc, entries: [], omitted: 0, held: 1, toldLastAt: isTold ? told : nil,
            url: "https://desk.example.com/storms/2")
        #expect(summary.standing.contains(words), "\(summary.standing)")
    }

    private static func properties(of schema: String) throws -> [String: Any] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "routes/schemas/\(schema).json")
        let schema = try JSONSerialization.jsonObject(with: try Data(contentsOf: path)) as? [String: Any]
        return try #require(schema?["properties"] as? [String: Any])
    }

    @Test func `a hand-off has what its schema says, and links what is open`() throws {
        let message = try Self.message(by: .email)
        guard case .digest(let facts) = message.bulletin.content else { return }
        let handOff = HandOff(rota: "primary", at: facts.at, from: "Ann", to: "Ben")
        let news = HandOffNews(
            handOff, roles: ["On-Call"], next: HandOff(rota: "primary", at: facts.at, from: "Ben", to: "Ann"),
            fallBack: nil, silenced: ["a"], facts: facts)
        let owed = OwedBulletin(
            id: 4, kind: .handOff, contact: "Ben", plannedAt: facts.at, since: facts.at, method: .email, remaining: [],
            state: .sending, attempts: 1, triedFrom: facts.at, handOff: handOff)
        let told = BulletinMessage(owed, news.bulletin, installation: "test", now: facts.at)
        let body = WireJSON.encode(WebhookBulletin(told))
        let json = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        #expect(json["event"] as? String == "hand_off")
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "routes/schemas/webhook-hand-off.json")
        let schema = try #require(
            try JSONSerialization.jsonObject(with: try Data(contentsOf: path)) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: Any])
        #expect(Set(json.keys) == Set(properties.keys))
        let described = try #require((properties["hand_off"] as? [String: Any])?["properties"] as? [String: Any])
        #expect(Set(try #require(json["hand_off"] as? [String: Any]).keys) == Set(described.keys))
        #expect(try mail(told).text.contains("https://desk.example.com/incidents/7"))
    }

    @Test func `the spool has it under its own name, and a pager takes none`() async throws {
        let folder = try ScratchFolder()
        let email = Notifier.spool(EmailKind.definition, EndpointSettings(), directory: folder.url.path)
        let written = await email.deliverBulletin(try Self.message(by: .email("lead@example.com")))
        #expect((written.verdict, written.isSpooled) == (.sent, true))
        #expect(FileManager.default.fileExists(atPath: folder.file("email/digest-3.eml").path))
        let pager = Notifier.spool(PagerDutyKind.definition, EndpointSettings(), directory: folder.url.path)
        #expect(await pager.deliverBulletin(try Self.message(by: .pagerduty)) == .noBulletins)
    }
}
