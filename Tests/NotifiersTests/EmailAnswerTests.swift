import IncidentCore
import Notifiers
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(5))) struct `What a mail server's answer means` {
    @Test(arguments: [
        (250, DeliveryVerdict.sent), (251, .sent), (421, .retryable), (450, .retryable), (451, .retryable),
        (454, .retryable), (530, .permanent), (535, .permanent), (538, .permanent), (550, .permanent),
        (552, .permanent),
        (554, .permanent), (354, .unknown),
    ])
    func `the first digit decides`(code: Int, verdict: DeliveryVerdict) {
        let outcome = EmailAnswer.outcome(of: SMTPReply(code: code, text: "5.1.1 words"))
        #expect(outcome.verdict == verdict)
        #expect(outcome.evidence.hasSuffix("\(code) 5.1.1 words"))
    }

    @Test(
        arguments: [
            (SMTPReply.Stage.rcpt, "550 5.1.1 words (answer to RCPT)"),
            (.message, "550 5.1.1 words (answer to the message)"),
            (.connection, "550 5.1.1 words (answer to the connection)"), (nil, "550 5.1.1 words"),
        ] as [(SMTPReply.Stage?, String)])
    func `its evidence says what was refused`(stage: SMTPReply.Stage?, evidence: String) {
        #expect(EmailAnswer.outcome(of: SMTPReply(code: 550, text: "5.1.1 words", to: stage)).evidence == evidence)
    }

    @Test(
        arguments: [
            (552, "5.3.4 too big", .mail, true), (552, "5.3.4 too big", .message, true),
            (552, "too big", .message, true),
            (552, "5.2.3 over the mailbox's limit", .message, true), (550, "5.2.3 RecipSizeLimit", .message, true),
            (552, "5.7.0 this looks dangerous", .message, true), (552, "5.2.2 over quota", .message, false),
            (552, "5.2.2 over quota", .rcpt, false), (552, "over quota", .rcpt, false),
            (452, "4.2.2 over quota", .rcpt, false),
            (452, "4.5.3 too many recipients", .rcpt, false), (554, "5.7.1 rejected", .message, false),
        ] as [(Int, String, SMTPReply.Stage, Bool)])
    func `a mailbox that is full takes no shorter mail either, and a server that finds it too big may`(
        code: Int, text: String, stage: SMTPReply.Stage, isShorter: Bool
    ) async {
        let replies = [SMTPReply(code: code, text: text, to: stage), SMTPReply(code: 250, text: "ok", to: .message)]
        let script = Script<SMTPMessage, SMTPReply>(replies.map { .success($0) })
        let endpoint = EmailEndpoint(url: "smtp://127.0.0.1:25", startTLS: .never, sender: "a@example.com")
        let outcome = await Notifier.email(endpoint, smtp: script.client).deliver(.sample())
        #expect(outcome.verdict == (isShorter ? .sent : code < 500 ? .retryable : .permanent))
        #expect(script.questions.count == (isShorter ? 2 : 1))
    }

    @Test(
        arguments: [
            (550, "5.1.1 no such user", .rcpt, .recipient), (550, "5.1.10 no such user", .message, .recipient),
            (450, "4.2.1 busy", .rcpt, .recipient), (552, "5.2.2 full", .rcpt, .recipient),
            (550, "no such user", .rcpt, .recipient), (450, "busy", .rcpt, .recipient),
            (550, "rejected", .message, .refused), (550, "5.1.1 no such user", .mail, .refused),
            (553, "5.1.8 sender unknown", .rcpt, .refused), (554, "5.7.1 relay access denied", .rcpt, .refused),
            (554, "no service", .rcpt, .refused), (452, "4.3.1 disk full", .rcpt, .unavailable),
            (451, "local error", .rcpt, .unavailable), (421, "closing", .rcpt, .unavailable),
            (530, "5.7.0 sign in", .rcpt, .auth),
        ] as [(Int, String, SMTPReply.Stage, DeliveryObstacle)])
    func `what is about the recipient says nothing of the endpoint`(
        code: Int, text: String, stage: SMTPReply.Stage, obstacle: DeliveryObstacle
    ) {
        #expect(EmailAnswer.outcome(of: SMTPReply(code: code, text: text, to: stage)).obstacle == obstacle)
    }

    @Test(
        arguments: [
            (554, .connection, .retryable), (521, .connection, .retryable), (550, .ehlo, .retryable),
            (550, .helo, .retryable), (554, .mail, .permanent), (554, .data, .permanent), (554, .message, .permanent),
            (554, nil, .permanent),
        ] as [(Int, SMTPReply.Stage?, DeliveryVerdict)])
    func `a server that refuses whoever greets it has refused no mail`(
        code: Int, stage: SMTPReply.Stage?, verdict: DeliveryVerdict
    ) {
        let outcome = EmailAnswer.outcome(of: SMTPReply(code: code, text: "no service", to: stage))
        #expect(outcome.verdict == verdict)
        #expect(outcome.obstacle == (verdict == .retryable ? .unavailable : .refused))
    }

    @Test(arguments: [
        (TransportFailure.Reason.notConnected, DeliveryVerdict.retryable), (.nameNotResolved, .retryable),
        (.timedOut, .retryable), (.connectionLost, .retryable), (.tlsFailed, .retryable), (.cancelled, .retryable),
        (.tlsNotOffered, .permanent), (.notAuthenticated, .permanent), (.invalidRequest, .permanent),
    ])
    func `a failure before the final dot`(reason: TransportFailure.Reason, verdict: DeliveryVerdict) {
        #expect(EmailAnswer.outcome(of: TransportFailure(reason, "words"), age: .zero).verdict == verdict)
    }

    @Test(arguments: [TransportFailure.Reason.connectionLost, .timedOut, .cancelled])
    func `a failure after the final dot is unknown`(reason: TransportFailure.Reason) {
        let failure = TransportFailure(reason, "words", mayHaveArrived: true)
        #expect(EmailAnswer.outcome(of: failure, age: .zero).verdict == .unknown)
    }

    @Test(arguments: [(0, DeliveryVerdict.retryable), (899, .retryable), (900, .permanent)])
    func `a certificate nobody trusts is tried for a quarter of an hour`(seconds: Int, verdict: DeliveryVerdict) {
        let failure = TransportFailure(.certificateNotTrusted, "self-signed certificate")
        #expect(EmailAnswer.outcome(of: failure, age: .seconds(seconds)).verdict == verdict)
    }

    @Test func `a mail that is too big goes once more in short`() async {
        let script = Script<SMTPMessage, SMTPReply>([
            .success(SMTPReply(code: 552, text: "too big")), .success(SMTPReply(code: 250, text: "ok")),
        ])
        let endpoint = EmailEndpoint(url: "smtp://127.0.0.1:25", startTLS: .never, sender: "a@example.com")
        let outcome = await Notifier.email(endpoint, smtp: script.client).deliver(.sample())
        #expect(outcome == DeliveryOutcome(.sent, evidence: "552 too big; in short: 250 ok"))
        #expect(script.questions.count == 2)
        #expect(script.questions[1].content.count < script.questions[0].content.count)
    }

    @Test func `a password is never sent in clear`() async {
        let endpoint = EmailEndpoint(
            url: "smtp://127.0.0.1:25", startTLS: .never, sender: "a@example.com", username: "desk",
            password: Secret("pass-word"))
        let notifier = Notifier.email(endpoint, smtp: .unimplemented)
        #expect(await notifier.deliver(.sample()).verdict == .permanent)
    }

    @Test func `with a password TLS is required even where it is optional`() async {
        let script = Script<SMTPMessage, SMTPReply>([.success(SMTPReply(code: 250, text: "ok"))])
        let endpoint = EmailEndpoint(
            url: "smtp://127.0.0.1:25", startTLS: .opportunistic, sender: "a@example.com", username: "desk",
            password: Secret("pass-word"))
        _ = await Notifier.email(endpoint, smtp: script.client).deliver(.sample())
        #expect(script.questions.map(\.tls) == [.required])
    }

    @Test(arguments: ["nobody", "a@example.com\r\nBcc: x@example.com"])
    func `a recipient that is no address is refused before anything is sent`(address: String) async {
        let page = Message.sample(method: .email(address))
        let endpoint = EmailEndpoint(url: "smtp://127.0.0.1:25", startTLS: .never, sender: "a@example.com")
        let notifier = Notifier.email(endpoint, smtp: .unimplemented)
        #expect(await notifier.deliver(page).verdict == .permanent)
    }
}
