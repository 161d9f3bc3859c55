import Foundation
import IncidentCore
import Logging
import Notifiers
import Synchronization
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(5))) struct `Choosing the way out` {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)/spool")

    private func notifiers(_ endpoints: Endpoint..., http: HTTPClient = .unimplemented) -> Notifiers {
        Notifiers(
            NotifierDefinition.registered, endpoints: endpoints,
            effects: NotifierEffects(http: http, smtp: .unimplemented), spoolDirectory: folder.path,
            logger: Logger(label: "test"))
    }

    private func files(_ kind: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: kind).path)
    }

    @Test(arguments: [
        (ContactMethod.email, "incident-42-notification-7.eml"), (.pagerduty, "incident-42-notification-7.json"),
        (.slack, "incident-42-notification-7.json"), (.webhook, "incident-42-notification-7.json"),
    ])
    func `without credentials a message goes to the spool`(method: ContactMethod, file: String) async throws {
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        let notifiers = notifiers(Endpoint(method.endpoint, hasCredential: false))
        let kind = method.notifier.rawValue
        for _ in 0..<2 {
            let outcome = await notifiers.deliver(.sample(method: method))
            let evidence = "written to the spool, not sent: spool/\(kind)/\(file)"
            #expect(outcome == DeliveryOutcome(.sent, evidence: evidence, isSpooled: true))
        }
        #expect(try files(kind) == [file])
    }

    @Test func `a spooled mail is the mail that would be sent`() async throws {
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        _ = await notifiers(
            Endpoint(
                .email, settings: EndpointSettings(texts: ["from": "Responder <responder@example.com>"]),
                hasCredential: false)
        ).deliver(.sample())
        let path = folder.appending(path: "email/incident-42-notification-7.eml").path
        let spooled = try #require(FileManager.default.contents(atPath: path))
        #expect(Array(spooled) == (try RenderedMail(.sample()).content))
    }

    @Test func `a spooled event has no routing key`() async throws {
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        _ = await notifiers(Endpoint(.pagerduty, hasCredential: false)).deliver(.sample(method: .pagerduty))
        let path = folder.appending(path: "pagerduty/incident-42-notification-7.json").path
        let spooled = try #require(FileManager.default.contents(atPath: path))
        #expect(String(decoding: spooled, as: UTF8.self).contains(#""routing_key":"<redacted>""#))
    }

    @Test(arguments: [("", "not a directory"), ("email", "file exists")])
    func `a spool that cannot be written is tried again, and says where, why and what to do`(
        name: String, reason: String
    ) async throws {
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        let file = name.isEmpty ? folder : folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: file)
        let outcome = await notifiers(Endpoint(.email, hasCredential: false)).deliver(.sample())
        #expect(
            outcome
                == DeliveryOutcome(
                    .retryable,
                    evidence: "cannot write to the spool: \(folder.path)/email: \(reason); "
                        + "move away what stands there in place of a folder or file of ours", .unavailable))
    }

    @Test func `a spooled message that cannot replace what stands there says so`() async throws {
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        let file = folder.appending(path: "email/incident-42-notification-7.eml")
        try FileManager.default.createDirectory(
            at: file.appending(path: "something"), withIntermediateDirectories: true)
        let outcome = await notifiers(Endpoint(.email, hasCredential: false)).deliver(.sample())
        #expect(outcome.verdict == .retryable)
        #expect(outcome.evidence.hasPrefix("cannot write to the spool: \(file.path): is a directory; move away "))
    }

    @Test func `what goes to the spool is said at start`() {
        let notifiers = notifiers(
            Endpoint(.email, hasCredential: false), .withKey, Endpoint(.slack, hasCredential: false),
            .withWebhook("#web", "https://127.0.0.1/s"))
        #expect(notifiers.endpoints == [.email, .pagerduty, .slack, EndpointID(.slack, "#web")])
        #expect(
            notifiers.warnings == [
                "email has no credentials: messages are written to \(folder.path)/email",
                "slack #database has no credentials: messages are written to \(folder.path)/slack",
            ])
    }

    @Test(arguments: [ContactMethod.slack, .pagerduty, ContactMethod(EndpointID(NotifierKind("fax")), address: "7")])
    func `an endpoint that is not there is refused, so that the next method is tried`(method: ContactMethod) async {
        let outcome = await notifiers(Endpoint(.email, hasCredential: false)).deliver(.sample(method: method))
        #expect(
            outcome
                == DeliveryOutcome(
                    .permanent, evidence: "endpoint \"\(method.endpoint.text)\" is not in routes/endpoints.yaml",
                    .noEndpoint))
    }

    @Test func `each channel has its own webhook`() async {
        let script = Script<HTTPRequest, HTTPResponse>([.success(HTTPResponse(status: 200, body: Array("ok".utf8)))])
        let notifiers = notifiers(
            .withWebhook("#database", "https://127.0.0.1/services/a/b/database"),
            .withWebhook("#web", "https://127.0.0.1/services/a/b/web"), http: script.client)
        _ = await notifiers.deliver(.sample(method: .slack))
        #expect(script.questions.map(\.url) == ["https://127.0.0.1/services/a/b/database"])
    }
}

/// The other side quotes our secrets back at us in every way it can.
@Suite(.timeLimit(.minutes(5))) struct `No secret leaves` {
    private static let key = "0123456789abcdef0123456789abcdef"
    private static let webhook = "https://hooks.example.com/services/T024BE7LH/B0XYZ/Xq3sVbN7tokenZ"
    private static let password = "pa55-w0rd!"

    private let endpoints = [
        Endpoint(
            .email,
            settings: EndpointSettings(
                texts: ["smtp": "smtp://127.0.0.1:25", "username": "desk"],
                secrets: ["password": Secret(password)]), hasCredential: true),
        Endpoint(
            .pagerduty, settings: EndpointSettings(secrets: ["routing_key": Secret(key)]), hasCredential: true),
        Endpoint.withWebhook("#database", webhook),
    ]

    private static let forms = [
        key, webhook, "services/T024BE7LH/B0XYZ/Xq3sVbN7tokenZ", "Xq3sVbN7tokenZ", password,
        Data(password.utf8).base64EncodedString(), Data("\0desk\0\(password)".utf8).base64EncodedString(),
    ]
    private static let echo = "refused /\(forms.joined(separator: " ")) \(webhook)\u{301}"

    private static let httpAnswers: [Result<HTTPResponse, TransportFailure>] =
        [200, 202, 400, 403, 429, 500].map {
            .success(HTTPResponse(status: $0, body: Array(echo.utf8)))
        } + [
            .success(HTTPResponse(status: 400, body: Array(#"{"errors":["\#(echo)"]}"#.utf8))),
            .failure(TransportFailure(.connectionLost, echo, mayHaveArrived: true)),
            .failure(TransportFailure(.notConnected, echo)),
        ]
    private static let smtpAnswers: [Result<SMTPReply, TransportFailure>] =
        [250, 451, 535, 550].map { .success(SMTPReply(code: $0, text: echo)) } + [
            .failure(TransportFailure(.connectionLost, echo, mayHaveArrived: true)),
            .failure(TransportFailure(.notAuthenticated, echo)),
        ]

    /// - Returns: evidence and log lines of one attempt.
    private func traces(
        _ method: ContactMethod, http: [Result<HTTPResponse, TransportFailure>] = [],
        smtp: [Result<SMTPReply, TransportFailure>] = []
    ) async -> String {
        let log = LogLines()
        let notifiers = Notifiers(
            NotifierDefinition.registered, endpoints: endpoints,
            effects: NotifierEffects(
                http: Script<HTTPRequest, HTTPResponse>(http).client,
                smtp: Script<SMTPMessage, SMTPReply>(smtp).client), spoolDirectory: "/dev/null", logger: log.logger)
        let outcome = await notifiers.deliver(.sample(method: method))
        #expect(!log.all.isEmpty)
        return "\(outcome) \(outcome.evidence) \(log.all) \(notifiers.warnings)"
    }

    @Test(arguments: httpAnswers)
    func `through PagerDuty's answers`(answer: Result<HTTPResponse, TransportFailure>) async {
        let traces = await traces(.pagerduty, http: [answer])
        #expect(!traces.contains(Self.key))
        #expect(traces.contains("<redacted>"))
    }

    @Test(arguments: httpAnswers)
    func `through Slack's answers`(answer: Result<HTTPResponse, TransportFailure>) async {
        let traces = await traces(.slack, http: [answer, answer])
        #expect(!traces.contains("Xq3sVbN7tokenZ"))
        #expect(traces.contains("<redacted>"))
    }

    @Test(arguments: smtpAnswers)
    func `through a mail server's answers`(answer: Result<SMTPReply, TransportFailure>) async {
        let traces = await traces(.email, smtp: [answer])
        for form in Self.forms.suffix(3) { #expect(!traces.contains(form)) }
        #expect(traces.contains("<redacted>"))
    }
}

extension Endpoint {
    fileprivate static let withKey = Endpoint(
        .pagerduty, settings: EndpointSettings(secrets: ["routing_key": Secret("k")]), hasCredential: true)

    fileprivate static func withWebhook(_ channel: String, _ url: String) -> Endpoint {
        Endpoint(
            EndpointID(.slack, channel), settings: EndpointSettings(secrets: ["webhook": Secret(url)]),
            hasCredential: true)
    }
}
