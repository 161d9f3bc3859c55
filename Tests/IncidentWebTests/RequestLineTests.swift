import Foundation
import TestSupport
import Testing

@testable import IncidentWeb

@Suite("Request lines", .timeLimit(.minutes(20)))
struct RequestLineTests {
    @Test(arguments: [
        ("GET /healthz HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET /nowhere HTTP/1.1\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: desk\r\nHost: desk\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: desk\r\n\r\n", 200), ("GET /healthz HTTP/1.0\r\n\r\n", 200),
        ("GET / HTTP/1.0\r\n\r\n", 200), ("GET / HTTP/1.0\r\nHost: desk.example.com\r\n\r\n", 403),
    ])
    func `only a request of HTTP 1_0 may leave out whom it asks`(request: String, status: Int) async throws {
        try await WebHarness.run { web in
            let connection = try ScratchConnection(port: web.port)
            try connection.send(request)
            #expect(await connection.status() == status)
        }
    }

    @Test(arguments: ["CONNECT example.com:443", "CONNECT /healthz", "TRACE /", "PROPFIND /api/incidents"])
    func `a method that nothing here has is not implemented`(line: String) async throws {
        try await WebHarness.run { web in
            let connection = try ScratchConnection(port: web.port)
            try connection.send("\(line) HTTP/1.1\r\nHost: desk\r\n\r\n")
            #expect(await connection.status() == 501)
            // What follows would be no HTTP any more.
            let rest = await connection.rest()
            #expect(rest.lowercased().contains("connection: close"))
            #expect(rest.contains("is not done here"))
        }
    }
}
