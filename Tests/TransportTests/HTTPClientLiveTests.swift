import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(5)))
struct `HTTP over libcurl` {
    private let http = HTTPClient.live()

    private func request(
        _ method: HTTPRequest.Method, _ url: String, headers: [String: String] = [:],
        body: [UInt8] = [], timeout: Duration = .seconds(10), limit: Int = 64 * 1024
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, url: url, headers: headers, body: body, connectTimeout: .seconds(5), timeout: timeout,
            responseLimitBytes: limit)
    }

    private func failure(_ request: HTTPRequest) async -> TransportFailure? {
        do {
            _ = try await http.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func `an answer has status, fields and body`() async throws {
        let standIn = try await StandIn.pagerDuty("--fail", "429", "--retry-after", "7")
        let response = try await http.send(request(.post, standIn.origin + "/v2/enqueue", body: Array("{}".utf8)))
        #expect(response.status == 429)
        #expect(response.headers["retry-after"] == "7")
        #expect(response.text.contains("throttle exceeded"))
    }

    @Test func `many requests at once are all answered`() async throws {
        let standIn = try await StandIn.pagerDuty()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 {
                group.addTask { try await http.send(request(.get, standIn.origin + "/_stub/stats")).status }
            }
            var statuses: [Int] = []
            for try await status in group { statuses.append(status) }
            return statuses
        }
        #expect(statuses == Array(repeating: 200, count: 100))
    }

    @Test func `a redirect is an answer and is not followed`() async throws {
        let standIn = try await StandIn.pagerDuty("--fail", "302")
        let response = try await http.send(request(.post, standIn.origin + "/v2/enqueue", body: Array("{}".utf8)))
        #expect(response.status == 302)
        #expect(try await standIn.read([Answered].self, "/_stub/requests").count == 1)
    }

    private struct Answered: Decodable { let answer: Int }

    @Test func `a refused connection has sent nothing`() async {
        let failure = await failure(request(.post, "http://127.0.0.1:1/", body: [1]))
        #expect(failure?.reason == .notConnected)
        #expect(failure?.mayHaveArrived == false)
    }

    @Test func `a silent server is left after the time limit, and may have taken the request`() async throws {
        let standIn = try await StandIn.pagerDuty("--fail", "timeout")
        let failure = await failure(
            request(.post, standIn.origin + "/v2/enqueue", body: [1], timeout: .seconds(3)))
        #expect(failure?.reason == .timedOut)
        #expect(failure?.mayHaveArrived == true)
    }

    @Test(arguments: ["close", "reset", "half"])
    func `a connection lost before the end of the answer may have carried the request`(plan: String) async throws {
        let standIn = try await StandIn.pagerDuty("--fail", plan)
        let failure = await failure(request(.post, standIn.origin + "/v2/enqueue", body: [1]))
        #expect(failure?.reason == .connectionLost)
        #expect(failure?.mayHaveArrived == true)
    }

    @Test func `something that is no answer may be one to the request`() async throws {
        let standIn = try await StandIn.pagerDuty("--fail", "noise")
        let failure = await failure(request(.post, standIn.origin + "/v2/enqueue", body: [1]))
        #expect(failure?.reason == .other)
        #expect(failure?.mayHaveArrived == true)
    }

    @Test(arguments: ["lost", "close", "reset"])
    func `what is not idempotent goes out once, also when a kept connection is closed without an answer`(
        plan: String
    ) async throws {
        let standIn = try await StandIn.slack()
        var request = try await keptConnection(to: standIn)
        request.isIdempotent = false
        try await standIn.plan(plan)
        let failure = await failure(request)
        #expect(failure?.description == "connection lost: closed before an answer")
        #expect(failure?.mayHaveArrived == true)
        #expect(try await standIn.read(Stats.self, "/_stub/stats").requests == 2)
    }

    @Test(arguments: ["lost", "close", "reset"])
    func `what is idempotent goes out once more then, and the answer says so`(plan: String) async throws {
        let standIn = try await StandIn.slack()
        let request = try await keptConnection(to: standIn)
        try await standIn.plan(plan)
        let response = try await http.send(request)
        #expect(response.timesSent == 2)
        #expect(response.repetition == "sent twice: the kept connection was closed before an answer to the first")
        #expect(try await standIn.read(Stats.self, "/_stub/stats").requests == 3)
        #expect(try await http.send(request).repetition == nil)
    }

    @Test func `what went out twice and was not answered says so too`() async throws {
        let standIn = try await StandIn.slack()
        let request = try await keptConnection(to: standIn)
        try await standIn.plan("close,close")
        let failure = await failure(request)
        #expect(failure?.reason == .connectionLost)
        #expect(failure?.message.contains("; sent twice: ") == true)
        #expect(failure?.mayHaveArrived == true)
    }

    private struct Stats: Decodable { let requests: Int }

    /// - Returns: a request that was answered, and whose connection is kept.
    private func keptConnection(to standIn: StandIn) async throws -> HTTPRequest {
        let request = request(
            .post, standIn.origin + "/services/T0/B0/s3cret", headers: ["Content-Type": "application/json"],
            body: Array(#"{"text":"a"}"#.utf8))
        let response = try await http.send(request)
        #expect(response.text == "ok" && response.timesSent == 1)
        return request
    }

    @Test func `an answer over its limit fails, and is cut where its status says all`() async throws {
        let standIn = try await StandIn.pagerDuty()
        var request = request(.get, standIn.origin + "/_stub/stats", limit: 10)
        #expect(await failure(request)?.reason == .responseTooLarge)
        request.isAnsweredByStatus = true
        let response = try await http.send(request)
        #expect(response.status == 200 && response.body.count == 10)
    }

    @Test func `an address that a name has no business to lead to is not connected to`() async throws {
        let standIn = try await StandIn.http()
        var request = request(.get, standIn.origin + "/status/200")
        request.refusesLocalAddresses = true
        let refused = await failure(request)
        #expect(refused?.reason == .invalidRequest)
        #expect(refused?.message.hasPrefix("its name leads to 127.0.0.1, ") == true)
        #expect(try await standIn.text("/_stub/requests") == "[]")
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://"])
    func `other schemes and broken URLs are refused`(url: String) async {
        #expect(await failure(request(.get, url))?.reason == .invalidRequest)
    }

    @Test func `a line end in a header field is refused`() async {
        let request = request(.get, "http://127.0.0.1:1/", headers: ["X-Title": "a\r\nX-Other: b"])
        #expect(await failure(request)?.reason == .invalidRequest)
    }

    @Test func `cancelling the task ends the request`() async throws {
        let standIn = try await StandIn.pagerDuty("--fail", "timeout")
        let task = Task {
            await failure(request(.post, standIn.origin + "/v2/enqueue", body: [1], timeout: .seconds(100)))
        }
        _ = try await waitUntil("the request has arrived") {
            try await standIn.read([Requested].self, "/_stub/requests").first
        }
        task.cancel()
        #expect(await task.value?.reason == .cancelled)
    }

    private struct Requested: Decodable { let answer: String }

    @Test func `a cancelled task sends nothing`() async throws {
        let standIn = try await StandIn.pagerDuty()
        let reason = await withTaskGroup(of: TransportFailure.Reason?.self) { group in
            group.cancelAll()
            group.addTask { await failure(request(.post, standIn.origin + "/v2/enqueue", body: [1]))?.reason }
            return await group.next() ?? nil
        }
        #expect(reason == .cancelled)
        #expect(try await standIn.read([Requested].self, "/_stub/requests").isEmpty)
    }

    @Test func `a request prints without its path`() {
        let request = request(.post, "https://user:pw@hooks.example.com/services/T0/B0/s3cret")
        var dumped = ""
        dump(request, to: &dumped)
        let printed = "\(request) \(String(reflecting: request)) \(dumped)"
        #expect(!printed.contains("s3cret"))
        #expect(!printed.contains("pw"))
        #expect(printed.contains("hooks.example.com"))
    }
}
