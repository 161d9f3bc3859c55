import Foundation
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(5)))
struct `SMTP over libcurl` {
    private let smtp = SMTPClient.live()
    private static let mail =
        "From: a@example.com\r\nTo: b@example.com\r\nDate: Mon, 23 Nov 2026 06:14:20 +0000\r\n"
        + "Message-ID: <1@example.com>\r\nSubject: s\r\n\r\n"

    private func message(
        _ standIn: StandIn, tls: SMTPMessage.TLSUse = .never, caFile: String? = nil, host: String = "127.0.0.1",
        credentials: SMTPCredentials? = nil, body: String = "text\r\n", recipient: String = "b@example.com",
        connectTimeout: Duration = .seconds(5), timeout: Duration = .seconds(10)
    ) -> SMTPMessage {
        SMTPMessage(
            url: "smtp://\(host):\(standIn.port)", tls: tls, credentials: credentials, caFile: caFile,
            sender: "a@example.com", recipient: recipient, content: Array((Self.mail + body).utf8),
            connectTimeout: connectTimeout, timeout: timeout)
    }

    private func failure(_ message: SMTPMessage) async -> TransportFailure? {
        do {
            _ = try await smtp.send(message)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["text\r\n", ".\r\n", "..\r\n.a\r\n\r\n.\r\nend\r\n", "no line end", "line\r\n.", "\r\n\r\n"])
    func `a body arrives octet by octet, dots and all`(body: String) async throws {
        let standIn = try await StandIn.smtp()
        let reply = try await smtp.send(message(standIn, body: body))
        #expect(reply == SMTPReply(code: 250, text: "2.0.0 Stored as 0001.eml", to: .message))
        let mail = try #require(try standIn.receivedMails().first)
        let sent = Self.mail + body
        // SMTP ends the last line if the text does not.
        let stored = String(decoding: try standIn.content(of: mail), as: UTF8.self)
        #expect(stored == (sent.hasSuffix("\r\n") ? sent : sent + "\r\n"))
    }

    @Test(
        arguments: [
            ("connect:421", 421, .connection), ("mail:451", 451, .mail), ("rcpt:550", 550, .rcpt),
            ("rcpt:451", 451, .rcpt),
            ("data:452", 452, .data), ("end:554", 554, .message), ("end:451", 451, .message),
        ] as [(String, Int, SMTPReply.Stage)])
    func `a refusal at any stage is a reply, and says to what`(
        plan: String, code: Int, stage: SMTPReply.Stage
    ) async throws {
        // Also on a connection that is kept from a message that was taken.
        for isKept in [false, true] where !isKept || stage != .connection {
            let before = isKept ? "\(plan.prefix { $0 != ":" }):slow/0," : ""
            let standIn = try await StandIn.smtp("--fail", before + plan)
            if isKept { #expect(try await smtp.send(message(standIn)).code == 250) }
            let reply = try await smtp.send(message(standIn))
            #expect(reply.code == code && reply.stage == stage)
            #expect(try standIn.receivedMails().count == (isKept ? 1 : 0))
        }
    }

    @Test(arguments: ["connect:drop", "ehlo:drop", "mail:drop", "rcpt:drop", "data:drop"])
    func `a connection lost before the final dot has delivered nothing`(plan: String) async throws {
        let standIn = try await StandIn.smtp("--fail", plan)
        let failure = await failure(message(standIn))
        #expect(failure?.reason == .connectionLost)
        #expect(failure?.mayHaveArrived == false)
    }

    @Test(arguments: ["lost", "end:drop"])
    func `a connection lost after the final dot may have delivered`(plan: String) async throws {
        let standIn = try await StandIn.smtp("--fail", plan)
        let failure = await failure(message(standIn))
        #expect(failure?.reason == .connectionLost)
        #expect(failure?.mayHaveArrived == true)
    }

    /// Longer than a dialogue takes to come to where the server is silent.
    private static let limit = Duration.seconds(5)

    @Test(arguments: [("rcpt:hang", false), ("end:hang", true)])
    func `a silent server is left after the time limit`(plan: String, mayHaveArrived: Bool) async throws {
        let standIn = try await StandIn.smtp("--fail", plan)
        let failure = await failure(message(standIn, timeout: Self.limit))
        #expect(failure?.reason == .timedOut)
        #expect(failure?.mayHaveArrived == mayHaveArrived)
    }

    @Test(arguments: ["connect:hangx4", "data:hangx4", "end:hangx4"])
    func `silent sessions keep no other message waiting`(plan: String) async throws {
        let standIn = try await StandIn.smtp("--fail", plan)
        // Longer than the suite may take.
        let never = Duration.seconds(110)
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<4 {
                group.addTask { try? await smtp.send(message(standIn, connectTimeout: never, timeout: never)).code }
            }
            _ = try await waitUntil("the server is silent to four") {
                // Its log is not there before its first line.
                let lines = ((try? standIn.dialogue()) ?? "").split(separator: "\n")
                return lines.count { $0.contains("scripted \(plan.prefix { $0 != "x" })") } == 4 ? true : nil
            }
            group.addTask { try await smtp.send(message(standIn)).code }
            #expect(try await group.next() == 250)
            // Who is cancelled does not wait for the server.
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test(arguments: [("rcpt:hang", false), ("end:hang", true)])
    func `what is cancelled says whether it may have been delivered`(plan: String, mayHaveArrived: Bool) async throws {
        let standIn = try await StandIn.smtp("--fail", plan)
        let task = Task { await failure(message(standIn, timeout: .seconds(110))) }
        _ = try await waitUntil("the server is silent") {
            ((try? standIn.dialogue()) ?? "").contains("scripted \(plan)") ? true : nil
        }
        task.cancel()
        let ended = await task.value
        #expect(ended?.reason == .cancelled)
        #expect(ended?.mayHaveArrived == mayHaveArrived)
    }

    @Test func `after a reply that did not come in time, the next message has a session of its own`() async throws {
        let standIn = try await StandIn.smtp("--fail", "end:hangx1")
        #expect(await failure(message(standIn, timeout: Self.limit))?.reason == .timedOut)
        #expect(try await smtp.send(message(standIn)).code == 250)
        #expect(try standIn.dialogue().split(separator: "\n").count { $0.contains("C: EHLO") } == 2)
    }

    @Test func `STARTTLS and AUTH are used, and the session is kept`() async throws {
        let standIn = try await StandIn.smtp(
            "--user", "desk", "--password", "secret", "--require-auth", "--require-tls", "--self-signed")
        let message = message(
            standIn, tls: .required, caFile: standIn.caFile,
            credentials: SMTPCredentials(username: "desk", password: "secret"))
        for _ in 0..<2 { #expect(try await smtp.send(message).code == 250) }
        let mails = try standIn.receivedMails()
        #expect(mails.map(\.tls) == [true, true])
        #expect(mails.map(\.user) == ["desk", "desk"])
        #expect(try standIn.dialogue().split(separator: "\n").count { $0.contains("C: AUTH") } == 1)
    }

    @Test func `a wrong password is the server's 535`() async throws {
        let standIn = try await StandIn.smtp("--user", "desk", "--password", "secret", "--self-signed")
        let reply = try await smtp.send(
            message(
                standIn, tls: .required, caFile: standIn.caFile,
                credentials: SMTPCredentials(username: "desk", password: "wrong")))
        #expect(reply == SMTPReply(code: 535, text: "5.7.8 Authentication failed", to: .auth))
    }

    /// A server without AUTH, and one with a mechanism that nobody here knows.
    @Test(arguments: [false, true])
    func `with a user a server that offers no sign-in gets no mail`(offersAnother: Bool) async throws {
        let standIn =
            offersAnother
            ? try await StandIn.smtp(
                "--user", "desk", "--password", "s", "--auth-mechanisms", "X-OTHER", "--self-signed")
            : try await StandIn.smtp("--self-signed")
        var message = message(standIn, tls: .required, caFile: standIn.caFile)
        #expect(try await smtp.send(message).code == 250)
        message.credentials = SMTPCredentials(username: "desk", password: "secret")
        #expect(await failure(message)?.reason == .notAuthenticated)
        #expect(try standIn.receivedMails().count == 1)
    }

    @Test func `without STARTTLS nothing is sent in clear`() async throws {
        let standIn = try await StandIn.smtp("--no-starttls", "--self-signed")
        let failure = await failure(message(standIn, tls: .required, caFile: standIn.caFile))
        #expect(failure?.reason == .tlsNotOffered)
        #expect(try !standIn.dialogue().contains("MAIL FROM"))
    }

    @Test func `a certificate that nobody trusts is refused`() async throws {
        let standIn = try await StandIn.smtp("--self-signed")
        let failure = await failure(message(standIn, tls: .required))
        #expect(failure?.reason == .certificateNotTrusted)
        #expect(failure?.mayHaveArrived == false)
    }

    @Test(arguments: ["b@example.com>\r\nRCPT TO:<c@example.com", "two words@example.com", "nobody"])
    func `a recipient that is no address is refused`(recipient: String) async throws {
        let standIn = try await StandIn.smtp()
        #expect(await failure(message(standIn, recipient: recipient))?.reason == .invalidRequest)
    }
}
