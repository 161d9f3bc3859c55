import IncidentCore
import IncidentEngine
import TestSupport
import Testing
import Transport

@testable import responder

/// What is written to Grafana's annotations API, against a stand-in that takes only what its documentation has.
@Suite("Writing annotations in Grafana", .timeLimit(.minutes(5)))
struct GrafanaClientTests {
    private static let token = "glsa_t0ken_t0ken"

    private static func annotation(until: Timestamp? = nil) -> GrafanaAnnotation {
        let incident = Incident(
            id: 42, priority: .p1, rule: "r", title: "API \"down\"", groupKey: "g", labels: [:],
            openedAt: TestClock.monday)
        let entry = TimelineEntry(
            id: 1, incidentID: 42, at: until ?? TestClock.monday, kind: until == nil ? .opened : .resolved,
            actor: "responder", summary: "", details: [:])
        return GrafanaAnnotation(entry, of: incident, began: TestClock.monday, url: "https://desk/incidents/42")
    }

    private struct Taken: Decodable, Equatable {
        let time: Int64
        let timeEnd: Int64?
        let tags: [String]
        let text: String
    }

    @Test func `a mark and a span are taken`() async throws {
        let grafana = try await StandIn.grafana(token: Self.token)
        let server = GrafanaServer(
            url: grafana.origin, access: HTTPAccess(credentials: .bearer(Secret(Self.token))))
        let client = GrafanaClient.live(.live())
        let (begin, end) = (TestClock.monday, TestClock.monday + .seconds(90))
        #expect(await client.write(Self.annotation(), server, false) == .written)
        #expect(await client.write(Self.annotation(until: end), server, false) == .written)
        let taken = try await grafana.read([Taken].self, "/_stub/annotations")
        #expect(taken.map(\.time) == [begin.milliseconds, begin.milliseconds])
        #expect(taken.map(\.timeEnd) == [nil, end.milliseconds])
        #expect(taken[0].tags == ["responder", "opened", "P1", "incident:42"])
        #expect(taken[1].text == "#42 P1 API \"down\" resolved\nhttps://desk/incidents/42")
    }

    @Test(arguments: [
        ("503", AnnotationOutcome.failed("503 \"{\"message\": \"scripted\"}\"")),
        ("429", .failed("429 \"{\"message\": \"scripted\"}\"")),
        ("400", .refused("400 \"{\"message\": \"scripted\"}\"")),
        ("lost", .failed("connection lost: Empty reply from server")),
    ])
    func `what is not taken says why, and whether it may be tried again`(plan: String, outcome: AnnotationOutcome)
        async throws
    {
        let grafana = try await StandIn.grafana(token: Self.token, "--fail", plan)
        let server = GrafanaServer(
            url: grafana.origin, access: HTTPAccess(credentials: .bearer(Secret(Self.token))))
        #expect(await GrafanaClient.live(.live()).write(Self.annotation(), server, false) == outcome)
        // What has begun to go out goes out once.
        let taken = try await grafana.read([Taken].self, "/_stub/annotations")
        #expect(taken.count == (plan == "lost" ? 1 : 0))
    }

    @Test func `what stands there although its answer was lost is not written again, and what does not is`()
        async throws
    {
        let grafana = try await StandIn.grafana(token: Self.token, "--fail", "lost,503,lost")
        let server = GrafanaServer(
            url: grafana.origin, access: HTTPAccess(credentials: .bearer(Secret(Self.token))))
        let client = GrafanaClient.live(.live())
        let span = Self.annotation(until: TestClock.monday + .seconds(90))
        for (annotation, isRepeated) in [
            (Self.annotation(), false), (Self.annotation(), true), (span, true), (span, true), (span, true),
        ] {
            _ = await client.write(annotation, server, isRepeated)
        }
        let taken = try await grafana.read([Taken].self, "/_stub/annotations")
        #expect(taken.map(\.timeEnd) == [nil, span.until?.milliseconds])
    }

    @Test(arguments: [
        (403, AnnotationOutcome.written, 2), (503, .failed("503 \"\""), 1), (401, .failed("401 \"\""), 1),
    ])
    func `who may not see what stands there writes it, and who gets no answer does not`(
        status: Int, outcome: AnnotationOutcome, asked: Int
    ) async {
        let grafana = Script<HTTPRequest, HTTPResponse>([
            .success(HTTPResponse(status: status)), .success(HTTPResponse(status: 200)),
        ])
        let server = GrafanaServer(
            url: "https://grafana", access: HTTPAccess(credentials: .bearer(Secret(Self.token))))
        #expect(await GrafanaClient.live(grafana.client).write(Self.annotation(), server, true) == outcome)
        #expect(grafana.questions.count == asked)
        #expect(
            grafana.questions[0].url.hasSuffix("&tags=responder&tags=opened&tags=incident%3A42"))
    }

    @Test func `another token, or none, fails and is tried again`() async throws {
        let grafana = try await StandIn.grafana(token: Self.token)
        let server = GrafanaServer(url: grafana.origin, access: HTTPAccess(credentials: .bearer(Secret("old-t0ken"))))
        let outcome = await GrafanaClient.live(.live()).write(Self.annotation(), server, false)
        #expect(outcome == .failed("401 \"{\"message\": \"Invalid API key\"}\""))
    }
}
