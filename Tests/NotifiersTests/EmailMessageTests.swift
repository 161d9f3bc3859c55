import Foundation
import IncidentCore
import TestSupport
import Testing

@testable import Notifiers

@Suite(.timeLimit(.minutes(5))) struct `A mail` {
    /// Each field once, in the order of the header.
    private static let fieldNames = [
        "From", "To", "Date", "Message-ID", "Subject", "Thread-Index", "Auto-Submitted", "X-Priority", "Importance",
        "X-Incident-Id",
        "MIME-Version", "Content-Type",
    ]

    @Test func `has the fields that a submission server and a thread need`() throws {
        let mail = try RenderedMail(.sample())
        #expect(mail.header["From"] == "\"Responder\" <responder@example.com>")
        #expect(mail.header["To"] == "oncall@example.com")
        #expect(mail.header["Date"] == "Mon, 23 Nov 2026 06:14:20 +0000")
        #expect(mail.header["Message-ID"] == "<inc-42.7.test@example.com>")
        #expect(mail.header["Subject"] == "[P1] AnalyticsApiDown: Service analytics-api is down (#42)")
        #expect(mail.header["X-Incident-Id"] == "42")
        #expect(mail.fieldNames == Self.fieldNames)
    }

    private static let root = ThreadRoot(
        notificationID: 3, messageID: "inc-42.3.test@old.example.com", subject: "[P2] ApiSlow: p99 is 4 s (#42)",
        priority: .p2, beganAt: Timestamp(milliseconds: 1_795_414_457_614))

    @Test func `names the mail that began its conversation as that was known then, and has its subject`() throws {
        var message = Message.sample(event: .resolved)
        message.threadRoot = Self.root
        let mail = try RenderedMail(message)
        #expect(mail.header["In-Reply-To"] == "<inc-42.3.test@old.example.com>")
        #expect(mail.header["References"] == "<inc-42.3.test@old.example.com>")
        #expect(mail.subject == Self.root.subject)
    }

    @Test func `about what is open again begins with that and stays in its conversation`() throws {
        var message = Message.openAgain
        message.threadRoot = Self.root
        message.incident.priority = .p2
        let mail = try RenderedMail(message)
        #expect(mail.header["References"] == "<inc-42.3.test@old.example.com>")
        #expect(mail.subject == Self.root.subject)
        let lines = mail.text.split(separator: "\n")
        let words = "resolved by alice at 06:24 UTC, open again since 06:29 UTC"
        #expect(lines.first?.hasPrefix("P2 incident 42, now fires again, \(words): AnalyticsApiDown") == true)
        #expect(lines.first?.hasSuffix(" – 1 alert fires since 06:29 UTC; nobody has taken it") == true)
        #expect(lines.contains { $0.hasSuffix("2026-11-23 06:29:17 UTC, resolved by alice at 06:24 UTC") })
    }

    @Test func `that is the first itself names none, and its repeat has the subject that it had`() throws {
        var page = Message.sample()
        page.threadRoot = page.begunThread(as: "inc-42.7.test@example.com")
        page.incident.title = "another"
        page.incident.priority = .p1
        let mail = try RenderedMail(page)
        #expect(mail.header["References"] == nil)
        #expect(mail.subject == "[P1] AnalyticsApiDown: Service analytics-api is down (#42)")
        #expect(page.begunThread(as: "inc-42.7.test@example.com") == page.threadRoot)
        #expect(page.begunThread(as: nil) == nil)
    }

    @Test(
        arguments: [
            (.update, .p1, "Incident 42 (was P2), now: AnalyticsApiDown: "),
            (.page, .p3, "P3 incident 42 (was P2), now: AnalyticsApiDown: "),
            (.page, .p2, "P2 incident 42, now: AnalyticsApiDown: "),
        ] as [(NotificationEvent, Priority, String)])
    func `says in its first line what its subject does not`(
        event: NotificationEvent, priority: Priority, beginning: String
    ) throws {
        var message = Message.sample(event: event)
        message.incident.priority = priority
        message.threadRoot = Self.root
        let mail = try RenderedMail(message)
        #expect(mail.subject == Self.root.subject)
        #expect(mail.text.hasPrefix(beginning), "\(mail.text.prefix(100))")
    }

    @Test func `keeps in Outlook's index when its conversation began, and how much later it is`() throws {
        let first = try RenderedMail(.sample())
        let index = try #require(Data(base64Encoded: first.header["Thread-Index"] ?? ""))
        #expect(index.count == 22)
        #expect(Array(index.prefix(6)) == Self.fileTimeBeginning)
        var later = Message.sample(event: .resolved)
        later.notification.id = 9
        later.notification.createdAt = later.notification.createdAt + .seconds(3600)
        later.threadRoot = Message.sample().begunThread(as: "inc-42.7.test@example.com")
        let mail = try RenderedMail(later)
        let child = try #require(Data(base64Encoded: mail.header["Thread-Index"] ?? ""))
        #expect(child.count == 27 && child.prefix(22) == index && mail.threadGUID == first.threadGUID)
        // An hour in units of 2^18 tenths of a microsecond.
        #expect(Array(child.suffix(5)) == [0, 2, 24, 113, 9])
    }

    /// (1_795_414_457_614 ms * 10_000 + 116_444_736_000_000_000) >> 16
    private static let fileTimeBeginning: [UInt8] = [1, 221, 123, 17, 222, 243]

    @Test(arguments: [
        (Priority.p1, NotificationEvent.page, true), (.p2, .page, true), (.p3, .page, false), (.p1, .resolved, false),
        (.p2, .update, true),
    ])
    func `is marked urgent when somebody must act soon`(priority: Priority, event: NotificationEvent, urgent: Bool)
        throws
    {
        var page = Message.sample(event: event)
        page.incident.priority = priority
        #expect((try RenderedMail(page).header["X-Priority"] == "1") == urgent)
    }

    @Test(arguments: hostileTexts)
    func `keeps its shape whatever an alert says`(text: String) throws {
        let labels: Labels = ["alertname": text, "namespace": text, "service": text]
        var page = Message.sample(labels: labels, summary: text)
        page.findings = [Finding(collector: text, level: .critical, text: text)]
        page.artifacts = [
            ArtifactExcerpt(collector: text, command: text, outcome: .failed, duration: .seconds(1), output: text)
        ]
        page.nextSteps = [NextStep(procedure: text, title: text, command: text)]
        page.notification.reason = text
        page.notification.contact = text
        page.incident.title = text
        let mail = try RenderedMail(page)
        #expect(mail.fieldNames == Self.fieldNames)
        #expect(mail.content.allSatisfy { $0 < 0x80 && $0 != 0 })
        #expect(mail.lines.allSatisfy { $0.utf8.count <= 998 })
        #expect(!mail.lines.contains { $0.contains("\r") || $0.contains("\n") })
        #expect(mail.partTypes == ["text/plain", "text/html"])
        #expect(!mail.html.contains("<script>"))
        #expect(!mail.html.contains("<img"))
        #expect(!mail.html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
        #expect(!mail.text.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `has the program's name as its sender's where the tables give none`() throws {
        #expect(
            try RenderedMail(.sample(), from: "desk@example.com").header["From"] == "\"responder\" <desk@example.com>")
    }

    private static func expectInOrder(_ expected: [String], in text: String) throws {
        var rest = text[...]
        for words in expected {
            let range = try #require(rest.firstRange(of: words), "\(words) is missing or out of order")
            rest = rest[range.upperBound...]
        }
    }

    @Test func `says what to do first, then what speaks for it, then the evidence`() throws {
        let mail = try RenderedMail(.sample())
        let inOrder = [
            "P1 incident 42: 1 alert fires since 06:14 UTC and nobody has taken it – AnalyticsApiDown: Service",
            "Acknowledge", "Open incident 42", "What was found", "critical: 1 of 3 pods is in CrashLoopBackOff",
            "nothing of this was run", "kubectl rollout undo deployment/analytics-api", "Who was told",
            "as On-Call Engineer", "Links", "Runbook", "Dashboard", "Diagnostics", "pods: succeeded in 0.4 s",
            "$ kubectl get pods -n llm-analytics-hub", "CrashLoopBackOff 7", "All of this output", "Firing alerts",
            "AnalyticsApiDown (P1) since 2026-11-23 06:14:17 UTC", "llm-analytics-hub", "P1 (rule service-down)",
        ]
        for text in [mail.text, mail.html] { try Self.expectInOrder(inOrder, in: text) }
        try Self.expectInOrder(
            [
                "\nAcknowledge: https://desk.example.com/ack",
                "\nOpen incident 42: https://desk.example.com/incidents/42",
                "\n* You: step 1 of policy \"critical\", as On-Call Engineer\n",
                "\nRunbook: https://runbooks.example.com/p1-service-down",
                "\nAll of this output: https://desk.example.com/artifacts/9",
            ], in: mail.text)
    }

    @Test func `says of a collector that was not run no time that it took`() throws {
        var message = Message.sample()
        message.artifacts = [
            ArtifactExcerpt(
                collector: "pods", command: "kubectl get pods", outcome: .failed, duration: .zero,
                output: "the Kubernetes API server did not answer at 08:30, so it was not asked\n", outputURL: nil)
        ]
        let text = try RenderedMail(message).text
        #expect(text.contains("pods: not run") && text.contains("so it was not asked"), "\(text)")
        #expect(!text.contains("failed after"))
    }

    @Test func `links a dashboard of our Grafana in the incident's time`() throws {
        var message = Message.sample()
        message.dashboards = GrafanaServer(url: "https://grafana.example.com").dashboards(for: message.incident)
        let began = message.incident.openedAt.milliseconds - 900_000
        let text = try RenderedMail(message).text
        #expect(text.contains("https://grafana.example.com/d/analytics-api?from=\(began)&to=now\n"), "\(text)")
    }

    @Test func `that tells of others has all of its own before them, with its links at the top`() throws {
        var message = Message.sample()
        message.others = (0..<87).map { number in
            var incident = message.incident
            (incident.id, incident.priority, incident.title) = (Int64(100 + number), .p3, "Backlog grows")
            return AlsoTold(incident, event: .page, url: "https://desk.example.com/incidents/\(100 + number)")
        }
        let mail = try RenderedMail(message)
        for text in [mail.text, mail.html] {
            try Self.expectInOrder(
                [
                    "and 87 more incidents", "it alone (#42)", "acknowledge?token=t0k",
                    "https://desk.example.com/incidents/42", "1 of 3 pods is in CrashLoopBackOff",
                    "kubectl rollout undo", "87 more incidents, held back in a storm", "#100 P3 Backlog grows",
                    "more, on the list of incidents", "https://runbooks.example.com/p1-service-down",
                    "CrashLoopBackOff 7", "Firing alerts",
                ], in: text)
        }
        #expect(
            mail.text.contains(
                "\n* #100 P3 Backlog grows: nobody has taken it https://desk.example.com/incidents/100\n"))
        #expect(mail.html.contains("<li><a href=\"https://desk.example.com/incidents/100\">#100 P3 Backlog grows: "))
    }

    @Test(arguments: NotificationEvent.allCases, [Priority.p1, .p4])
    func `can be read on whatever it is shown: a colour comes with a background that it stands out from`(
        event: NotificationEvent, priority: Priority
    ) throws {
        var message = Message.sample(event: event)
        message.incident.priority = priority
        let styles = try RenderedMail(message).html.matches(of: /style="([^"]*)"/).map { match in
            Dictionary(
                match.1.split(separator: ";").map { $0.split(separator: ":").map(String.init) }.map { ($0[0], $0[1]) },
                uniquingKeysWith: { $1 })
        }
        #expect(styles.count > 5)
        for style in styles {
            guard let text = style["color"] else {
                #expect(style["background"] == nil, "\(style)")
                continue
            }
            let background = try #require(style["background"], "\(style)")
            #expect(try Color(text).contrast(with: Color(background)) >= 4.5, "\(style)")
        }
    }

    @Test func `is made for phones and for dark screens, and has its link as a button near the top`() throws {
        let html = try RenderedMail(.sample()).html
        #expect(html.contains(#"<meta name="viewport" content="width=device-width, initial-scale=1">"#))
        #expect(html.contains(#"<meta name="color-scheme" content="light dark">"#))
        let button = try #require(html.firstMatch(of: #/<a href="https://desk[^"]*token=t0k" style="([^"]*)">Ack/#))
        // 44 pixels.
        #expect(button.1.contains("line-height:22px;padding:11px") && button.1.contains("background"))
        let findings = try #require(html.firstRange(of: "<h2 style"))
        #expect(button.range.lowerBound < findings.lowerBound)
    }

    @Test func `asks for a confirmation in its first lines, under the subject of its conversation`() throws {
        var message = Message.sample()
        message.incident.status = .acknowledged
        message.incident.acknowledgedBy = "On-Call Engineer"
        message.incident.acknowledgedAt = message.incident.openedAt + .seconds(60)
        message.incident.taking = Taking(
            covered: ["AnalyticsApiDown"], unconfirmed: ["DbDown"],
            confirmBy: message.incident.openedAt + .seconds(660))
        message.notification.reason = "DbDown joined after On-Call Engineer had taken it"
        let mail = try RenderedMail(message)
        #expect(mail.subject == "[P1] AnalyticsApiDown: Service analytics-api is down (#42)")
        #expect(mail.text.hasPrefix("P1 incident 42: Confirm DbDown by 06:25 UTC, or escalation goes on; new in the "))
        for text in [mail.text, mail.html] {
            try Self.expectInOrder(
                [
                    "Confirm DbDown by 06:25 UTC", "DbDown joined after On-Call Engineer",
                    "You are asked to confirm by 06:25 UTC", "escalation goes on", "Confirm", "What was found",
                ], in: text)
        }
        #expect(mail.text.contains("\nConfirm: https://desk.example.com/acknowledge?token=t0k\n"))
        #expect(mail.html.contains(">Confirm</a>"))
        let slack = SlackMessage(message)
        #expect(slack.blocks?.first?.text?.text == "P1 · incident 42 · to confirm by 06:25 UTC")
        #expect(slack.text.hasPrefix("[P1] Confirm DbDown by 06:25 UTC"))
        #expect(slack.blocks?[3].text?.text.contains("You are asked to confirm by") == true)
    }

    @Test func `of a page is short whatever was captured, with the lines that findings speak of`() throws {
        var page = Message.sample()
        let rows = (1...400).map { "analytics-api-7d9c6b5f4-\($0)   1/1   Running   0   11m   10.42.3.\($0 % 250)" }
        let output = (["NAME   READY   STATUS"] + rows).joined(separator: "\n")
        page.artifacts = (0..<12).map {
            ArtifactExcerpt(
                collector: "c\($0)", command: "kubectl get pods -n llm-analytics-hub -o wide", outcome: .succeeded,
                duration: .seconds(1), output: output, outputURL: "https://desk.example.com/artifacts/\($0)")
        }
        page.findings = [
            Finding(collector: "c3, c4", level: .critical, text: "pod analytics-api-7d9c6b5f4-333 is not ready")
        ]
        page.alerts = (0..<40).map { number in
            var occurrence = page.alerts[0]
            occurrence.id = Int64(number)
            return occurrence
        }
        page.incident.firingCount = 40
        let mail = try RenderedMail(page)
        #expect(mail.content.count < 20_000)
        for text in [mail.text, mail.html] {
            #expect(text.ranges(of: "7d9c6b5f4-333   1/1").count == 2)
            #expect(text.contains("lines left out"))
            #expect(text.contains("and 34 more"))
        }
        let diagnostics = mail.text[try #require(mail.text.firstRange(of: "\nDiagnostics\n")).upperBound...]
        for part in diagnostics.components(separatedBy: "    $ kubectl").dropFirst() {
            #expect(part.components(separatedBy: "\n").filter { $0.contains("1/1") }.count <= 15)
        }
    }

    @Test func `that must stay short quotes few collectors, and whole lines`() throws {
        var page = Message.sample()
        let row = "analytics-api-7d9c6b5f4-2xkqv   0/1     CrashLoopBackOff   7 (1m ago)   3d"
        let rows = (1...40).map { "analytics-api-7d9c6b5f4-\($0)   1/1     Running   0   3d" }
        let output = (["NAME   READY   STATUS   RESTARTS   AGE", row] + rows).joined(separator: "\n")
        page.artifacts = (0..<18).map { (id: Int64) in
            ArtifactExcerpt(
                id: id, collector: "c\(id)", command: String(repeating: "kubectl get pods ", count: 20),
                outcome: .succeeded, duration: .seconds(1), output: output,
                outputURL: "https://desk.example.com/artifacts/\(id)")
        }
        page.findings = [16, 2].map {
            Finding(
                collector: "c\($0)", level: .critical, text: "pod \($0) is in state CrashLoopBackOff", lines: [2],
                artifactID: Int64($0))
        }
        let lines = try RenderedMail(page).text.components(separatedBy: "\n")
        #expect(lines.count { $0.hasSuffix(row) } == 2)
        #expect(lines.count { $0.contains("All of this output") } == 2)
        #expect(lines.contains("* c0: succeeded in 1.0 s, on the incident's page"))
        let all = Set(output.components(separatedBy: "\n"))
        for line in lines where line.contains("analytics-api-7d9c6b5f4-") {
            #expect(all.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)")
        }
    }

    @Test func `counts the alerts that fire, and not how often each came back, in a mail and in Slack`() throws {
        var page = Message.sample()
        (page.incident.firingCount, page.incident.occurrenceCount) = (2, 5)
        #expect(try RenderedMail(page).text.contains(/Alerts: +2 firing\n/))
        let fields = (SlackMessage(page).blocks ?? []).flatMap { $0.fields ?? [] }
        #expect(fields.map(\.text).contains("*Alerts*\n2 firing"))
    }

    @Test(arguments: [NotificationEvent.acknowledged, .resolved])
    func `that ends an incident shows no next steps`(event: NotificationEvent) throws {
        let mail = try RenderedMail(.sample(event: event))
        #expect(!mail.text.contains("rollout undo"))
        #expect(!mail.text.contains("Acknowledge:"))
        #expect(mail.text.contains("https://desk.example.com/incidents/42"))
    }

    @Test(arguments: [
        "javascript:alert(1)", "data:text/html,x", "https://evil.example/\" onclick=\"x", "https://a b",
        "file:///etc/passwd",
        "https://", "HTTPS:///path", "https://evil.example/<script>", "https://e\u{301}.example",
        "\nhttps://evil.example",
    ])
    func `offers no link that is not a plain web address`(url: String) throws {
        var page = Message.sample()
        page.alerts[0].alert.annotations = ["runbook_url": url]
        page.alerts[0].alert.generatorURL = url
        let mail = try RenderedMail(page)
        #expect(!mail.text.contains("Runbook:"))
        #expect(!mail.text.contains("Expression:"))
    }
}
