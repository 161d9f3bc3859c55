import IncidentCore
import Notifiers
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `A mail` {
    /// Each field once, in the order of the header.
    private static let fieldNames = [
        "From", "To", "Date", "Message-ID", "Subject", "Auto-Submitted", "Precedence", "X-Priority", "Importance",
        "X-Incident-Id", "MIME-Version", "Content-Type",
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

    @Test func `refers to the first mail of its incident`() throws {
        var page = Message.sample(event: .resolved)
        page.threadRootNotificationID = 3
        let mail = try RenderedMail(page)
        #expect(mail.header["In-Reply-To"] == "<inc-42.3.test@example.com>")
        #expect(mail.header["References"] == "<inc-42.3.test@example.com>")
        #expect(mail.header["Subject"] == "[P1] AnalyticsApiDown: Service analytics-api is down (#42)")
    }

    @Test func `that is the first itself refers to none`() throws {
        var page = Message.sample()
        page.threadRootNotificationID = page.notification.id
        #expect(try RenderedMail(page).header["References"] == nil)
    }

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

    @Test func `says the findings first, then everything that somebody needs at night`() throws {
        let mail = try RenderedMail(.sample())
        let inOrder = [
            "P1 incident 42", "critical: 1 of 3 pods is in CrashLoopBackOff",
            "Acknowledge: https://desk.example.com/ack",
            "Incident: https://desk.example.com/incidents/42", "Runbook: https://runbooks.example.com/p1-service-down",
            "Dashboard: https://grafana.example.com/d/analytics-api", "P1 (rule service-down)",
            "AnalyticsApiDown (P1) since",
            "Service analytics-api is down", "llm-analytics-hub", "pods: succeeded in 0.4 s",
            "$ kubectl get pods -n llm-analytics-hub", "CrashLoopBackOff 7", "nothing of this was run",
            "kubectl rollout undo deployment/analytics-api", "step 1 of policy \"critical\", as On-Call Engineer",
        ]
        var rest = mail.text[...]
        for expected in inOrder {
            let range = try #require(rest.firstRange(of: expected), "\(expected) is missing or out of order")
            rest = rest[range.upperBound...]
        }
        for expected in inOrder where !expected.contains("://") && !expected.contains("\"") {
            #expect(mail.html.contains(expected))
        }
    }

    @Test(arguments: [NotificationEvent.acknowledged, .resolved])
    func `that ends an incident shows no next steps`(event: NotificationEvent) throws {
        let mail = try RenderedMail(.sample(event: event))
        #expect(!mail.text.contains("rollout undo"))
        #expect(!mail.text.contains("Acknowledge:"))
        #expect(mail.text.contains("https://desk.example.com/incidents/42"))
    }

    @Test(arguments: ["=", "&", "\"", "🚨", "a", "\n"])
    func `stays below five megabytes whatever the collectors wrote`(unit: String) throws {
        var page = Message.sample()
        let output = String(repeating: unit, count: 256 * 1024)
        page.artifacts = (0..<40).map {
            ArtifactExcerpt(
                collector: "c\($0)", command: "c", outcome: .succeeded, duration: .zero, output: output)
        }
        let mail = try RenderedMail(page)
        #expect(mail.content.count <= EmailMessage.limitBytes)
        #expect(mail.text.contains("bytes left out"))
        #expect(mail.text.contains("c39: succeeded"))
    }

    @Test func `without output still names the collectors`() throws {
        let mail = try RenderedMail(.sample(), withOutput: false)
        #expect(mail.text.contains("pods: succeeded"))
        #expect(!mail.text.contains("CrashLoopBackOff 7"))
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
