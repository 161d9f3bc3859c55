import Crypto
import Foundation
import GRDB
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// `POST /webhooks/pagerduty`, and what is not believed there.
@Suite("PagerDuty's webhooks", .timeLimit(.minutes(20)))
struct PagerDutyWebhookTests {
    private static var settings: WebHarness.Settings {
        var settings = WebHarness.Settings()
        settings.environment = ["PAGERDUTY_WEBHOOK_SECRETS": "old secret, new secret"]
        return settings
    }

    /// An event about the first incident, as PagerDuty writes it.
    private static func event(
        _ type: String = "incident.acknowledged", id: String = "01DVUHO6P4XQDFJ9AHOADT3UQ4", at time: Timestamp,
        key: String = "responder/07070707/1"
    ) -> [UInt8] {
        Array(
            """
            {"event":{"id":"\(id)","event_type":"\(type)","resource_type":"incident","occurred_at":"\(time.rfc3339)",
            "agent":{"id":"PLH1HKV","summary":"Earline Greenholt","type":"user_reference"},"client":null,
            "data":{"id":"PGR0VU2","type":"incident","status":"acknowledged","incident_key":"\(key)"}}}
            """.utf8)
    }

    private static func code(_ body: [UInt8], _ secret: String = "new secret") -> String {
        HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
            .map { String(format: "%02x", $0) }.joined()
    }

    private func post(
        _ web: WebHarness, _ body: [UInt8], signature: String?, more: [String: String] = [:]
    ) async throws -> HTTPResponse {
        var headers = more
        headers["X-PagerDuty-Signature"] = signature
        headers["User-Agent"] = "PagerDuty-Webhook/V3.0"
        return try await web.api.send(.post, "/webhooks/pagerduty", body: body, headers: headers)
    }

    private func count(_ web: WebHarness, _ outcome: String) async throws -> Int? {
        let text = try await web.api.send(.get, "/metrics").text
        let line = text.split(separator: "\n").first {
            $0.hasPrefix("responder_pagerduty_events_total{outcome=\"\(outcome)\"}")
        }
        return line?.split(separator: " ").last.flatMap { Int($0) }
    }

    /// With a page on its way to PagerDuty.
    private func run(
        _ settings: WebHarness.Settings = Self.settings, _ test: (WebHarness) async throws -> Void
    ) async throws {
        try await WebHarness.run(settings) { web in
            try await web.open()
            try await web.tick()
            try await test(web)
        }
    }

    @Test func `a signature is what Python's hmac computes`() throws {
        let body = Array(
            #"{"event":{"id":"01DVUHO6P4XQDFJ9AHOADT3UQ4","event_type":"incident.acknowledged","note":"grüße"}}"#.utf8)
        let old = "48e2beeb8fdceb788aa3123704ecbfac426c42a69812ba10b8db750286b42bed"
        let new = "9a1ea573b0ea4b5a14241f3791ea5b76052124cba40acb6f84f8d533ff2d7e95"
        let (oldSecret, newSecret) = (Secret("old secret"), Secret("new secret"))
        for header in ["v1=\(old)", "v1=\(new),v1=\(old)", "v1=\(old), v2=\(new)", "v0=x,v1=\(old)"] {
            #expect(try #require(PagerDutySignature(header)).proves(body, secrets: [oldSecret]))
        }
        let signature = try #require(PagerDutySignature("v1=\(new)"))
        #expect(signature.proves(body, secrets: [oldSecret, newSecret]))
        #expect(!signature.proves(body, secrets: [oldSecret]) && !signature.proves(body, secrets: []))
        #expect(!signature.proves(Array("x".utf8) + body, secrets: [newSecret]))
        for header in ["", "v1=", new, "v1=\(new.dropLast())", "v2=\(new)", "v1=\(new.dropLast())g", "sha256=\(new)"] {
            #expect(PagerDutySignature(header) == nil)
        }
    }

    @Test func `an acknowledgement is taken by whom PagerDuty names`() async throws {
        try await run { web in
            let body = Self.event(at: web.clock.now)
            let answer = try await post(web, body, signature: "v1=\(Self.code(body))")
            #expect(answer.status == 200)
            #expect(answer.text == #"{"detail":"acknowledged by Earline Greenholt","outcome":"acted"}"#)
            let incident = try await web.incident(1)
            #expect((incident?.status, incident?.acknowledgedBy) == (.acknowledged, "Earline Greenholt"))
            let summaries = try await web.api.timeline(1).map(\.summary)
            #expect(
                summaries.contains {
                    $0.hasPrefix("acknowledged by Earline Greenholt until ") && $0.hasSuffix(", in PagerDuty")
                })
            #expect(try await count(web, "acted") == 1)
        }
    }

    @Test func `while a secret is changed, either signature will do`() async throws {
        try await run { web in
            let first = Self.event(id: "1", at: web.clock.now)
            let old = try await post(web, first, signature: "v1=\(Self.code(first, "old secret"))")
            #expect(old.status == 200)
            let second = Self.event("incident.resolved", id: "2", at: web.clock.now)
            let both = "v1=\(Self.code(second, "not ours yet")),v1=\(Self.code(second))"
            let new = try await post(web, second, signature: both)
            #expect(new.status == 200)
            #expect(try await web.incident(1)?.resolvedBy == "Earline Greenholt")
        }
    }

    @Test func `a wrong signature is refused, and changes nothing`() async throws {
        try await run { web in
            let body = Self.event(at: web.clock.now)
            let good = Self.code(body)
            var flipped = body
            flipped[flipped.count - 5] ^= 1
            let wrong: [(body: [UInt8], signature: String?)] = [
                (body, nil), (body, ""), (body, "v1="), (body, good), (body, "v1=\(Self.code(body, "guessed"))"),
                (body, "v1=\(good.dropLast())"), (body, "v0=\(good)"), (flipped, "v1=\(good)"),
                (body + [0x20], "v1=\(good)"), (Self.event(id: "2", at: web.clock.now), "v1=\(good)"),
                (body, "v1=\(String(repeating: "0", count: 64))"), (body, "v1=\(Self.code(body, ""))"),
                (body, Array(repeating: "v1=\(String(repeating: "0", count: 64))", count: 20).joined(separator: ",")),
            ]
            for (body, signature) in wrong {
                let answer = try await post(web, body, signature: signature)
                #expect(answer.status == 401, "\(signature ?? "none")")
                #expect(!answer.text.contains(good))
            }
            #expect(try await web.incident(1)?.status == .triggered)
            #expect(try await count(web, "unsigned") == wrong.count)
            #expect(web.log.all.contains { $0.contains("a webhook of PagerDuty was refused") })
            // What was refused does not count as having come.
            #expect(try await post(web, body, signature: "v1=\(good)").status == 200)
        }
    }

    @Test(arguments: [(1799, 200), (1801, 403), (86_400, 403), (-299, 200), (-301, 403)])
    func `an old event is refused, however well it is signed`(age: Int, status: Int) async throws {
        try await run { web in
            web.clock.advance(by: .seconds(3600))
            // As of the newest page, so that only its age decides.
            let body = Self.event("incident.annotated", at: web.clock.now - .seconds(age))
            let answer = try await post(web, body, signature: "v1=\(Self.code(body))")
            #expect(answer.status == (status == 200 ? 202 : status))
            #expect(try await count(web, "old") == (status == 403 ? 1 : 0))
        }
    }

    @Test func `the same event again is taken, and changes nothing`() async throws {
        try await run { web in
            let body = Self.event(at: web.clock.now)
            let signature = "v1=\(Self.code(body))"
            #expect(try await post(web, body, signature: signature).status == 200)
            _ = try await web.engine.commands.unacknowledge(1, Deed(by: "alice", why: "not hers"), takeOver: .whatever)
            let again = try await post(web, body, signature: signature)
            #expect((again.status, try await count(web, "repeated")) == (202, 1))
            #expect(try await web.incident(1)?.status == .triggered)
        }
    }

    @Test(arguments: [
        ("not json", 400), ("", 400), ("[]", 400), ("null", 400),
        (#"{"event":{"event_type":"incident.resolved"}}"#, 400),
        (#"{"event":"# + String(repeating: #"{"data":"#, count: 500), 400), ("\u{0}\u{1}", 400),
    ])
    func `what is signed and no event is refused`(body: String, status: Int) async throws {
        try await run { web in
            let answer = try await post(web, Array(body.utf8), signature: "v1=\(Self.code(Array(body.utf8)))")
            #expect(answer.status == status)
            #expect(try await count(web, "malformed") == 1)
            #expect(try await web.incident(1)?.status == .triggered)
        }
    }

    @Test func `a body without end, a compressed one and a browser's are refused`() async throws {
        try await run { web in
            let huge = [UInt8](repeating: 0x20, count: PagerDutyWebhook.maxBodyBytes + 1)
            let answer = try await post(web, huge, signature: "v1=\(Self.code(huge))")
            #expect(answer.status == 413)
            let body = Self.event(at: web.clock.now)
            let signature = "v1=\(Self.code(body))"
            #expect(
                try await post(web, body, signature: signature, more: ["Content-Encoding": "gzip"]).status == 415)
            #expect(
                try await post(web, body, signature: signature, more: ["Origin": "https://evil.example"]).status == 403)
            #expect(try await web.incident(1)?.status == .triggered)
            #expect(try await web.api.send(.get, "/webhooks/pagerduty").status == 405)
        }
    }

    @Test func `without a secret nobody can sign, and the answer says what to set`() async throws {
        try await run(WebHarness.Settings()) { web in
            let body = Self.event(at: web.clock.now)
            let answer = try await post(web, body, signature: "v1=\(Self.code(body, ""))")
            #expect(answer.status == 403 && answer.text.contains("webhook_secrets in endpoints.yaml"))
        }
    }

    @Test(arguments: ["service.updated", "pagey.ping", "incident.priority_updated", "incident.some_new_kind"])
    func `events of other kinds are taken and change nothing`(type: String) async throws {
        try await run { web in
            let body = Self.event(type, at: web.clock.now)
            let answer = try await post(web, body, signature: "v1=\(Self.code(body))")
            #expect(answer.status == 202)
            #expect(try await count(web, "ignored") == 1)
            #expect(try await web.incident(1)?.status == .triggered)
        }
    }

    @Test func `what cannot be stored is asked for again, and counts then`() async throws {
        var settings = Self.settings
        settings.busyTimeout = .milliseconds(20)
        try await run(settings) { web in
            let body = Self.event(at: web.clock.now)
            let signature = "v1=\(Self.code(body))"
            let other = try web.otherProcess()
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            #expect(try await post(web, body, signature: signature).status == 503)
            try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            try other.close()
            #expect(try await post(web, body, signature: signature).status == 200)
        }
    }
}
