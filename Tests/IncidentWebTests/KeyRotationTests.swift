import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// What becomes of links and pages that are out when another key signs.
@Suite("Key rotation", .timeLimit(.minutes(20)))
struct KeyRotationTests {
    private func rotate(_ web: WebHarness, _ body: String) async throws -> HTTPResponse {
        try await web.api.send(.post, "/api/keys/rotate", body: Array(body.utf8))
    }

    @Test func `a link that is out works for the overlap, and its button too`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let old = web.acknowledgePath(id, "On-Call Engineer")
            #expect(try await rotate(web, #"{"by":"alice","overlap":"1h"}"#).status == 200)
            let new = web.acknowledgePath(id, "On-Call Engineer")
            #expect(new != old)
            let page = try await web.api.send(.get, old)
            #expect(page.status == 200)
            // As it was signed: the page of an old link makes no new one.
            #expect(page.text.contains(old.replacing("&", with: "&amp;")) && !page.text.contains(new))
            #expect(try await web.incident(id)?.status == .triggered)
            #expect(try await web.api.send(.post, old).status == 200)
            #expect(try await web.incident(id)?.acknowledgedBy == "On-Call Engineer")
            #expect(try await web.api.send(.post, new).status == 200)
        }
    }

    @Test func `after the overlap the old one is refused with the reason`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let old = web.acknowledgePath(id, "On-Call Engineer")
            #expect(try await rotate(web, #"{"by":"alice","overlap":"1h"}"#).status == 200)
            let new = web.acknowledgePath(id, "On-Call Engineer")
            web.clock.advance(by: .seconds(3600))
            for method in [HTTPRequest.Method.get, .post] {
                let answer = try await web.api.send(method, old)
                #expect(answer.status == 410)
                #expect(
                    try problem(answer).hasPrefix(
                        "the key that signed this link has been replaced; open the incident instead: https://"))
            }
            #expect(try await web.incident(id)?.status == .triggered)
            #expect(try await web.api.send(.get, new).status == 200)
        }
    }

    @Test func `after a leak all that is out ends at once, also what was signed before`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            var paths = [web.acknowledgePath(id, "On-Call Engineer")]
            #expect(try await rotate(web, #"{"by":"alice"}"#).status == 200)
            paths.append(web.acknowledgePath(id, "On-Call Engineer"))
            for path in paths { #expect(try await web.api.send(.get, path).status == 200) }
            #expect(try await rotate(web, #"{"by":"alice","overlap":"0s"}"#).status == 200)
            for path in paths { #expect(try await web.api.send(.post, path).status == 410) }
            #expect(try await web.incident(id)?.status == .triggered)
            // A forgery of before is none the better for it.
            let forged = AcknowledgeLink(
                incidentID: id, contact: "x", expiresAt: web.clock.now + .seconds(60)
            ).path(key: [UInt8](repeating: 9, count: 32))
            #expect(try await web.api.send(.post, forged).status == 403)
        }
    }

    @Test func `the list has who changed it and until when, and no key`() async throws {
        try await WebHarness.run { web in
            let key = web.store.signingKeys.current
            let answer = try await rotate(web, #"{"by":"alice","overlap":"30d"}"#)
            let list = try await web.api.send(.get, "/api/keys")
            #expect(list.text == answer.text)
            let keys = try #require(try json(list)["keys"] as? [[String: Any]])
            #expect(keys.map { $0["number"] as? Int } == [2, 1] && keys.map { $0["signs"] as? Bool } == [true, false])
            #expect(keys[1]["replaced_by"] as? String == "alice")
            #expect(keys[1]["believed_until"] as? String == (web.clock.now + .seconds(30 * 86_400)).rfc3339)
            #expect(keys[0]["believed_until"] is NSNull)
            for secret in Secret.forms(ofKey: key) + Secret.forms(ofKey: web.store.signingKeys.current) {
                #expect(!list.text.contains(secret.reveal))
            }
            let hex = web.store.signingKeys.current.hexadecimal
            #expect(web.contents.tables.value.redactions.apply(to: "printed: \(hex)") == "printed: [redacted]")
        }
    }

    @Test(arguments: [
        #"{"by":"alice","overlap":"31d"}"#, #"{"by":"alice","overlap":"soon"}"#, #"{"by":"alice","overlap":5}"#,
        #"{"by":"alice","overlap":"-1h"}"#, #"{"overlap":"1h"}"#, "nonsense",
    ])
    func `what cannot be meant changes nothing`(body: String) async throws {
        try await WebHarness.run { web in
            let key = web.store.signingKeys.current
            let answer = try await rotate(web, body)
            #expect(answer.status == 400)
            #expect(web.store.signingKeys.current == key)
        }
    }

    @Test func `a form that was loaded before can still be sent`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let page = try await web.api.send(.get, "/incidents/\(id)")
            let cookie = try #require(page.headers["set-cookie"]?.split(separator: ";").first)
            let token = try #require(page.text.firstMatch(of: /name="token" value="([0-9a-f]{64})"/)?.1)
            #expect(try await rotate(web, #"{"by":"alice","overlap":"1h"}"#).status == 200)
            func send() async throws -> Int {
                try await web.api.send(
                    .post, "/incidents/\(id)/notes", body: Array("token=\(token)&by=alice&text=seen".utf8),
                    headers: ["Cookie": String(cookie), "Content-Type": "application/x-www-form-urlencoded"]
                ).status
            }
            #expect(try await send() == 303)
            web.clock.advance(by: .seconds(3600))
            #expect(try await send() == 403)
        }
    }
}
