import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct WebhookAccessTests {
    private static let tokens = "hook-old, hook-new"

    private static func basic(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }

    @Test(
        arguments: [
            ("Bearer hook-old", 200), ("Bearer hook-new", 200), ("bearer hook-new", 200),
            (basic("alertmanager:hook-new"), 200), (basic(":hook-old"), 200), (nil, 401), ("Bearer", 401),
            ("Bearer ", 401),
            ("Bearer hook", 401), ("Bearer hook-old,hook-new", 401), ("Bearer hook-old, hook-new", 401),
            (basic("hook-old:wrong"), 401), (basic("no colon"), 401), ("Basic %%%", 401), ("Digest hook-old", 401),
            ("hook-old", 401),
        ] as [(String?, Int)])
    func `either of two tokens opens the webhook, as bearer token or as password`(
        authorization: String?, status: Int
    ) async throws {
        try await WebHarness.run(Self.settings) { web in
            let headers = authorization.map { ["Authorization": $0] } ?? [:]
            let answer = try await web.api.send(
                .post, "/webhooks/alertmanager", body: try OneAlertBody().bytes, headers: headers)
            #expect(answer.status == status)
            #expect(try await web.incidentCount() == (status == 200 ? 1 : 0))
            if status == 401 {
                #expect(try !problem(answer).contains("hook-"))
                #expect(answer.headers["www-authenticate"]?.hasPrefix("Basic ") == true)
                #expect(web.log.all.count { $0.contains("webhook sender refused") && !$0.contains("hook-") } == 1)
                let samples = try PrometheusText(try await web.api.send(.get, "/metrics").text).samples
                #expect(samples["responder_intake_refused_total{reason=\"not_admitted\"}"] == 1)
            }
        }
    }

    private static func signature(of body: [UInt8], with key: String) -> String {
        HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(key.utf8)))
            .map { String(format: "%02x", $0) }.joined()
    }

    @Test func `a signature is looked at only where a signing key is set, and a token is none`() async throws {
        let body = try OneAlertBody().bytes
        let headers = ["X-Grafana-Alerting-Signature": Self.signature(of: body, with: "hook-new")]
        for keys in [nil, "other key"] {
            var settings = Self.settings
            settings.webhookSigningKeys = keys
            try await WebHarness.run(settings) { web in
                let signed = try await web.api.send(.post, "/webhooks/alertmanager", body: body, headers: headers)
                #expect(signed.status == 401)
                let proved = try await web.api(token: "hook-new").post(body)
                #expect(proved.status == 200)
            }
        }
    }

    @Test func `where only a signing key is set, who does not sign is refused, on this machine too`() async throws {
        var settings = WebHarness.Settings()
        settings.webhookSigningKeys = "key"
        try await WebHarness.run(settings) { web in
            let answer = try await web.api.post(try OneAlertBody().bytes)
            #expect(answer.status == 401)
            #expect(try problem(answer).contains("RESPONDER_WEBHOOK_SIGNING_KEY"))
        }
    }

    @Test func `a signature as Grafana makes it opens the webhook, for the body it was made for`() async throws {
        var settings = Self.settings
        settings.webhookSigningKeys = "old key, new key"
        try await WebHarness.run(settings) { web in
            let body = try OneAlertBody().bytes
            let signature = Self.signature(of: body, with: "new key")
            func post(_ body: [UInt8], _ headers: [String: String]) async throws -> Int {
                try await web.api.send(.post, "/webhooks/alertmanager", body: body, headers: headers).status
            }
            let name = "X-Grafana-Alerting-Signature"
            #expect(try await post(body + [UInt8(ascii: " ")], [name: signature]) == 401)
            #expect(try await post(body, [name: String(signature.dropLast())]) == 401)
            #expect(try await post(body, [name: ""]) == 401)
            #expect(try await web.incidentCount() == 0)
            #expect(try await post(body, [name: signature]) == 200)
            #expect(try await post(body, [name: signature.uppercased()]) == 200)
        }
    }

    @Test func `the webhook's token opens nothing else`() async throws {
        var settings = Self.settings
        settings.apiTokens = "api-token"
        try await WebHarness.run(settings) { web in
            let (hook, api) = (web.api(token: "hook-old"), web.api(token: "api-token"))
            let body = try OneAlertBody().bytes
            let statuses = [
                try await hook.send(.get, "/api/incidents").status, try await api.send(.get, "/api/incidents").status,
                try await hook.post(body).status, try await api.post(body).status,
            ]
            #expect(statuses == [401, 200, 200, 401])
        }
    }

    @Test(arguments: [
        ("192.0.2.7", 403), ("10.0.0.1", 403), ("2001:db8::7", 403), ("::ffff:192.0.2.7", 403), ("127.0.0.1", 200),
        ("127.8.9.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200),
    ])
    func `without a token only this machine is answered`(address: String, status: Int) async throws {
        let web = try WebHarness()
        let body = try OneAlertBody().bytes
        for path in ["/api/incidents", "/", "/api/incidents/4711"] {
            let answer = try await web.ask(.get, path, from: address)
            #expect(answer.status.code == (status == 200 && path.hasSuffix("4711") ? 404 : status), "\(path)")
        }
        // A signature that nobody can check lets nobody in.
        for headers in [[:], [.grafanaSignature: "00"]] as [HTTPFields] {
            let answer = try await web.ask(.post, "/webhooks/alertmanager", from: address, headers: headers, body: body)
            #expect(answer.status.code == status)
        }
        #expect(try await web.incidentCount() == (status == 200 ? 1 : 0))
    }

    @Test func `from elsewhere, who has a token is answered`() async throws {
        var settings = Self.settings
        settings.apiTokens = "api-token"
        let web = try WebHarness(settings)
        let body = try OneAlertBody().bytes
        let answer = try await web.ask(
            .post, "/webhooks/alertmanager", from: "192.0.2.7", headers: [.authorization: "Bearer hook-old"], body: body
        )
        #expect(answer.status == .ok)
        let list = try await web.ask(
            .get, "/api/incidents", from: "192.0.2.7", headers: [.authorization: "Bearer api-token"])
        #expect(list.status == .ok)
        #expect(try await web.ask(.get, "/healthz", from: "192.0.2.7").status == .ok)
    }

    private static var settings: WebHarness.Settings {
        var settings = WebHarness.Settings()
        settings.webhookTokens = tokens
        return settings
    }
}
