import IncidentCore
import TestSupport
import Testing

@testable import Notifiers

/// What stands in the first screen of a mail, and in the first characters of its text.
@Suite("The head of a mail", .timeLimit(.minutes(5)))
struct MailHeadTests {
    /// A page with a long log, in which findings rest on lines far apart.
    private static var pageWithLog: Message {
        var page = Message.sample()
        let log = (1...473).map { number in
            "2026-11-23T06:14:\(number % 60)Z "
                + ([118, 301].contains(number)
                    ? "ERROR failed to start: column \"tenant_id\" does not exist (migration 0042 missing)"
                    : "INFO  connecting to timescaledb:5432, attempt \(number) of this container since it was started")
        }
        page.artifacts.append(
            ArtifactExcerpt(
                id: 12, collector: "logs", command: "kubectl logs -n llm-analytics-hub -l app=analytics-api",
                outcome: .succeeded, duration: .seconds(1), output: log.joined(separator: "\n") + "\n",
                outputURL: "https://desk.example.com/artifacts/12"))
        page.findings = [
            Finding(
                collector: "logs", level: .critical, text: "database migration 0042 is missing", lines: [301],
                artifactID: 12),
            Finding(
                collector: "pods", level: .critical, text: "pod analytics-api-7d9c6b5f4-8hzrp is in CrashLoopBackOff"),
            Finding(collector: "deployments", level: .warning, text: "deployment analytics-api has 1 of 3 replicas"),
            Finding(collector: "events", level: .warning, text: "Back-off restarting failed container"),
            Finding(
                collector: "rollout-history", level: .info,
                text: "analytics-api: revision 7 -> 8 since 2026-11-23 06:10 UTC", isChanged: true),
        ]
        page.changes = [page.findings[4]]
        page.told = [
            ToldContact(contact: "On-Call Engineer", method: "pagerduty", outcome: .delivered(page.now - .seconds(1))),
            ToldContact(contact: "On-Call Engineer", method: "email to oncall@example.com", outcome: .thisMessage),
            ToldContact(contact: "Database Admin", method: "slack #database", outcome: .spooled),
        ]
        page.coming = ["policy \"critical\", round 1 of 5, step 2 of 3: DevOps Lead at 2026-11-23 06:19:17 UTC"]
        return page
    }

    /// Ages in what a collector wrote count from when it wrote that.
    @Test(arguments: [(0, "as of 06:13 UTC"), (900, "as of 05:58 UTC to 06:13 UTC")])
    func `says as of when that holds which was found, and so do Slack and PagerDuty`(
        seconds: Int, words: String
    ) throws {
        var page = Message.sample()
        let last = page.now - .seconds(75)
        page.foundAt = (last - .seconds(seconds))...last
        let mail = try RenderedMail(page)
        #expect(mail.text.contains("What was found (\(words))"), "\(mail.text.prefix(2000))")
        let texts = SlackMessage(page).blocks?.compactMap(\.text?.text) ?? []
        #expect(texts.contains { $0.hasPrefix("What was found, \(words):\n• critical: ") }, "\(texts)")
        let event = String(decoding: PagerDutyEvent.render(page, routingKey: "k"), as: UTF8.self)
        #expect(event.contains("\"\(words)\",\"critical: 1 of 3 pods"), "\(event)")
    }

    @Test func `holds within two thousand characters all that matters, and the mail is short though the log is long`()
        throws
    {
        let mail = try RenderedMail(Self.pageWithLog)
        #expect(mail.content.count < 40_000)
        let head = mail.text.prefix(2000)
        for words in [
            "P1 incident 42: 1 alert fires since 06:14 UTC and nobody has taken it – AnalyticsApiDown: Service",
            "\nAcknowledge: https://desk.example.com/acknowledge?token=t0k\n",
            "\n* critical: database migration 0042 is missing (logs)\n",
            "\n* changed: analytics-api: revision 7 -> 8 since 06:10 UTC (rollout-history)\n",
            "\n* and 2 more, on the incident's page\n",
            "\n    kubectl rollout undo deployment/analytics-api -n llm-analytics-hub\n",
            "\n* On-Call Engineer by pagerduty: delivered at 06:14 UTC\n",
            "\n* On-Call Engineer by email to oncall@example.com: this message\n",
            "\n* Database Admin by slack #database: written to the spool, which reaches nobody\n",
            "\n* Next: policy \"critical\", round 1 of 5, step 2 of 3: DevOps Lead at 06:19 UTC\n",
        ] {
            #expect(head.contains(words), "\(words)\n\(head)")
        }
        #expect(!head.contains("sent"))
    }

    @Test func `comes before excerpts of at most fifteen lines around those that findings rest on`() throws {
        let text = try RenderedMail(Self.pageWithLog).text
        let excerpt = text[try #require(text.firstRange(of: "$ kubectl logs")).lowerBound...].prefix { $0 != "\u{0}" }
        let lines = excerpt.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("    ") }
        let shown = lines.filter { !$0.contains("left out …]") }
        #expect((3...15).contains(shown.count))
        #expect(shown.contains { $0.contains("migration 0042") })
        // Whole, and what stands beside the line that was found.
        for number in [300, 302] {
            #expect(shown.contains { $0.hasSuffix("attempt \(number) of this container since it was started") })
        }
        #expect(text.contains("\nAll of this output: https://desk.example.com/artifacts/12\n"))
    }

    @Test(arguments: hostileUnits)
    func `stays within two thousand characters whatever there is to say, with a next step and the link`(unit: String)
        throws
    {
        var message = Message.largest(of: unit)
        message.others = []
        let text = try RenderedMail(message).text
        let head = text[
            ..<(try #require(text.firstRange(of: "\nLinks\n") ?? text.firstRange(of: "\nLeft out\n")).lowerBound)]
        #expect(head.count <= 2000, "\(head.count)")
        for words in [
            "acknowledge?token=t0k", "and 997 more, on", "Next steps", "Who was told", "more, on the incident's page",
        ] {
            #expect(head.contains(words), "\(words)")
        }
    }

    @Test(arguments: [
        ("Europe/Berlin", "07:14 Europe/Berlin", "2026-11-23 07:14:17 Europe/Berlin", "07:19 Europe/Berlin"),
        (
            "America/New_York", "01:14 America/New_York", "2026-11-23 01:14:17 America/New_York",
            "01:19 America/New_York"
        ),
    ])
    func `has every time of the mail by its reader's clock`(zone: String, since: String, opened: String, next: String)
        throws
    {
        var page = Self.pageWithLog
        page.clock = try #require(LocalClock(timeZone: zone))
        page.alerts[0].alert.annotations = Labels([
            .init(name: "summary", value: "down since 2026-11-23 06:14:17 UTC")
        ])
        let mail = try RenderedMail(page)
        for text in [mail.text, mail.html] {
            for words in [
                "fires since \(since) and", "since \(opened)", "DevOps Lead at \(next)",
                // A program's words stay as they are.
                "down since 2026-11-23 06:14:17 UTC",
            ] {
                #expect(text.contains(words), "\(words)\n\(text)")
            }
            #expect(!text.replacing("down since 2026-11-23 06:14:17 UTC", with: "").contains(" UTC"))
        }
    }

    @Test func `says of what is elsewhere that it is, behind what the alert is about and in no lead`() throws {
        var page = Message.sample()
        var other = Finding(
            collector: "pods", level: .critical, text: String(repeating: "2 pods of web are in state Error ", count: 9))
        other.elsewhere = "elsewhere in llm-analytics-hub"
        page.findings = Finding.merged([other, Finding(collector: "db", level: .warning, text: "the pool is full")])
        let mail = try RenderedMail(page)
        let own = try #require(mail.text.firstRange(of: "warning: the pool is full"))
        let beside = try #require(mail.text.firstRange(of: "elsewhere in llm-analytics-hub: critical: 2 pods of web"))
        #expect(own.upperBound < beside.lowerBound)
        #expect(page.summary(withFindingWithin: 1024, in: .scalars).hasSuffix(" – the pool is full"))
        page.findings = [other]
        #expect(page.summary(withFindingWithin: 1024, in: .scalars) == page.summary)
    }

    @Test func `says in its subject how many alerts fire`() throws {
        var page = Message.sample()
        page.incident.firingCount = 500
        let line = "500 alerts AnalyticsApiDown in llm-analytics-hub: Service analytics-api is down, and 499 more (#42)"
        #expect(try RenderedMail(page).subject == "[P1] \(line)")
        #expect(page.summary == "[P1] \(line)")
    }

    @Test(arguments: [true, false]) func `says that diagnostics still run while they do`(isBeingDiagnosed: Bool) throws
    {
        var page = Message.sample()
        (page.findings, page.isBeingDiagnosed) = ([], isBeingDiagnosed)
        let mail = try RenderedMail(page)
        for text in [mail.text, mail.html] {
            #expect(text.contains("Diagnostics still run; what they find follows.") == isBeingDiagnosed)
        }
    }

    @Test(arguments: NotificationEvent.allCases)
    func `is not the sentence of the subject, and no program is told to put the mail off`(event: NotificationEvent)
        throws
    {
        let mail = try RenderedMail(.sample(event: event))
        let first = mail.text.prefix { $0 != "\n" }
        #expect(!mail.subject.contains(first) && !first.contains(mail.subject))
        #expect(mail.header["Precedence"] == nil && mail.header["Auto-Submitted"] == "auto-generated")
    }
}
