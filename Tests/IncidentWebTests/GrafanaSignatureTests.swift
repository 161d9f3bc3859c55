import Crypto
import Foundation
import HTTPTypes
import IncidentCore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("Grafana's signature", .timeLimit(.minutes(20)))
struct GrafanaSignatureTests {
    static let now = Timestamp(seconds: 1_795_422_600)
    static let keys = Credentials(setting: "old key, new key")
    static let body = Array(#"{"alerts":[]}"#.utf8)

    static func code(_ message: [UInt8], key: String = "new key") -> String {
        HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: Data(key.utf8)))
            .map { String(format: "%02x", $0) }.joined()
    }

    static func code(sentAt: String) -> String { code(Array("\(sentAt):".utf8) + body) }

    @Test(
        arguments: [
            (0, true), (299, true), (300, true), (301, false), (-300, true), (-301, false), (86_400, false),
        ] as [(Int64, Bool)])
    func `with a time it proves the body while it is fresh`(age: Int64, isProof: Bool) {
        let sentAt = "\(1_795_422_600 - age)"
        let signature = GrafanaSignature(code: Self.code(sentAt: sentAt), sentAt: sentAt)
        #expect(signature.proves(Self.body, keys: Self.keys, at: Self.now) == isProof)
    }

    @Test(arguments: ["", "now", "1795422600.5", "99999999999999999999", "-1"])
    func `a time that is none proves nothing`(sentAt: String) {
        let signature = GrafanaSignature(code: Self.code(sentAt: sentAt), sentAt: sentAt)
        #expect(!signature.proves(Self.body, keys: Self.keys, at: Self.now))
    }

    @Test func `the time is part of what is signed`() {
        let sentAt = "1795422600"
        let alone = Self.code(Self.body)
        #expect(GrafanaSignature(code: alone).proves(Self.body, keys: Self.keys, at: Self.now))
        #expect(!GrafanaSignature(code: alone, sentAt: sentAt).proves(Self.body, keys: Self.keys, at: Self.now))
        let timed = Self.code(sentAt: sentAt)
        #expect(!GrafanaSignature(code: timed).proves(Self.body, keys: Self.keys, at: Self.now))
        #expect(!GrafanaSignature(code: timed, sentAt: "1795422601").proves(Self.body, keys: Self.keys, at: Self.now))
    }

    @Test func `it opens the webhook`() async throws {
        var settings = WebHarness.Settings()
        settings.webhookSigningKeys = "new key"
        try await WebHarness.run(settings) { web in
            let body = try OneAlertBody().bytes
            func post(sentAt: Int64) async throws -> Int {
                let headers = [
                    "X-Grafana-Alerting-Signature": Self.code(Array("\(sentAt):".utf8) + body),
                    "X-Grafana-Alerting-Timestamp": "\(sentAt)",
                ]
                return try await web.api.send(.post, "/webhooks/alertmanager", body: body, headers: headers).status
            }
            #expect(try await post(sentAt: web.clock.now.seconds - 3600) == 401)
            #expect(try await post(sentAt: web.clock.now.seconds - 2) == 200)
        }
    }
}
