import Foundation
import TestSupport
import Testing
import Transport

/// `kill -9` at the worst moments, and a start on what the disk holds.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CrashTests {
    static let routingKey = "0123456789abcdef0123456789abcdef"

    /// PagerDuty and a mail server without TLS, which a crash has nothing to do with.
    struct Outside {
        let smtp: StandIn
        let pagerDuty: StandIn

        init(smtpFailures: String = "", pagerDutyFailures: String = "") async throws {
            smtp = try await .smtp("--strict", "--fail", smtpFailures)
            pagerDuty = try await .pagerDuty("--fail", pagerDutyFailures, "--hang-seconds", "60")
        }

        var environment: [String: String] {
            [
                "SMTP_URL": "smtp://127.0.0.1:\(smtp.port)", "SMTP_STARTTLS": "never",
                "PAGERDUTY_EVENTS_URL": pagerDuty.origin + "/v2/enqueue",
                "PAGERDUTY_ROUTING_KEY": CrashTests.routingKey,
            ]
        }

        func events() async throws -> [AcceptedEvent.Event] {
            try await pagerDuty.read([AcceptedEvent].self, "/_stub/events").map(\.event)
        }
    }

    static let fixture = "03-p1-service-down-priority-label"

    @Test(arguments: 1...5)
    func `killed right after the 200, the incident and what it owes are carried out after the start`(
        round: Int
    ) async throws {
        let outside = try await Outside()
        let installation = try ResponderInstallation(environment: outside.environment)
        let first = try await installation.start()
        #expect(try await first.api.post(ResponderInstallation.body(Self.fixture)).status == 200)
        try await first.kill()

        let second = try await installation.start()
        let incident = try await second.firstIncident()
        #expect(incident.priority == "P1")
        #expect(incident.firing == 1)
        for notifier in ["pagerduty", "email"] {
            _ = try await second.notification(notifier, of: incident.id, in: "sent", within: .seconds(60))
        }
        try await expectOneKey(outside)
        #expect(try await second.api.timeline(incident.id).count { $0.kind == "opened" } == 1)
        try await second.diagnosed(incident.id)
        let artifacts = try await second.settled(incident.id).detail.artifacts
        #expect(artifacts.count == 12 && Set(artifacts.map(\.collector)).count == 12)
        #expect(second.errorLines == [])
    }

    @Test(arguments: 1...3)
    func `killed before the search index has read it, everything is found after the start`(round: Int) async throws {
        let outside = try await Outside()
        let installation = try ResponderInstallation(environment: outside.environment)
        let first = try await installation.start()
        #expect(try await first.api.post(ResponderInstallation.body(Self.fixture)).status == 200)
        let id = try await first.firstIncident().id
        if round == 1 {
            _ = try await first.eventually("the incident is in the index") { api in
                try await api.incidents("q=opened+classified").isEmpty ? nil : true
            }
        }
        #expect(try await first.api.note(id, by: "alice", "migration 0042 is missing").status == 200)
        try await first.kill()
        if round == 3 { try FileManager.default.removeItem(at: installation.data.appending(path: "search.sqlite")) }

        let second = try await installation.start()
        for text in ["0042", "alice+missing", "opened+classified"] {
            _ = try await second.eventually("\(text) is found") { api in
                try await api.incidents("q=\(text)").contains { $0.id == id } ? true : nil
            }
        }
        #expect(second.errorLines == [])
    }

    @Test func `the next escalation deadline outlives the crash and is kept`() async throws {
        let outside = try await Outside()
        let installation = try ResponderInstallation(environment: outside.environment)
        try installation.edit(
            "escalation.yaml", replacing: "{ after: 5m, notify: [DevOps Lead], methods: all }",
            with: "{ after: 10s, notify: [DevOps Lead], methods: all }")
        let first = try await installation.start()
        #expect(try await first.api.post(ResponderInstallation.body(Self.fixture)).status == 200)
        let id = try await first.firstIncident().id
        _ = try await first.notification("pagerduty", of: id, in: "sent")
        try await first.kill()
        #expect(try outside.smtp.receivedMails().allSatisfy { $0.to != ["devops-lead@example.com"] })

        let second = try await installation.start()
        _ = try await second.eventually("the second step's contact has mail") { _ in
            try outside.smtp.receivedMails().first { $0.to == ["devops-lead@example.com"] }
        }
        let steps = try await second.api.timeline(id).filter { $0.kind == "escalation_step" }
        #expect(steps.count == 2)
        let times = try steps.map { try instant($0.at) }
        #expect(times[1].timeIntervalSince(times[0]) >= 10)
    }

    @Test func `killed while PagerDuty hangs, the same event goes out again under the same key`() async throws {
        let outside = try await Outside(pagerDutyFailures: "timeout")
        let installation = try ResponderInstallation(environment: outside.environment)
        let first = try await installation.start()
        #expect(try await first.api.post(ResponderInstallation.body(Self.fixture)).status == 200)
        let id = try await first.firstIncident().id
        _ = try await first.eventually("PagerDuty has read the event") { _ in
            try await outside.requests().isEmpty ? nil : true
        }
        try await first.kill()

        let second = try await installation.start()
        let sent = try await second.notification("pagerduty", of: id, in: "sent", within: .seconds(60))
        #expect(sent.attempts.map(\.outcome) == ["unknown", "sent"])
        #expect(try await second.api.timeline(id).contains { $0.summary.contains("attempt 1: no answer was stored") })
        let keys = try await outside.requests().map(\.dedupKey)
        #expect(keys.count == 2)
        #expect(Set(keys) == Set(try await outside.events().map(\.dedupKey)))
        try await expectOneKey(outside)
    }

    @Test func `killed before the mail server's last word, the same mail goes out again under the same Message-ID`()
        async throws
    {
        let outside = try await Outside(smtpFailures: "end:slow/3")
        let installation = try ResponderInstallation(environment: outside.environment)
        let first = try await installation.start()
        #expect(try await first.api.post(ResponderInstallation.body(Self.fixture)).status == 200)
        let id = try await first.firstIncident().id
        _ = try await first.eventually("the mail is on its way") { _ in
            (try? outside.smtp.dialogue())?.contains("scripted end:slow") == true ? true : nil
        }
        try await first.kill()

        let second = try await installation.start()
        _ = try await second.notification("email", of: id, in: "sent", within: .seconds(60))
        try await expectOneKey(outside)
    }

    @Test func `killed again and again during a storm of bodies, nothing that was accepted is lost`() async throws {
        let installation = try ResponderInstallation()
        var accepted: Set<String> = []
        for round in 0..<4 {
            let responder = try await installation.start()
            let api = responder.api
            let bodies = try (0..<40).map { number in ("r\(round)-\(number)", try Self.body("r\(round)-\(number)")) }
            try await withThrowingTaskGroup(of: String?.self) { group in
                for (name, body) in bodies {
                    group.addTask { (try? await api.post(body))?.status == 200 ? name : nil }
                }
                for try await name in group {
                    if let name { accepted.insert(name) }
                    if accepted.count >= round * 40 + 10 { responder.send(signal: 9) }
                }
            }
            try await responder.kill()
        }
        let last = try await installation.start()
        let listed = Set(try await last.api.incidents("limit=200").map { $0.labels["alertname"] ?? "" })
        #expect(accepted.count >= 40)
        #expect(accepted.subtracting(listed) == [])
        #expect(last.errorLines == [])
    }

    private static func body(_ name: String) throws -> [UInt8] {
        Array(
            #"""
            {"version":"4","groupKey":"\#(name)","alerts":[{"status":"firing","labels":{"alertname":"\#(name)"},
            "startsAt":"2026-11-23T06:12:48Z","fingerprint":"\#(name)"}]}
            """#.utf8)
    }

    /// Nothing was sent twice under different keys.
    private func expectOneKey(_ outside: Outside) async throws {
        #expect(Set(try await outside.events().map(\.dedupKey)).count == 1)
        let alerts = try await outside.pagerDuty.read([PagerDutyAlert].self, "/_stub/incidents")
        #expect(alerts.map(\.pages) == [1])
        let mails = try outside.smtp.receivedMails()
        let pages = Set(mails.filter { $0.header("References") == nil }.map { $0.header("Message-ID") })
        #expect(pages.count == 1)
    }
}

extension CrashTests.Outside {
    struct Request: Decodable {
        /// `nil` when the body was kept too short to hold it.
        let dedupKey: String?

        private enum CodingKeys: String, CodingKey { case body }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            if let event = try? container.decode(AcceptedEvent.Event.self, forKey: .body) {
                dedupKey = event.dedupKey
            } else {
                // An event that was not accepted is kept as text.
                let text = try container.decode(String.self, forKey: .body).replacing(#"\/"#, with: "/")
                dedupKey = text.firstMatch(of: /"dedup_key":"([^"]+)"/).map { String($0.output.1) }
            }
        }
    }

    /// Every request to PagerDuty, answered or not.
    func requests() async throws -> [Request] { try await pagerDuty.read([Request].self, "/_stub/requests") }
}
