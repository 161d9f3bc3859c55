import HTTPTypes
import Hummingbird
import IncidentEngine
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct MethodTests {
    @Test(arguments: [
        (Transport.HTTPRequest.Method.get, "/webhooks/alertmanager", "POST"), (.put, "/webhooks/alertmanager", "POST"),
        (.get, "/api/reload", "POST"), (.delete, "/api/incidents", "GET, HEAD"),
        (.put, "/api/incidents/1", "GET, HEAD"),
        (.get, "/api/incidents/1/acknowledge", "POST"), (.post, "/healthz", "GET, HEAD"), (.post, "/", "GET, HEAD"),
        (.delete, "/acknowledge/1", "GET, HEAD, POST"),
    ])
    func `an address that does not take a method says which it takes`(
        method: Transport.HTTPRequest.Method, path: String, allowed: String
    ) async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(method, path)
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == allowed)
            #expect(try problem(answer) == "this address does not take \(method.rawValue); use \(allowed)")
        }
    }

    @Test(arguments: ["/healthz", "/", "/incidents/1", "/api/incidents", "/metrics"])
    func `HEAD answers as GET does, without the body`(path: String) async throws {
        let web = try WebHarness()
        try await web.engine.intake.receive(try OneAlertBody().bytes)
        let (get, head) = (try await web.ask(.get, path), try await web.ask(.head, path))
        #expect(head.status == .ok)
        #expect(head.headers[.contentType] == get.headers[.contentType])
        #expect(head.body.contentLength == 0)
    }
}
