import Foundation
import IncidentCore
import TestSupport
import Testing

@testable import Notifiers

/// What becomes of more than a message takes: it stays within the other side's limits, in its own unit, and whoever reads
/// it knows what is missing, and where it is.
@Suite("More than a message takes", .timeLimit(.minutes(5)))
struct SizeTests {
    private static let key = "0123456789abcdef0123456789abcdef"

    private func expect(_ words: [String], in text: String, _ location: SourceLocation = #_sourceLocation) {
        for each in words { #expect(text.contains(each), "\(each) is missing", sourceLocation: location) }
    }

    @Test(arguments: hostileUnits)
    func `of what is in a mail is named, and where it is`(unit: String) throws {
        let size = try #require(MessageDocument.Size.whole.first { $0.evidence?.outputBytes == 1024 })
        let document = MessageDocument(.largest(of: unit), size)
        for text in [document.plainText, document.html] {
            expect(
                [
                    "and 997 more, on the incident",
                    "and 270 more, on the list of incidents",
                    "and 481 more labels, on the incident", "and 994 more, on the incident", "bytes left out]",
                    "more links are on the incident", "c19: failed", "c59: failed after 1.0 s, on the incident",
                    "(a command of 30", " left out …]", "All of this output",
                ], in: text)
        }
        #expect(document.plainText.contains(/and 4\d\d more, on the incident's page/))
        #expect(document.plainText.contains(/… \[\d+ of (99|100)\d{3} bytes left out\]/))
    }

    @Test(arguments: hostileUnits.map { ($0, false) } + [("🚨", true)])
    func `leaves a mail that is short as it goes over the wire, and says so`(unit: String, isShort: Bool) throws {
        let mail = try RenderedMail(.largest(of: unit), isShort: isShort)
        #expect(mail.content.count <= EmailMessage.pleasantBytes)
        #expect(mail.lines.allSatisfy { $0.utf8.count <= 998 } && mail.content.allSatisfy { $0 < 0x80 && $0 != 0 })
        #expect(mail.subject.hasPrefix("[P1] ") && mail.subject.hasSuffix(" (#42)") && mail.subject.utf16.count <= 255)
        for text in [mail.text, mail.html] {
            let findings = text.ranges(of: "warning: ").count
            expect(
                [
                    "and \(1000 - findings) more, on the incident", "and 285 more, on the list of incidents",
                    "This mail is kept short", "https://desk.example.com/incidents/42",
                    "https://desk.example.com/acknowledge?token=t0k",
                ], in: text)
        }
        #expect(!mail.text.contains("\nDiagnostics\n"))
    }

    /// Of letters with marks, of scripts from right to left, of emoji that are one or several, beyond the first plane, and
    /// of what quoted-printable and HTML write longer.
    private static let pieces = [
        "a", "pod-7f9c", " ", "é", "ẅ\u{323}", "Z\u{351}\u{36B}\u{343}", "\u{5E9}\u{5C1}\u{5C2}", "مرحبا", "سلام", "🚨",
        "👩🏽‍🚒", "👨‍👩‍👧‍👦", "🇩🇪", "𝕏", "𠜎", "日本", "=", "\"", "'", "&", "<", "\u{FFFD}",
    ]

    @Test(arguments: 1...24)
    func `never makes a mail long, whatever its texts are made of`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let unit = (0..<Int.random(in: 1...12, using: &random)).map { _ in random.pick(Self.pieces) }.joined()
        var message = Message.largest(of: unit, event: random.pick(NotificationEvent.allCases))
        func some<Element>(_ elements: [Element]) -> [Element] {
            Array(elements.prefix(random.pick([0, 1, 3, 9, 20, 90, elements.count])))
        }
        message.findings = some(message.findings)
        message.nextSteps = some(message.nextSteps)
        message.artifacts = some(message.artifacts)
        message.others = some(message.others)
        message.alerts = [message.alerts[0]] + some(message.alerts)
        let mail = try RenderedMail(message)
        #expect(mail.content.count <= EmailMessage.pleasantBytes, "\(unit)")
        for text in [mail.text, mail.html] {
            // Nothing is cut inside a character.
            #expect(text.replacing("\u{FFFD}", with: "").utf8.count == text.utf8.count || unit.contains("\u{FFFD}"))
            #expect(text.contains("https://desk.example.com/incidents/42"))
            let named = text.ranges(of: /https:\/\/desk\.example\.com\/incidents\/\d+[\n"]/).count - 1
            #expect(named >= min(message.others.count, AlsoTold.namedByAll), "\(named) of \(message.others.count)")
        }
    }

    @Test(arguments: hostileUnits)
    func `leaves a PagerDuty event below its bytes, with its findings`(unit: String) throws {
        struct Event: Decodable {
            let payload: Payload
            struct Payload: Decodable {
                let summary: String
                let details: Details
                enum CodingKeys: String, CodingKey {
                    case summary
                    case details = "custom_details"
                }
            }
            struct Details: Decodable {
                let findings, steps, alerts: [String]
                let diagnostics: [String: String]
                enum CodingKeys: String, CodingKey {
                    case findings = "1_findings"
                    case steps = "2_next_steps"
                    case alerts, diagnostics
                }
            }
        }
        let bytes = PagerDutyEvent.render(.largest(of: unit), routingKey: Self.key)
        #expect(bytes.count <= PagerDutyEvent.limitBytes)
        let payload = try JSONDecoder().decode(Event.self, from: Data(bytes)).payload
        #expect((1...1024).contains(payload.summary.unicodeScalars.count))
        let details = payload.details
        #expect(details.findings.dropLast().last == "and 995 more, on the incident's page")
        #expect(details.steps.last == "and 480 more, on the incident's page")
        #expect(details.alerts.last == "and 980 more, on the incident's page")
        #expect(details.diagnostics["…"] == "and 55 more collectors, on the incident's page")
        #expect(details.alerts[0].hasSuffix("and 481 more, on the incident's page}"))
        #expect(details.findings[0].contains("bytes left out]") || details.findings[0].contains("…"))
    }

    @Test(arguments: hostileUnits, NotificationEvent.allCases)
    func `leaves a Slack message within all its limits`(unit: String, event: NotificationEvent) throws {
        let message = SlackMessage(.largest(of: unit, event: event))
        Self.expectTaken(message)
        let text = (message.blocks ?? []).flatMap(\.texts).joined(separator: "\n")
        expect([" more, on the list of incidents", "more links are on the incident's page"], in: text)
        guard event.showsDiagnostics else { return }
        expect(["and 57 more collectors, on the incident's page", "left out …]"], in: text)
        // A joiner without width may follow the blank behind the dot, as one character with it.
        let lists = (message.blocks ?? []).compactMap(\.text?.text).filter { $0.contains("\n•") || $0.hasPrefix("•") }
        // Findings, incidents beside it, next steps, alerts.
        #expect(lists.count == 4)
        for (place, total) in zip(lists.indices, [1000, 300, 500, 1000]) {
            let last = try #require(lists[place].components(separatedBy: "\n").last)
            let shown = lists[place].components(separatedBy: "\n•").count - (lists[place].hasPrefix("•") ? 0 : 1)
            let left = try #require(last.firstMatch(of: /and (\d+) more/).flatMap { Int($0.1) }, "\(last)")
            // The last line of the next steps is one of their list.
            #expect(left + shown - (last.hasPrefix("•") ? 1 : 0) == total, "\(lists[place])")
        }
    }

    @Test(arguments: hostileUnits)
    func `leaves a webhook's body below two megabytes, and says what is missing`(unit: String) throws {
        let body = WireJSON.encode(WebhookMessage(.largest(of: unit, method: .webhook)))
        #expect(body.count < 2_000_000)
        let json = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        let leftOut = try #require(json["left_out"] as? [String])
        let alerts = try #require(json["alerts"] as? [[String: Any]])
        #expect(alerts.count >= 1)
        expect(
            [
                "\(1000 - alerts.count) alerts", "100 incidents told beside it", "950 findings", "10 diagnostics",
                "450 next steps", "436 labels of the incident", "437 labels and annotations of the alert ",
                "more links are on the incident's page",
            ], in: leftOut.joined(separator: "\n"))
    }

    @Test func `is nothing of a usual one: no mark and no word of it stands anywhere`() throws {
        let message = Message.sample()
        let mail = try RenderedMail(message)
        let texts =
            [mail.text, mail.html, mail.subject]
            + [
                WireJSON.encode(SlackMessage(message)), WireJSON.encode(WebhookMessage(message)),
                PagerDutyEvent.render(message, routingKey: Self.key),
            ].map { String(decoding: $0, as: UTF8.self) }
        for text in texts {
            #expect(!text.contains("…") && !text.contains("left out") && !text.contains("left_out"))
            #expect(!text.contains(" more, on") && !text.contains("more links"))
        }
    }

    @Test(arguments: hostileUnits)
    func `of a digest is counted in mail and in Slack`(unit: String) throws {
        let message = BulletinMessage.largest(of: unit)
        let sender = try #require(MailAddress("responder@example.com"))
        for isShort in [false, true] {
            let content = EmailMessage.render(message, from: sender, to: sender, isShort: isShort).content
            let mail = try RenderedMail(content: content)
            #expect(content.count <= (isShort ? 150_000 : 800_000))
            expect(
                isShort
                    ? ["and 4990 more, by the link below", "and 690 more, by the link below", "and 80 more"]
                    : ["and 4950 more, by the link below", "and 650 more, by the link below"], in: mail.text)
        }
        let slack = SlackMessage(message)
        Self.expectTaken(slack)
        let text = (slack.blocks ?? []).compactMap(\.text?.text).joined(separator: "\n")
        let rests = text.matches(of: /\nand (\d+) more, by the link below/).compactMap { Int($0.output.1) }
        #expect(rests.count == 3 && rests.reduce(0, +) + text.components(separatedBy: "\n• ").count - 1 == 5790)
    }

    @Test func `of a hundred incidents held back in a storm leaves none out in Slack`() {
        let lines = (1...103).map { number in
            "P3 #\(number) HighErrorRate on svc-\(number): nobody has taken it "
                + "https://responder.operations.example.com/incidents/\(number)"
        }
        let owed = BulletinMessage.largest(of: "a").owed
        guard case .digest(let content) = BulletinMessage.largest(of: "a").bulletin.content else { return }
        let bulletin = Bulletin(
            headline: "Storm: over", standing: "for you",
            sections: [
                Bulletin.Section(
                    title: "103 incidents were held back", lines: lines, shortNames: (1...103).map { "#\($0)" })
            ],
            url: "https://desk.example.com/storms/1", urlTitle: "The storm", content: .digest(content))
        let slack = SlackMessage(BulletinMessage(owed, bulletin, installation: "test", now: Timestamp(seconds: 0)))
        Self.expectTaken(slack)
        let text = (slack.blocks ?? []).compactMap(\.text?.text).joined(separator: "\n")
        let inFull = lines.count { text.contains("• \($0)") }
        #expect(inFull > 40 && text.contains("and \(103 - inFull) more, by the link below"))
        let named = Set(text.matches(of: /#(\d+)/).compactMap { Int($0.output.1) })
        #expect(named == Set(1...103))
    }

    @Test func `of a hand-off leaves a header that Slack takes`() {
        let facts = BulletinMessage.largest(of: "🚨")
        guard case .digest(let digest) = facts.bulletin.content else { return }
        let name = String(repeating: "🚨", count: 100)
        let news = HandOffNews(
            HandOff(rota: name, at: facts.now, from: name, to: name), roles: [name],
            next: HandOff(rota: name, at: facts.now, from: name, to: name), fallBack: name,
            silenced: (0..<40).map { "\($0) \(name)" }, facts: digest)
        Self.expectTaken(SlackMessage(BulletinMessage(facts.owed, news.bulletin, installation: "test", now: facts.now)))
    }

    /// In UTF-16, which no way of counting characters exceeds.
    static func expectTaken(_ message: SlackMessage, _ location: SourceLocation = #_sourceLocation) {
        let blocks = message.blocks ?? []
        #expect((1...50).contains(blocks.count), sourceLocation: location)
        #expect((1...4000).contains(message.text.utf16.count), sourceLocation: location)
        for block in blocks {
            let limits = ["header": 150, "section": block.fields == nil ? 3000 : 2000, "context": 3000]
            for text in block.texts {
                #expect((1...limits[block.type, default: 75]).contains(text.utf16.count), sourceLocation: location)
            }
            #expect((block.fields?.count ?? 0) <= 10 && (block.elements?.count ?? 0) <= 25, sourceLocation: location)
        }
        let all = blocks.flatMap(\.texts).reduce(message.text.utf16.count) { $0 + $1.utf16.count }
        #expect(all < 10_000, sourceLocation: location)
    }
}

extension SlackMessage.Block {
    fileprivate var texts: [String] {
        let elements = (elements ?? []).map { element in
            switch element {
            case .text(let text): text.text
            case .button(let title, _): title
            }
        }
        return [text?.text].compactMap { $0 } + (fields ?? []).map(\.text) + elements
    }
}
