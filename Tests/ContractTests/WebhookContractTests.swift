import IncidentCore
import Notifiers
import TestSupport
import Testing
import Transport

/// The webhook notifier against a receiver that checks signature, timestamp, key and shape.
@Suite("Messages to a strict webhook", .timeLimit(.minutes(5)))
struct WebhookContractTests {
    private static let secret = "0c3f5a1e7b2d4c609f8e"
    private let http = HTTPClient.live()

    private struct Taken: Decodable {
        let key: String
        let message: Body

        struct Body: Decodable {
            let event: String
            let incident: Incident
            let notification: Notification
            let alerts: [Alert]
            let findings: [Finding]
        }
        struct Incident: Decodable {
            let id: Int64
            let title: String
            let priority: String
            let lead: String?
        }
        struct Notification: Decodable { let acknowledgeUrl: String? }
        struct Alert: Decodable { let fingerprint: String }
        struct Finding: Decodable, Equatable {
            let level: String
            let artifactId: Int64?
            let line: Int?
            let count: Int
            let changed: Bool
        }
    }

    private struct Request: Decodable {
        let key: String
        let fault: String
    }

    private func notifier(_ server: StandIn, secret: String = secret, total: Duration = .seconds(10)) -> Notifier {
        .webhook(
            WebhookEndpoint(url: server.origin + "/hook", secret: Secret(secret)), http: http,
            timeouts: DeliveryTimeouts(connect: .seconds(5), total: total))
    }

    @Test(arguments: NotificationEvent.allCases)
    func `is signed, keyed and understood`(event: NotificationEvent) async throws {
        let server = try await StandIn.webhook(secret: Self.secret)
        var message = Message.sample(event: event, method: .webhook)
        message.findings.append(
            Finding(
                collector: "pods", level: .info, text: "2 pods", lines: [3, 5], count: 2, isChanged: true, artifactID: 9
            ))
        let outcome = await notifier(server).deliver(message)
        let key = DedupKey.notification(7, incidentID: 42, installation: message.installation)
        #expect(outcome == DeliveryOutcome(.sent, evidence: "201 \"receipt \(key)\""))
        let taken = try #require(try await server.read([Taken].self, "/_stub/taken").first)
        #expect(taken.key == key)
        #expect(taken.message.event == event.rawValue)
        #expect(taken.message.incident.id == 42 && taken.message.incident.priority == "P1")
        #expect(taken.message.incident.lead == message.alerts.first?.alert.fingerprint)
        #expect(
            taken.message.findings == [
                Taken.Finding(level: "critical", artifactId: nil, line: nil, count: 1, changed: false),
                Taken.Finding(level: "info", artifactId: 9, line: 3, count: 2, changed: true),
            ])
        #expect(taken.message.notification.acknowledgeUrl == message.acknowledgeURL)
    }

    @Test(arguments: hostileTexts)
    func `carries hostile text as text`(text: String) async throws {
        let server = try await StandIn.webhook(secret: Self.secret)
        var message = Message.sample(
            method: .webhook, labels: ["alertname": text, "service": text], summary: text)
        message.incident.title = text
        #expect(await notifier(server).deliver(message).verdict == .sent)
    }

    @Test func `more of everything than a body takes is taken`() async throws {
        let server = try await StandIn.webhook(secret: Self.secret)
        for unit in hostileUnits {
            #expect(await notifier(server).deliver(.largest(of: unit, method: .webhook)).verdict == .sent, "\(unit)")
        }
    }

    @Test(arguments: ["large", "endless", "trickle", "cut"])
    func `a 2xx is a receipt, whatever its body is and however slowly that comes`(plan: String) async throws {
        let server = try await StandIn.webhook(secret: Self.secret, "--fail", plan)
        let outcome = await notifier(server, total: .seconds(5)).deliver(.sample(method: .webhook))
        #expect(outcome.verdict == .sent)
        let start = plan == "trickle" ? "201 \"r" : "201 \"receipt responder/"
        #expect(outcome.evidence.hasPrefix(start), "\(outcome.evidence)")
        // Nothing of the first is left on its connection.
        let next = await notifier(server).deliver(.sample(method: .webhook))
        #expect(next.evidence.hasPrefix("201 \"receipt responder/"), "\(next.evidence)")
        #expect(try await server.read([Request].self, "/_stub/requests").count == 2)
    }

    @Test func `a 2xx that comes just within the time limit is a receipt without its body`() async throws {
        let server = try await StandIn.webhook(secret: Self.secret, "--fail", "trickle")
        // Shorter than what is waited for a body.
        let outcome = await notifier(server, total: .milliseconds(900)).deliver(.sample(method: .webhook))
        #expect(outcome.verdict == .sent, "\(outcome.evidence)")
    }

    @Test func `a repeat after a lost answer has the same key, and is taken once`() async throws {
        let server = try await StandIn.webhook(secret: Self.secret, "--fail", "lost,503")
        var message = Message.sample(method: .webhook)
        for verdict in [DeliveryVerdict.unknown, .retryable, .sent] {
            #expect(await notifier(server).deliver(message).verdict == verdict)
            message.notification.attempts += 1
            message.now = message.now + .seconds(5)
        }
        #expect(try await server.read([Taken].self, "/_stub/taken").count == 1)
        let requests = try await server.read([Request].self, "/_stub/requests")
        #expect(Set(requests.map(\.key)).count == 1)
        #expect(requests.allSatisfy { $0.fault.isEmpty })
    }

    @Test func `another secret is refused for good`() async throws {
        let server = try await StandIn.webhook(secret: Self.secret)
        let outcome = await notifier(server, secret: "guessed").deliver(.sample(method: .webhook))
        #expect(outcome == DeliveryOutcome(.permanent, evidence: "401 \"the signature is wrong\"", .auth))
    }

    @Test func `Retry-After is honoured`() async throws {
        let server = try await StandIn.webhook(secret: Self.secret, "--fail", "429", "--retry-after", "7")
        let outcome = await notifier(server).deliver(.sample(method: .webhook))
        #expect(outcome.verdict == .retryable && outcome.obstacle == .rateLimited)
        #expect(outcome.retryAfter == .seconds(7))
    }

    @Test func `a receiver that quotes the secret does not get it into the evidence`() async throws {
        let server = try await StandIn.webhook(secret: Self.secret, "--fail", "400", "--quote", Self.secret)
        let outcome = await notifier(server).deliver(.sample(method: .webhook))
        #expect(outcome.verdict == .permanent)
        #expect(!outcome.evidence.contains(Self.secret))
        #expect(outcome.evidence.contains("<redacted>"))
    }
}
