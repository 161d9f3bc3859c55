import IncidentCore
import Notifiers
import TestSupport
import Testing
import Transport

/// The mail notifier against a submission server that refuses whatever is not right.
@Suite(.timeLimit(.minutes(5))) struct `Mail to a strict server` {
    private let smtp = SMTPClient.live()

    /// Runs with TLS and a password, as a real one would.
    private static func server(_ plan: String = "") async throws -> StandIn {
        try await .smtp(
            "--strict", "--require-tls", "--require-auth", "--user", "desk", "--password", "s3cret-pw", "--fail", plan,
            "--self-signed")
    }

    private func notifier(
        _ server: StandIn, password: String = "s3cret-pw", trusted: Bool = true, total: Duration = .seconds(20)
    ) -> Notifier {
        let endpoint = EmailEndpoint(
            url: "smtp://localhost:\(server.port)", sender: "Responder Ä <responder@example.com>", username: "desk",
            password: Secret(password),
            caFile: trusted ? server.caFile : nil)
        return .email(
            endpoint, smtp: smtp,
            timeouts: DeliveryTimeouts(connect: .seconds(5), total: total))
    }

    @Test func `a page arrives with the server's reply as its proof`() async throws {
        let server = try await Self.server()
        let outcome = await notifier(server).deliver(.sample())
        #expect(outcome == DeliveryOutcome(.sent, evidence: "250 2.0.0 Stored as 0001.eml"))
        let mail = try #require(try server.receivedMails().first)
        #expect(mail.tls && mail.user == "desk")
        #expect(mail.from == "responder@example.com" && mail.to == ["oncall@example.com"])
        #expect(mail.subject == "[P1] AnalyticsApiDown: Service analytics-api is down (#42)")
        #expect(mail.header("From") == "Responder Ä <responder@example.com>")
        #expect(mail.text?.contains("1 of 3 pods is in CrashLoopBackOff") == true)
        #expect(mail.html?.contains("1 of 3 pods is in CrashLoopBackOff") == true)
    }

    @Test func `the mails of an incident are one thread`() async throws {
        let server = try await Self.server()
        var resolved = Message.sample(event: .resolved)
        resolved.notification.id = 9
        resolved.threadRoot = Message.sample().begunThread(as: "inc-42.7.test@example.com")
        for page in [Message.sample(), resolved] { #expect(await notifier(server).deliver(page).verdict == .sent) }
        let mails = try server.receivedMails()
        #expect(mails.count == 2)
        #expect(mails.last?.header("References") == mails.first?.header("Message-ID"))
        #expect(mails.last?.header("In-Reply-To") == mails.first?.header("Message-ID"))
    }

    @Test func `no hostile text is refused or changes a header`() async throws {
        let server = try await Self.server()
        for text in hostileTexts {
            var page = Message.sample(labels: ["alertname": text, "service": text], summary: text)
            page.incident.title = text
            #expect(await notifier(server).deliver(page).verdict == .sent, "\(text.prefix(40))")
        }
        let mails = try server.receivedMails()
        #expect(mails.count == hostileTexts.count)
        for mail in mails {
            #expect(mail.warnings.isEmpty)
            #expect(mail.to == ["oncall@example.com"])
            #expect(mail.header("Bcc") == nil && mail.headers.count == 12)
            #expect(mail.subject.hasPrefix("[P1] ") && (mail.subject.hasSuffix("(#42)") || mail.subject.hasSuffix("…")))
            #expect(mail.html?.contains("<script>") == false)
        }
    }

    @Test func `more of everything than a mail takes is taken`() async throws {
        let server = try await Self.server()
        for unit in hostileUnits {
            #expect(await notifier(server).deliver(.largest(of: unit)).verdict == .sent, "\(unit)")
            #expect(await notifier(server).deliverBulletin(.largest(of: unit)).verdict == .sent, "\(unit)")
        }
        let mails = try server.receivedMails()
        #expect(mails.count == 2 * hostileUnits.count && mails.allSatisfy { $0.warnings.isEmpty })
        #expect(mails.allSatisfy { $0.text?.contains(" more, ") == true && $0.html?.contains(" more, ") == true })
    }

    @Test func `a server that announces a small SIZE gets the mail in short`() async throws {
        var page = Message.sample()
        let output = String(repeating: "analytics-api-7d9c6b5f4-8hzrp 1/1 Running\n", count: 99)
        page.artifacts = (0..<9).map {
            ArtifactExcerpt(
                collector: "c\($0)", command: "kubectl get pods", outcome: .succeeded, duration: .seconds(1),
                output: output)
        }
        for (limit, isDigest) in [(9_000, false), (30_000, true)] {
            let server = try await StandIn.smtp(
                "--strict", "--require-tls", "--user", "desk", "--password", "s3cret-pw", "--max-size", "\(limit)",
                "--self-signed")
            let outcome =
                isDigest
                ? await notifier(server).deliverBulletin(.largest(of: "a")) : await notifier(server).deliver(page)
            let mails = try server.receivedMails()
            #expect(mails.count == 1 && mails.allSatisfy { $0.bytes <= limit })
            #expect(
                outcome.evidence
                    == "552 5.3.4 Message too big (answer to MAIL); in short: 250 2.0.0 Stored as \(mails.first?.file ?? "")"
            )
        }
    }

    @Test func `greylisting is waited out under one Message-ID`() async throws {
        let server = try await Self.server("rcpt:451x3")
        for _ in 0..<3 {
            let outcome = await notifier(server).deliver(.sample())
            #expect(outcome.evidence == "451 4.3.0 Local error, try again later (answer to RCPT)")
            #expect(outcome.verdict == .retryable)
        }
        #expect(await notifier(server).deliver(.sample()).verdict == .sent)
        #expect(try server.receivedMails().map { $0.header("Message-ID") } == ["<inc-42.7.test@example.com>"])
    }

    @Test func `a lost answer is unknown, and the repeat is the same mail`() async throws {
        let server = try await Self.server("lost")
        #expect(await notifier(server).deliver(.sample()).verdict == .unknown)
        #expect(await notifier(server).deliver(.sample()).verdict == .sent)
        let ids = try server.receivedMails().map { $0.header("Message-ID") }
        #expect(ids == ["<inc-42.7.test@example.com>", "<inc-42.7.test@example.com>"])
    }

    @Test(arguments: [
        ("rcpt:550", DeliveryVerdict.permanent, "550 5.1.1 No such user (answer to RCPT)"),
        ("mail:550", .permanent, "550 5.1.1 No such user (answer to MAIL)"),
        ("end:554", .permanent, "554 5.7.1 Rejected (answer to the message)"),
        ("data:554", .permanent, "554 5.7.1 Rejected (answer to DATA)"),
        ("auth:535", .permanent, "535 5.7.8 Authentication failed (answer to AUTH)"),
        ("auth:454", .retryable, "454 4.7.0 Temporary failure (answer to AUTH)"),
        ("mail:530", .permanent, "530 5.7.0 Authentication required (answer to MAIL)"),
        ("connect:421", .retryable, "421 4.3.2 Service shutting down (answer to the connection)"),
        ("starttls:454", .retryable, "454 4.7.0 Temporary failure (answer to STARTTLS)"),
        ("rcpt:450", .retryable, "450 4.2.1 Mailbox busy (answer to RCPT)"),
        ("rcpt:452", .retryable, "452 4.3.1 Insufficient storage (answer to RCPT)"),
        ("end:452", .retryable, "452 4.3.1 Insufficient storage (answer to the message)"),
    ])
    func `a refusal is quoted and decides`(plan: String, verdict: DeliveryVerdict, evidence: String) async throws {
        let server = try await Self.server(plan)
        let outcome = await notifier(server).deliver(.sample())
        #expect(outcome.verdict == verdict)
        #expect(outcome.evidence == evidence)
        #expect(try server.receivedMails().isEmpty)
    }

    /// One after another on a kept session, and all at once.
    @Test(arguments: [false, true])
    func `of four mailboxes each has a mail and an answer of its own, and one that bounces costs the others nothing`(
        together: Bool
    ) async throws {
        let server = try await StandIn.smtp(
            "--strict", "--require-tls", "--require-auth", "--user", "desk", "--password", "s3cret-pw", "--reject-rcpt",
            "dba@example\\.com", "--self-signed")
        let (notifier, names) = (notifier(server), ["lead", "dba", "security", "chief"])
        @Sendable func deliver(_ name: String) async -> DeliveryOutcome {
            var page = Message.sample(method: .email("\(name)@example.com"))
            page.acknowledgeURL = "https://desk.example.com/acknowledge?token=\(name)"
            return await notifier.deliver(page)
        }
        var outcomes: [String: DeliveryOutcome] = [:]
        if together {
            await withTaskGroup(of: (String, DeliveryOutcome).self) { group in
                for name in names { group.addTask { (name, await deliver(name)) } }
                for await (name, outcome) in group { outcomes[name] = outcome }
            }
        } else {
            for name in names { outcomes[name] = await deliver(name) }
        }
        #expect(
            outcomes["dba"]
                == DeliveryOutcome(.permanent, evidence: "550 5.1.1 No such user (answer to RCPT)", .recipient))
        let mails = try server.receivedMails()
        #expect(Set(mails.map(\.to)) == [["lead@example.com"], ["security@example.com"], ["chief@example.com"]])
        for mail in mails {
            let name = try #require(mail.to.first?.split(separator: "@").first)
            #expect(mail.header("To") == mail.to.first)
            #expect(outcomes[String(name)]?.evidence == "250 2.0.0 Stored as \(mail.file)")
            let links = mail.text?.matches(of: /token=(\w+)/).map(\.1) ?? []
            #expect(Set(links) == [name])
        }
    }

    @Test(arguments: ["connect:drop", "auth:drop", "rcpt:drop", "data:drop", "mail:hang"])
    func `a server that goes away or silent is tried again`(plan: String) async throws {
        let server = try await Self.server(plan)
        #expect(await notifier(server, total: .milliseconds(1500)).deliver(.sample()).verdict == .retryable)
    }

    @Test func `a server that is silent after the message may have taken it`() async throws {
        let server = try await Self.server("end:hang")
        #expect(await notifier(server, total: .milliseconds(1500)).deliver(.sample()).verdict == .unknown)
    }

    @Test func `a wrong password is refused for good and not repeated in the evidence`() async throws {
        let server = try await Self.server()
        let outcome = await notifier(server, password: "wr0ng-pw").deliver(.sample())
        #expect(
            outcome
                == DeliveryOutcome(.permanent, evidence: "535 5.7.8 Authentication failed (answer to AUTH)", .auth))
    }

    @Test(arguments: [(3, DeliveryVerdict.retryable), (16 * 60, .permanent)])
    func `an untrusted certificate is given a quarter of an hour`(seconds: Int, verdict: DeliveryVerdict) async throws {
        let server = try await Self.server()
        var page = Message.sample()
        page.now = page.notification.createdAt + .seconds(seconds)
        let outcome = await notifier(server, trusted: false).deliver(page)
        #expect(outcome.verdict == verdict)
        #expect(outcome.evidence.hasPrefix("certificate not trusted: "))
        #expect(try !server.dialogue().contains("C: AUTH"))
    }

    @Test func `a login that a server has no use for is a failure that says what to do`() async throws {
        let server = try await StandIn.smtp("--require-tls", "--self-signed")
        let outcome = await notifier(server).deliver(.sample())
        #expect(outcome.verdict == .permanent && outcome.obstacle == .auth)
        #expect(
            outcome.evidence
                == "not authenticated: the server offers no AUTH; nothing was sent: name the server and port that a user "
                + "signs in at, such as smtp://HOST:587, or take username and password out of the endpoint")
        #expect(try !server.dialogue().contains("C: MAIL"))
    }

    @Test func `a server without STARTTLS gets nothing`() async throws {
        let server = try await StandIn.smtp("--user", "desk", "--no-starttls", "--auth-without-tls", "--self-signed")
        let outcome = await notifier(server).deliver(.sample())
        #expect(outcome.verdict == .permanent)
        #expect(try !server.dialogue().contains("C: AUTH") && !server.dialogue().contains("C: MAIL"))
    }

    @Test func `a server that is not there is tried again`() async throws {
        let server = try await Self.server()
        let notifier = notifier(server)
        try await server.stop()
        let outcome = await notifier.deliver(.sample())
        #expect(outcome.verdict == .retryable)
        #expect(outcome.evidence.contains("\(server.port)"))
    }
}
