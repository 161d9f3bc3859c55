import Foundation
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(5)))
struct `HTTP through a proxy` {
    private static let host = "events.pagerduty.example"

    private func request(
        _ url: String, proxy: StandIn, credentials: String = "", caFile: String? = nil, timeout: Duration = .seconds(20)
    ) throws -> HTTPRequest {
        HTTPRequest(
            method: .post, url: url, headers: ["Content-Type": "application/json", "X-Signature": "v1=secret"],
            body: [1], connectTimeout: .seconds(10), timeout: timeout, caFile: caFile,
            proxy: .through(try Proxy("http://\(credentials)127.0.0.1:\(proxy.port)")))
    }

    private func failure(_ request: HTTPRequest) async -> TransportFailure? {
        do throws(TransportFailure) {
            _ = try await HTTPClient.live().send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func `https goes through a tunnel, which is kept and sees nothing of the request`() async throws {
        let pagerDuty = try await StandIn.pagerDuty(named: Self.host)
        let proxy = try await StandIn.proxy(to: pagerDuty)
        let http = HTTPClient.live()
        let request = try request(
            "https://\(Self.host)/v2/enqueue", proxy: proxy, credentials: "desk:p%40ss@", caFile: pagerDuty.caFile)
        for _ in 0..<2 {
            let answer = try await http.send(request)
            #expect(answer.status == 400)
            // Of the host's fields, and not of the proxy's.
            #expect(answer.headers["x-proxy"] == nil)
        }
        let asked = try await proxy.proxyRequests()
        #expect(asked.map(\.line) == ["CONNECT \(Self.host):443 HTTP/1.1"])
        #expect(asked.first?.headers["proxy-authorization"] == "Basic " + Data("desk:p@ss".utf8).base64EncodedString())
        #expect(asked.first?.headers["x-signature"] == nil)
    }

    @Test func `its answer to CONNECT is none to the request, also where a status says all`() async throws {
        let silent = try await StandIn.pagerDuty(named: Self.host, "--fail", "timeout")
        let proxy = try await StandIn.proxy(to: silent)
        var request = try request(
            "https://\(Self.host)/v2/enqueue", proxy: proxy, caFile: silent.caFile, timeout: .seconds(5))
        request.isAnsweredByStatus = true
        let failure = await failure(request)
        #expect(failure?.reason == .timedOut)
        #expect(failure?.mayHaveArrived == true)
        #expect(try await proxy.proxyRequests().map(\.line) == ["CONNECT \(Self.host):443 HTTP/1.1"])
    }

    @Test func `the host's certificate is checked through the tunnel`() async throws {
        let pagerDuty = try await StandIn.pagerDuty(named: Self.host)
        let proxy = try await StandIn.proxy(to: pagerDuty)
        let other = try request("https://other.example/v2/enqueue", proxy: proxy, caFile: pagerDuty.caFile)
        let failure = await failure(other)
        #expect(failure?.reason == .certificateNotTrusted)
        #expect(failure?.mayHaveArrived == false)
    }

    @Test func `http goes to the proxy as a whole URL`() async throws {
        let pagerDuty = try await StandIn.pagerDuty()
        let proxy = try await StandIn.proxy(to: pagerDuty)
        let request = try request("http://\(Self.host)/v2/enqueue", proxy: proxy)
        #expect(try await HTTPClient.live().send(request).status == 400)
        #expect(try await proxy.proxyRequests().map(\.line) == ["POST http://\(Self.host)/v2/enqueue HTTP/1.1"])
    }

    @Test func `the client's settings choose it, and this machine is reached without it`() async throws {
        let pagerDuty = try await StandIn.pagerDuty()
        let proxy = try await StandIn.proxy(to: pagerDuty)
        let http = HTTPClient.live(
            proxies: try ProxySettings(environment: [
                "HTTP_PROXY": "http://127.0.0.1:\(proxy.port)", "NO_PROXY": "direct.invalid",
            ]))
        func answer(_ host: String) async throws -> Int {
            let request = HTTPRequest(
                method: .post, url: "http://\(host):\(pagerDuty.port)/v2/enqueue", body: [1],
                connectTimeout: .seconds(20), timeout: .seconds(20))
            return try await http.send(request).status
        }
        #expect(try await answer("127.0.0.1") == 400)
        #expect(try await answer("localhost") == 400)
        await #expect(throws: TransportFailure.self) { try await answer("direct.invalid") }
        #expect(try await proxy.proxyRequests().isEmpty)
        #expect(try await answer(Self.host) == 400)
        #expect(try await proxy.proxyRequests().count == 1)
    }

    @Test(arguments: [("https", "407"), ("https", "502"), ("http", "407")])
    func `what it refuses has not arrived, and it is named without its password`(scheme: String, code: String)
        async throws
    {
        let proxy = try await StandIn.proxy(to: nil, "--fail", "\(code)x9")
        let failure = await failure(
            try request("\(scheme)://\(Self.host)/v2/enqueue", proxy: proxy, credentials: "desk:s3cr3t@"))
        #expect(failure?.reason == .notConnected)
        #expect(failure?.message.hasPrefix("the proxy http://127.0.0.1:\(proxy.port) answered \(code)") == true)
        #expect(failure?.message.contains("needs the right user and password") == (code == "407"))
        #expect(failure.map { "\($0) \(String(reflecting: $0))" }?.contains("s3cr3t") == false)
        #expect(failure?.mayHaveArrived == false)
    }

    @Test(arguments: [("close", TransportFailure.Reason.connectionLost), ("timeout", .timedOut)])
    func `one that goes silent before the tunnel stands has taken nothing`(
        plan: String, reason: TransportFailure.Reason
    ) async throws {
        let proxy = try await StandIn.proxy(to: nil, "--fail", plan)
        let failure = await failure(
            try request("https://\(Self.host)/v2/enqueue", proxy: proxy, timeout: .seconds(3)))
        #expect(failure?.reason == reason)
        #expect(failure?.message.hasSuffix("through the proxy http://127.0.0.1:\(proxy.port)") == true)
        #expect(failure?.mayHaveArrived == false)
    }

    @Test func `one that is not there is named`() async throws {
        let proxy = try await StandIn.proxy()
        try await proxy.stop()
        let failure = await failure(
            try request("https://\(Self.host)/v2/enqueue", proxy: proxy, credentials: "desk:s3cr3t@"))
        #expect(failure?.reason == .notConnected)
        #expect(failure?.message.hasSuffix("through the proxy http://127.0.0.1:\(proxy.port)") == true)
        #expect(failure?.message.contains("s3cr3t") == false)
    }
}
