import HTTPTypes
import Hummingbird
import IncidentCore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// A person has the server's page open, or its password in the browser, and visits a page of somebody else.
@Suite(.timeLimit(.minutes(20))) struct SameOriginTests {
    private static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!

    @Test(
        arguments: [
            ([:], 200), ([secFetchSite: "same-origin"], 200), ([secFetchSite: "none"], 200),
            ([secFetchSite: "cross-site"], 403), ([secFetchSite: "same-site"], 403), ([secFetchSite: ""], 403),
            ([secFetchSite: "cross-site", .origin: "http://127.0.0.1:9095"], 403),
            ([.origin: "http://127.0.0.1:9095"], 200), ([.origin: "https://desk.example.com"], 200),
            ([.origin: "http://evil.example"], 403), ([.origin: "null"], 403), ([.origin: ""], 403),
            ([.origin: "http://127.0.0.1:9096"], 403), ([.origin: "http://127.0.0.1.evil.example:9095"], 403),
        ] as [(HTTPFields, Int)])
    func `no page of another site resolves an incident or sends an alert`(headers: HTTPFields, status: Int) async throws
    {
        var settings = WebHarness.Settings()
        settings.publicURL = "https://desk.example.com/"
        let web = try WebHarness(settings)
        let id = try await web.open()
        let command = Array(#"{"by":"mallory","still_firing":true}"#.utf8)
        let answer = try await web.ask(.post, "/api/incidents/\(id)/resolve", headers: headers, body: command)
        #expect(answer.status.code == status)
        #expect(try await web.incident(id)?.status == (status == 200 ? .resolved : .triggered))
        let alert = try OneAlertBody(fingerprint: "ffff", groupKey: "{}:{mallory}").bytes
        // No browser has alerts to send.
        let isTaken = headers.isEmpty
        let taken = try await web.ask(.post, "/webhooks/alertmanager", headers: headers, body: alert)
        #expect(taken.status == (isTaken ? .ok : .forbidden))
        #expect(try await web.incidentCount() == (isTaken ? 2 : 1))
    }

    @Test(arguments: [
        "/api/incidents/1/acknowledge", "/api/incidents/1/resolve", "/api/incidents/1/notes", "/api/reload",
        "/incidents/1/acknowledge", "/incidents/1/resolve", "/incidents/1/notes", "/acknowledge/1",
    ])
    func `every change is refused to a page of another site`(path: String) async throws {
        try await WebHarness.run { web in
            try await web.open()
            for headers in [["Sec-Fetch-Site": "cross-site"], ["Origin": "http://evil.example"]] {
                let answer = try await web.api.send(.post, path, headers: headers)
                #expect(answer.status == 403)
                #expect(try problem(answer).contains("was made by a page of"))
            }
        }
    }

    @Test func `what changes nothing may be asked for from anywhere`() async throws {
        let web = try WebHarness()
        let answer = try await web.ask(.get, "/", headers: [Self.secFetchSite: "cross-site"])
        #expect(answer.status == .ok)
    }

    @Test(
        arguments: [
            ("127.0.0.1:9095", 200), ("localhost:9095", 200), ("LOCALHOST", 200), ("[::1]:9095", 200), (nil, 400),
            ("desk.example.com", 403), ("evil.example:9095", 403), ("127.0.0.1.evil.example", 403),
            ("localhost.evil.example", 403), ("", 403),
        ] as [(String?, Int)])
    func `without a token nobody else's name for this machine is answered to`(host: String?, status: Int) async throws {
        var settings = WebHarness.Settings()
        settings.publicURL = "https://desk.example.com"
        let web = try WebHarness(settings)
        for path in ["/", "/api/incidents"] {
            #expect(try await web.ask(.get, path, host: host).status.code == status)
        }
    }

    @Test func `with a token the name does not matter`() async throws {
        var settings = WebHarness.Settings()
        settings.apiTokens = "api-token"
        let web = try WebHarness(settings)
        let headers: HTTPFields = [.authorization: "Bearer api-token"]
        let answer = try await web.ask(.get, "/api/incidents", host: "any.example", headers: headers)
        #expect(answer.status == .ok)
    }

    @Test(
        arguments: [
            ("desk.example.com", "desk.example.com", nil), ("Desk.Example.COM:9095", "desk.example.com", "9095"),
            ("https://desk.example.com/a:b", "desk.example.com", nil), ("http://[::1]:9095", "::1", "9095"),
            ("[::1]", "::1", nil), ("null", "null", nil), ("", "", nil), ("host:", "host", nil),
            ("https://desk.example.com:443", "desk.example.com", nil),
            ("http://desk.example.com:80/", "desk.example.com", nil),
            ("https://desk.example.com:80", "desk.example.com", "80"),
            ("desk.example.com:443", "desk.example.com", "443"),
            ("https://desk.example.com?a:b", "desk.example.com", nil), ("https://desk#a:1", "desk", nil),
        ] as [(String, String, String?)])
    func `host and port are read from a URL and from a header`(text: String, host: String, port: String?) {
        #expect(Authority(text).host == host)
        #expect(Authority(text).port == port)
    }
}
