import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

@testable import Notifiers

@Suite(.timeLimit(.minutes(5))) struct `A Slack message` {
    private static func length(_ text: String) -> Int { text.unicodeScalars.count }

    @Test(arguments: hostileTexts + ["&", String(repeating: "&", count: 5000), ""])
    func `stays within Slack's limits`(text: String) {
        for event in NotificationEvent.allCases {
            SizeTests.expectTaken(SlackMessage(.largest(of: text, event: event)))
        }
    }

    @Test(arguments: ["<!channel>", "<!here|here>", "<@U024BE7LH>", "<https://evil.example|Runbook>", "<!subteam^S1>"])
    func `turns nobody's text into a mention or a link`(text: String) {
        let message = String(decoding: WireJSON.encode(SlackMessage(.largest(of: text))), as: UTF8.self)
        #expect(!message.contains(text))
        #expect(!message.contains("<"))
    }

    @Test(arguments: [
        ("a & b <c>", 100, "a &amp; b &lt;c&gt;"), ("abcdef", 4, "abc…"), ("ab&", 6, "ab…"), ("&&", 6, "&amp;…"),
        ("", 10, ""),
    ])
    func `is escaped without cutting an entity`(text: String, limit: Int, escaped: String) {
        #expect(SlackText.escape(text, limit: limit) == escaped)
    }

    @Test(arguments: [
        ("*bold* a", "|*|bold|*| a"), ("_i_ and ~s~", "|_|i|_| and |~|s|~|"), ("`x`", "|`|x|`|"), ("a`b", "a|`|b"),
        ("kube_pod_labels 5*3", "kube_pod_labels 5*3"), ("* a", "|*| a"), ("plain", "plain"),
    ])
    func `shows as they are the marks that would format it`(text: String, shown: String) {
        // The joiner without width stands as a bar here.
        let words: [Unicode.Scalar] = SlackText.escape(text, limit: 100).unicodeScalars.map {
            $0 == "\u{200D}" ? "|" : $0
        }
        #expect(String(String.UnicodeScalarView(words)) == shown)
    }

    @Test func `output cannot leave its block`() {
        let block = SlackText.verbatim("a\n```\n<!here>\n``````", limit: 200)
        #expect(block.hasPrefix("```") && block.hasSuffix("```"))
        #expect(SlackText.verbatim("*a* _b_", limit: 200) == "```*a* _b_```")
        #expect(!block.dropFirst(3).dropLast(3).contains("```"))
    }

    @Test func `that may stand in the channel already says so`() throws {
        var message = Message.sample()
        let first = String(decoding: WireJSON.encode(SlackMessage(message)), as: UTF8.self)
        #expect(!first.lowercased().contains("sent again"))
        message.notification.mayHaveArrived = true
        let again = SlackMessage(message)
        #expect(again.text.hasSuffix(" (sent again)"))
        #expect(
            again.blocks?[3].elements == [
                .text(.markup("Sent again: no answer came to an attempt before, which may stand here already."))
            ])
    }

    @Test func `about what is open again says so, with when it was over`() {
        let message = SlackMessage(.openAgain)
        #expect(message.text.hasPrefix("[P1] Fires again: AnalyticsApiDown"))
        #expect(
            message.blocks?[1].text?.text.hasPrefix(
                "P1 incident 42 fires again, resolved by alice at 06:24 UTC, open again since 06:29 UTC: AnalyticsApiDown"
            )
                == true)
    }

    @Test(arguments: ["joined: DbDown: Postgres is down", "its alerts have changed", "diagnostics came after the page"])
    func `an update's header says what came`(reason: String) {
        var update = Message.sample(event: .update)
        update.notification.reason = reason
        #expect(SlackMessage(update).blocks?.first?.text?.text == "P1 · incident 42 · \(reason)")
    }

    @Test(arguments: hostileTexts + [String(repeating: "x", count: 200), "a|b>c"])
    func `names who takes it on a button that Slack takes`(contact: String) throws {
        var page = Message.sample()
        page.notification.contact = contact
        let blocks = try #require(SlackMessage(page).blocks)
        let buttons = try #require(blocks.first { $0.type == "actions" }?.elements)
        guard case .button(let title, _) = buttons[0] else {
            Issue.record("the first is no button")
            return
        }
        #expect(title.hasPrefix("Acknowledge as ") && Self.length(title) <= 75)
    }

    @Test func `keeps its links where its blocks are not taken`() {
        var page = Message.sample()
        page.notification.contact = "Database | Admin <x>"
        page.acknowledgeURL = "https://desk.example.com/acknowledge/42?contact=Database&expires=1&signature=ab"
        #expect(
            SlackMessage(page).textOnly.text.hasSuffix(
                "\n<https://desk.example.com/acknowledge/42?contact=Database&amp;expires=1&amp;signature=ab"
                    + "|Acknowledge as Database / Admin &lt;x&gt;>\n<https://desk.example.com/incidents/42|Open incident 42>"
            ))
        page.acknowledgeURL = nil
        #expect(!SlackMessage(page).textOnly.text.contains("Acknowledge"))
    }

    @Test func `says whom else it was told, what comes next and that diagnostics run, by its reader's clock`() throws {
        var page = Message.sample()
        page.told = [ToldContact(contact: "Lead <!here>", method: "email to l@example.com", outcome: .spooled)]
        page.coming = ["policy \"critical\", step 2 of 3: DevOps Lead at 2026-11-23 06:19:17 UTC"]
        (page.isBeingDiagnosed, page.clock) = (true, try #require(LocalClock(timeZone: "Asia/Kolkata")))
        let blocks = try #require(SlackMessage(page).blocks)
        let context = blocks.flatMap { $0.elements ?? [] }
        #expect(context.contains(.text(.markup("Diagnostics still run; what they find follows."))))
        #expect(
            context.contains(
                .text(
                    .markup(
                        "Lead &lt;!here&gt; by email to l@example.com: written to the spool, which reaches nobody\n"
                            + "Next: policy \"critical\", step 2 of 3: DevOps Lead at 11:49 Asia/Kolkata"))))
        let fields = blocks.flatMap { $0.fields ?? [] }.map(\.text)
        #expect(fields.contains("*Opened*\n2026-11-23 11:44:17 Asia/Kolkata"))
    }

    @Test func `leads with what to do and has the links as buttons`() throws {
        let message = SlackMessage(.sample())
        let blocks = try #require(message.blocks)
        #expect(blocks[0].text?.text == "P1 · incident 42 · act now")
        #expect(blocks[2].elements == [.text(.markup("step 1 of policy \"critical\", as On-Call Engineer"))])
        #expect(blocks[3].text?.text.hasPrefix("Nobody has taken this incident") == true)
        #expect(blocks[4].type == "actions")
        #expect(blocks[5].text?.text == "• critical: 1 of 3 pods is in CrashLoopBackOff")
        let buttons = try #require(blocks.first { $0.type == "actions" }?.elements)
        #expect(
            buttons.first
                == .button(
                    title: "Acknowledge as On-Call Engineer", url: "https://desk.example.com/acknowledge?token=t0k"))
        #expect(
            blocks.compactMap(\.text?.text).contains {
                $0.hasSuffix(
                    "\n• If recent deployment, rollback\n"
                        + "```kubectl rollout undo deployment/analytics-api -n llm-analytics-hub```")
            })
        #expect(buttons.contains(.button(title: "Runbook", url: "https://runbooks.example.com/p1-service-down")))
    }
}

@Suite(.timeLimit(.minutes(5))) struct `What Slack's answer means` {
    @Test(arguments: [
        (200, "ok", DeliveryVerdict.sent), (200, "<html>", .permanent), (403, "invalid_token", .permanent),
        (404, "no_service", .permanent), (410, "channel_is_archived", .permanent), (429, "rate_limited", .retryable),
        (500, "rollup_error", .retryable), (503, "", .retryable), (302, "", .permanent),
    ])
    func `by status and text`(status: Int, text: String, verdict: DeliveryVerdict) {
        let response = HTTPResponse(status: status, body: Array(text.utf8))
        let outcome = SlackAnswer.outcome(of: response, at: Timestamp(milliseconds: 0))
        #expect(outcome == DeliveryOutcome(verdict, evidence: "\(status) \"\(text)\"", outcome.obstacle))
    }

    @Test(arguments: [true, false])
    func `no answer is tried again`(mayHaveArrived: Bool) {
        let failure = TransportFailure(.timedOut, "words", mayHaveArrived: mayHaveArrived)
        #expect(HTTPAnswer.outcome(of: failure).verdict == (mayHaveArrived ? .unknown : .retryable))
    }

    @Test func `blocks that Slack dislikes are left out in a second try`() async throws {
        let script = Script<HTTPRequest, HTTPResponse>([
            .success(HTTPResponse(status: 400, body: Array("invalid_blocks".utf8))),
            .success(HTTPResponse(status: 200, body: Array("ok".utf8))),
        ])
        let webhook = SlackWebhook(url: Secret("http://127.0.0.1/services/T0/B0/secret"))
        let outcome = await Notifier.slack(webhook, http: script.client).deliver(.sample(method: .slack))
        #expect(outcome.verdict == .sent)
        #expect(outcome.evidence.contains("invalid_blocks"))
        #expect(script.questions.count == 2)
        let second = String(decoding: try #require(script.questions.last).body, as: UTF8.self)
        #expect(second.contains("\"text\"") && !second.contains("\"blocks\""))
    }

    @Test func `text that Slack dislikes too is refused for good`() async {
        let refusal = Result<HTTPResponse, TransportFailure>.success(
            HTTPResponse(status: 400, body: Array("invalid_payload".utf8)))
        let script = Script<HTTPRequest, HTTPResponse>([refusal, refusal])
        let webhook = SlackWebhook(url: Secret("http://127.0.0.1/services/T0/B0/secret"))
        let outcome = await Notifier.slack(webhook, http: script.client).deliver(.sample(method: .slack))
        #expect(outcome.verdict == .permanent)
    }
}
