import IncidentCore
import IncidentEngine
import TestSupport
import Testing
import Transport

@testable import responder

@Suite("Asking Alertmanager's API", .timeLimit(.minutes(5)))
struct AlertmanagerClientTests {
    private static let url = "https://alertmanager.example.com:9093/api/v2/status"

    @Test(arguments: [
        (HTTPAccess.Credentials.bearer(Secret("t0ken-t0ken")), "Bearer t0ken-t0ken"),
        (.basic(username: "desk", password: Secret("passw0rd")), "Basic ZGVzazpwYXNzdzByZA=="),
    ])
    func `a question carries the credentials and is bounded`(
        credentials: HTTPAccess.Credentials, header: String
    ) async throws {
        let script = Script<HTTPRequest, HTTPResponse>([
            .success(HTTPResponse(status: 200, headers: ["date": "Mon, 23 Nov 2026 08:30:00 GMT"], body: [1, 2]))
        ])
        var settings = AlertmanagerSettings(urls: ["https://alertmanager.example.com:9093"])
        settings.access = HTTPAccess(credentials: credentials, caFile: "/etc/ca.pem")
        settings.access.proxy = Secret("http://proxy.example.com:3128")
        let reply = try await AlertmanagerClient.live(script.client).get(settings, Self.url)
        #expect((reply.body, reply.date) == ([1, 2], TestClock.monday))
        let request = try #require(script.questions.first)
        #expect((request.method, request.url, request.caFile) == (.get, Self.url, "/etc/ca.pem"))
        #expect(request.headers["Authorization"] == header)
        #expect(request.proxy == .through(try Proxy("http://proxy.example.com:3128")))
        #expect(request.timeout <= .seconds(10) && request.responseLimitBytes <= 32 << 20)
    }

    @Test(arguments: [
        (
            Result<HTTPResponse, TransportFailure>.failure(TransportFailure(.notConnected, "refused")),
            "not connected: refused"
        ),
        (.failure(TransportFailure(.responseTooLarge, "more")), "the answer is longer than 32 MiB"),
        (.success(HTTPResponse(status: 401, body: Array("no\nway".utf8))), #"401 "no way""#),
        (.success(HTTPResponse(status: 302)), #"302 """#),
    ])
    func `what is no answer says why`(answer: Result<HTTPResponse, TransportFailure>, reason: String) async {
        let client = AlertmanagerClient.live(Script<HTTPRequest, HTTPResponse>([answer]).client)
        await #expect(throws: AlertmanagerSilent(reason)) {
            try await client.get(AlertmanagerSettings(urls: []), Self.url)
        }
    }
}
