import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// Error answers, by which a program tells what is wrong.
@Suite(.timeLimit(.minutes(20))) struct ProblemTests {
    @Test(arguments: [
        ("/api/storms", "there is none here"), ("/storms", "there is none here"),
        ("/api/storms/1", "there is none here"),
        ("/storms/1", "there is none here"), ("/incidents/1", "there is none here"),
        ("/delivery", "there is none here"),
        ("/api/endpoints", "there is none here"), ("/api/keys", "there is none here"),
        ("/api/silences", "there is none here"), ("/api/alerts/unplaced", "there is none here"),
        ("/api/incidents/1/explanation", "there is none here"), ("/incidents/1/explain", "there is none here"),
        ("/api/artifacts/1/output", "there is none here"),
        ("/api/artifacts/1/changes", "there is none here"), ("/api/artifacts/1/chart", "there is none here"),
        ("/artifacts/1", "there is line"), ("/silences", "there is match"), ("/on-call", "there is at"),
        ("/api/on-call", "there is at"), ("/digest", "there are at, role"), ("/api/digest", "there are at, role"),
    ])
    func `what is asked with a parameter that is not known there is refused`(path: String, known: String) async throws {
        try await WebHarness.run { web in
            try await web.open()
            let answer = try await web.api.send(.get, path + "?nonsense=1")
            #expect(answer.status == 400)
            #expect(try problem(answer) == "query parameter \"nonsense\" is unknown; \(known)")
            #expect(try json(answer)["type"] as? String == "/api#unknown-name")
        }
    }

    @Test(arguments: [
        "/api/reload", "/api/keys/rotate", "/api/silences", "/api/silences/preview", "/api/silences/1/expire",
        "/api/on-call/overrides", "/api/on-call/overrides/1/remove", "/api/contacts/DevOps%20Lead/test",
        "/api/incidents/1/acknowledge", "/api/incidents/1/notes", "/api/incidents/1/snooze", "/incidents/1/acknowledge",
        "/incidents/1/snooze", "/silences", "/silences/preview", "/on-call/overrides",
    ])
    func `what is to be changed with a parameter is refused before anything is`(path: String) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let answer = try await web.api.send(.post, path + "?by=alice", body: Array(#"{"by":"alice"}"#.utf8))
            #expect(answer.status == 400)
            #expect(try problem(answer) == "query parameter \"by\" is unknown; there is none here")
            #expect(try await web.incident(id)?.acknowledgedBy == nil)
        }
    }

    @Test func `a parameter that stands there twice is refused, and not half heeded`() async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(.get, "/api/incidents?priority=P1&priority=P2")
            #expect(answer.status == 400)
            #expect(try problem(answer) == "query parameter \"priority\" is there twice; give it once")
        }
    }

    /// Checks and scrapes come with what a load balancer or a cache adds, and a link in a message with what mail programs add.
    @Test(arguments: ["/healthz", "/readyz", "/metrics", "/assets/responder.css", "/favicon.ico"])
    func `what programs ask again and again is answered whatever they add`(path: String) async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(.get, path + "?t=1")
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [
        ("/api/incidents/7", "/api#no-such-record", 404), ("/api/incidents/many", "/api#no-such-record", 404),
        ("/api/artifacts/7/output", "/api#no-such-record", 404), ("/api/storms/7", "/api#no-such-record", 404),
        ("/nowhere", "about:blank", 404), ("/api/incidents?limit=0", "about:blank", 400),
    ])
    func `the type says what it is about, where the status does not`(path: String, type: String, status: Int)
        async throws
    {
        try await WebHarness.run { web in
            let answer = try await web.api.send(.get, path)
            #expect(answer.status == status)
            _ = try problem(answer)
            #expect(try json(answer)["type"] as? String == type)
        }
    }

    @Test func `what is refused as things stand, and by a store that is closed, is told apart`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            _ = try await web.engine.commands.resolve(id, by: "Bob", stillFiring: .whatever)
            let body = Array(#"{"by":"alice"}"#.utf8)
            let late = try await web.api.send(.post, "/api/incidents/\(id)/acknowledge", body: body)
            #expect(late.status == 409)
            #expect(try json(late)["type"] as? String == "/api#refused-by-state")
            #expect(try json(late)["title"] as? String == "Refused as things stand")
            try web.store.close()
            let closed = try await web.api.send(.get, "/api/incidents/\(id)")
            #expect(closed.status == 503)
            #expect(try json(closed)["type"] as? String == "/api#store-unavailable")
        }
    }

    @Test func `the index says what each type is`() async throws {
        try await WebHarness.run { web in
            let problems = try json(try await web.api.send(.get, "/api"))["problems"] as? [[String: Any]] ?? []
            #expect(problems.compactMap { $0["type"] as? String } == ProblemKind.allCases.map(\.type))
            for problem in problems {
                #expect((problem["title"] as? String)?.isEmpty == false)
                #expect((problem["meaning"] as? String)?.isEmpty == false)
            }
        }
    }

    /// Whoever asks over HTTP has no shell on this machine.
    @Test func `no answer tells a program to use the command line`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            for path in [
                "/api/incidents/7", "/api/silences/7/expire", "/api/incidents/\(id)/alerts?limit=0",
                "/api/incidents?cursor=x", "/api/on-call?at=x", "/api/digest?role=x", "/api/artifacts/7/output",
                "/api/storms/7",
            ] {
                let isPost = path.hasSuffix("/expire")
                let answer = try await web.api.send(
                    isPost ? .post : .get, path, body: isPost ? Array(#"{"by":"alice"}"#.utf8) : [])
                let detail = try problem(answer)
                #expect(!detail.contains("responder ") && !detail.contains("--"), "\(detail)")
            }
        }
    }
}
