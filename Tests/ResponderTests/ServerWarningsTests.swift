import IncidentCore
import TestSupport
import Testing
import Transport

@testable import responder

@Suite("What a list on a terminal says beside its rows", .timeLimit(.minutes(5)))
struct ServerWarningsTests {
    private static let address = "http://127.0.0.1:9095"

    private static func lines(_ answer: Result<HTTPResponse, TransportFailure>) async -> [String] {
        let script = Script<HTTPRequest, HTTPResponse>([answer])
        let lines = await ServerWarnings(address: address, http: script.client).lines()
        #expect(script.questions.map(\.url) == ["\(address)/api/health"])
        return lines
    }

    private static func lines(_ status: Int, _ body: String) async -> [String] {
        await lines(.success(HTTPResponse(status: status, body: Array(body.utf8))))
    }

    @Test func `are the server's own warnings, each in a line`() async {
        let body = #"{"warnings": ["the disk is full", "email has no\ncredentials"], "open": {"P1": 2}}"#
        #expect(
            await Self.lines(200, body) == ["warning: the disk is full", "warning: email has no credentials"])
        #expect(await Self.lines(200, #"{"warnings": []}"#).isEmpty)
    }

    @Test func `are that nobody knows, where the server cannot be asked`() async {
        #expect(
            await Self.lines(401, "{}") == [
                "what the server at \(Self.address) warns of is not known: it answers 401"
            ])
        #expect(
            await Self.lines(.failure(TransportFailure(.timedOut, "after 3 s"))) == [
                "what the server at \(Self.address) warns of is not known: timed out: after 3 s"
            ])
    }

    @Test func `are that nobody was reached, in the row of each of which that is so`() {
        let incidents = [Int64(2), 1].map {
            Incident(
                id: $0, priority: .p1, rule: "r", title: "t\($0)", groupKey: "g", labels: [:],
                openedAt: TestClock.monday)
        }
        let lines = IncidentTable(incidents, unreached: [1: "nobody reached yet"], width: nil).lines
        #expect(lines[1].contains("triggered  ") && !lines[1].contains("NOBODY"))
        #expect(lines[2].contains("triggered, NOBODY REACHED YET  "))
    }
}
