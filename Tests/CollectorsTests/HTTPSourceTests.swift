import Collectors
import IncidentCore
import TestSupport
import Testing
import Transport

/// What a server answers by HTTP, and what of it is told.
@Suite(.timeLimit(.minutes(5))) struct HTTPSourceTests {
    @Test func `an answer is kept with its status, its times and its body`() async throws {
        let server = try await StandIn.http()
        let collector = try Collector.asking(server.origin + "/status/200?team={label:team:name}&deep=1")
        let artifact = await CollectorRunner.sample()(collector, ["team": "data-1"])
        #expect(artifact.outcome == .succeeded && artifact.findings.isEmpty && artifact.exitStatus == nil)
        #expect(artifact.arguments == ["http", "GET", server.origin + "/status/200?team=data-1&deep=1"])
        #expect(artifact.output.contains(/^status        200\ncontent type  text\/plain\nconnected     \d+ ms\n/))
        #expect(artifact.output.contains("\n\nHost: 127.0.0.1:\(server.port)\n"))
        #expect(artifact.original?.sha256.count == 64 && !artifact.output.contains("certificate"))
        #expect(try await server.asked == ["GET /status/200?team=data-1&deep=1"])
    }

    @Test(
        arguments: [
            (503, [], "answers 503"), (404, [200, 204], "answers 404, not 200 or 204"), (302, [], nil),
            (418, [418], nil),
        ] as [(Int, [Int], String?)])
    func `a status that is not expected is a finding`(status: Int, expected: [Int], words: String?) async throws {
        let server = try await StandIn.http()
        let artifact = await CollectorRunner.sample()(
            try .asking(server.origin + "/status/\(status)", expected: expected))
        #expect(artifact.outcome == .succeeded)
        #expect(artifact.findings.map(\.text) == (words.map { ["127.0.0.1:\(server.port) \($0)"] } ?? []))
        #expect(artifact.findings.allSatisfy { $0.level == .critical })
    }

    @Test func `a certificate that ends soon is a finding`() async throws {
        let server = try await StandIn.http(withTLS: true)
        let url = "https://localhost:\(server.port)/status/200"
        let now = Timestamp.ofThisMachine
        let run = CollectorRunner.sample(now: now)
        let access = HTTPAccess(caFile: server.caFile)
        let soon = await run(try .asking(url, certificateDays: 31, access: access))
        #expect(soon.findings.map(\.text) == ["the certificate of localhost:\(server.port) ends in 29 days"])
        #expect(soon.findings.first?.level == .warning)
        #expect(soon.output.contains(/\ncertificate   ends in 29 days, 20\d\d-/))
        // Each question has a connection of its own, so that the second has a certificate too.
        let later = await run(try .asking(url, certificateDays: 14, access: access))
        #expect(later.findings.isEmpty && later.output.contains("\ncertificate   ends in 29 days"))
        let untrusted = await run(try .asking(url))
        #expect(untrusted.outcome == .failed)
        #expect(untrusted.findings.first?.text.contains("does not answer: certificate not trusted: ") == true)
    }

    @Test func `no answer is a finding`() async throws {
        let refused = await CollectorRunner.sample()(try .asking("http://127.0.0.1:9/health"))
        #expect(refused.outcome == .failed)
        #expect(refused.findings.map(\.text) == ["127.0.0.1:9 does not answer: connection refused"])
        #expect(refused.output == "127.0.0.1:9 does not answer: connection refused\n")
        // Also after artifacts have kept it in milliseconds it was asked.
        #expect(refused.duration >= .milliseconds(1))

        let asked = Script<HTTPRequest, HTTPResponse>([.failure(TransportFailure(.timedOut, "no answer within 10 s"))])
        let run = CollectorRunner.sample(http: asked.client)
        let silent = await run(try .asking("http://api:8080/health"))
        #expect(silent.outcome == .timedOut)
        #expect(silent.findings.map(\.text) == ["api:8080 does not answer: timed out: no answer within 10 s"])
        let spared = await run(try .asking("http://api:8080/other"))
        #expect(spared.silentTarget == "http://api:8080" && spared.findings.isEmpty)
    }

    @Test func `a redirect is told and not followed, and of HEAD there is no body`() async throws {
        let server = try await StandIn.http()
        let run = CollectorRunner.sample()
        let moved = await run(try .asking(server.origin + "/moved"))
        #expect(moved.output.contains("location      /status/200 (not followed)\n"))
        let head = await run(try .asking(server.origin + "/status/200", method: .head))
        #expect(head.output.hasPrefix("status        200\n") && !head.output.contains("Host:"))
        #expect(try await server.asked == ["GET /moved", "HEAD /status/200"])
    }

    @Test func `of a long body head and tail are kept, and of what is no text nothing`() async throws {
        let server = try await StandIn.http()
        let run = CollectorRunner.sample()
        let long = await run(try .asking(server.origin + "/long"))
        #expect(long.outcome == .succeeded && long.truncated && long.output.utf8.count < 5000)
        #expect(long.output.contains(" cut here …\n") && long.bytes == HTTPQuestion.bodyLimitBytes + 1)
        #expect(long.output.hasSuffix("the body is longer than the 1.0 MiB that were read of it\n"))
        let picture = await run(try .asking(server.origin + "/picture"))
        #expect(picture.output.hasSuffix("the body, 16 bytes, is no text\n") && !picture.output.contains("PNG"))
    }

    @Test func `a credential is sent and nowhere shown`() async throws {
        let server = try await StandIn.http()
        let token = Secret("t0ken-t0ken-t0ken")
        let redactions = Redactions.builtIn.knowing([token])
        let collector = try Collector.asking(
            server.origin + "/status/200", access: HTTPAccess(credentials: .bearer(token)))
        let artifact = await CollectorRunner.sample().run(collector, [:], redactions)
        #expect(artifact.output.contains("Authorization: Bearer [redacted]\n"))
        #expect(artifact.original?.redactions == 1)
    }

    @Test(arguments: [
        ("http://api:8080/health", true), ("http://169.254.169.254/latest", false), ("http://localhost/", false),
        ("http://[::1]:8080/", false), ("HTTP://127.0.0.1:8080?a=1", false), ("http://2130706433/", true),
        ("http://0x7f.1/", true), ("http://0177.0.0.1/", true), ("http://127.1/", true), ("http://0/", true),
        ("http://2852039166/", true), ("http://127.0.0.1./", true), ("http://localhost./", true),
        ("http://team.localhost/", true), ("http://127%2E0.0.1/", true), ("http://[::ffff:127.0.0.1]/", true),
        ("http://[::ffff:169.254.169.254]/", true),
    ])
    func `a name must not lead to this machine, which must be written as it usually is`(url: String, isRefused: Bool)
        async throws
    {
        let asked = Script<HTTPRequest, HTTPResponse>([.success(HTTPResponse(status: 200))])
        _ = await CollectorRunner.sample(http: asked.client)(try .asking(url))
        #expect(asked.questions.map(\.refusesLocalAddresses) == [isRefused])
    }

    @Test func `an address that is not asked says so`() async throws {
        let words = "its name leads to 169.254.169.254, which is asked only where the address itself is written"
        let asked = Script<HTTPRequest, HTTPResponse>([.failure(TransportFailure(.invalidRequest, words))])
        let artifact = await CollectorRunner.sample(http: asked.client)(try .asking("http://api:8080/health"))
        #expect(artifact.findings.map(\.text) == ["api:8080 was not asked: \(words)"])
        #expect(artifact.outcome.isUnasked(after: artifact.duration))
    }

    @Test func `a label that is not of its type is not asked`() async throws {
        let artifact = await CollectorRunner.sample(http: .unimplemented)(
            try .asking("http://api:8080/teams/{label:team}/health"), ["team": "../admin"])
        #expect(artifact.outcome == .notBound)
        #expect(artifact.arguments.last == "http://api:8080/teams/<team?>/health")
    }
}

extension StandIn {
    /// Each request that came, without those to the stand-in itself.
    fileprivate var asked: [String] {
        get async throws {
            struct Asked: Decodable { let method, path: String }
            return try await read([Asked].self, "/_stub/requests").map { "\($0.method) \($0.path)" }
        }
    }
}

extension Collector {
    fileprivate static func asking(
        _ url: String, method: HTTPQuestion.Method = .get, expected: [Int] = [], certificateDays: Int = 14,
        access: HTTPAccess = HTTPAccess()
    ) throws -> Collector {
        let question = HTTPQuestion(
            url: try ArgumentTemplate(url), method: method, expected: expected, certificateDays: certificateDays,
            access: access)
        return Collector(
            name: "health", procedure: "P1", when: Selector(), source: .http(question), outputLimitBytes: 4096)
    }
}
