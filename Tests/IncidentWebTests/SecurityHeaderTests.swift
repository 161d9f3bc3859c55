import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct SecurityHeaderTests {
    @Test(arguments: [
        (HTTPRequest.Method.get, "/", 401), (.get, "/nothing", 404), (.get, "/healthz", 200), (.get, "/metrics", 200),
        (.get, "/assets/responder.css", 200), (.get, "/api/incidents", 401), (.post, "/api/reload", 401),
        (.get, "/acknowledge/1", 403), (.post, "/acknowledge/1", 403), (.post, "/webhooks/alertmanager", 400),
    ])
    func `answers to who has no token carry the security headers, errors too`(
        method: HTTPRequest.Method, path: String, status: Int
    ) async throws {
        var settings = WebHarness.Settings()
        settings.apiTokens = "api-token"
        try await WebHarness.run(settings) { web in
            expectSecure(try await web.api.send(method, path), status, path)
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/", 200), (.get, "/incidents/1", 200), (.get, "/incidents/4711", 404),
        (.post, "/incidents/1/acknowledge", 403), (.get, "/?status=closed", 400), (.get, "/api/incidents", 200),
        (.get, "/api/incidents/1", 200), (.get, "/api/incidents/1/timeline", 200), (.get, "/api/incidents/4711", 404),
        (.get, "/api/artifacts/1/output", 404), (.post, "/api/incidents/1/notes", 400), (.post, "/api/reload", 200),
    ])
    func `so do answers to everybody else`(method: HTTPRequest.Method, path: String, status: Int) async throws {
        try await WebHarness.run { web in
            try await web.open()
            expectSecure(try await web.api.send(method, path), status, path)
        }
    }

    @Test func `what shows an incident is kept by no cache`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            for path in ["/", "/incidents/1", "/api/incidents", "/api/incidents/1"] {
                #expect(try await web.api.send(.get, path).headers["cache-control"] == "no-store", "\(path)")
            }
        }
    }

    private func expectSecure(
        _ answer: HTTPResponse, _ status: Int, _ path: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == status, sourceLocation: sourceLocation)
        let policy = answer.headers["content-security-policy"] ?? ""
        #expect(
            policy.contains("default-src 'none'; script-src 'self'; style-src 'self'"), sourceLocation: sourceLocation)
        #expect(policy.contains("frame-ancestors 'none'"), sourceLocation: sourceLocation)
        #expect(!policy.contains("unsafe"), sourceLocation: sourceLocation)
        #expect(answer.headers["x-content-type-options"] == "nosniff", sourceLocation: sourceLocation)
        #expect(answer.headers["referrer-policy"] == "same-origin", sourceLocation: sourceLocation)
        #expect(answer.headers["content-type"] != nil || answer.body.isEmpty, sourceLocation: sourceLocation)
    }
}
