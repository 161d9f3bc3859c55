import Collectors
import IncidentCore
import TestSupport
import Testing
import Transport

/// What a Prometheus of Debian answers, and what becomes of it.
@Suite(.timeLimit(.minutes(5))) struct RealPrometheusTests {
    private static let now = CollectorRunner.startOfTest

    @Test func `a range is kept as a table and a chart, and says since when a limit is passed`() async throws {
        let prometheus = try await ScratchPrometheus(Self.requests)
        let query = try PrometheusQuery.sample(
            #"sum by (pod) (rate(http_requests_total{namespace="{label:namespace}",status="500"}[5m])) "#
                + #"/ sum by (pod) (rate(http_requests_total{namespace="{label:namespace}"}[5m]))"#,
            unit: .ratio, range: .seconds(3600), limit: ChartLimit(.above, 0.01))
        let artifact = await CollectorRunner.sample()(
            .asking(query, at: prometheus.url), ["namespace": "llm-analytics-hub"])
        #expect(artifact.outcome == .succeeded && artifact.exitStatus == nil)
        #expect(artifact.arguments.first == "prometheus" && artifact.arguments.suffix(2) == ["range=1h", "step=15s"])
        #expect(artifact.original?.sha256.count == 64 && artifact.bytes > 1000)

        let chart = try #require(artifact.chart)
        #expect(chart.series.map(\.name) == ["pod=api-1", "pod=api-2"] && chart.end == Self.now)
        #expect(chart.series.map(\.values.count) == [241, 241])
        #expect(
            artifact.output.split(separator: "\n").dropFirst(2).map { $0.split(separator: " ").last } == [
                "pod=api-1", "pod=api-2",
            ])
        #expect(artifact.output.contains(" 9.09%"))
        let finding = try #require(artifact.findings.first)
        #expect(artifact.findings.count == 1 && finding.level == .warning)
        #expect(finding.text == "API error rate (pod=api-1) is 9.09%, above 1% since 2027-01-15 07:30 UTC")
    }

    @Test func `an instant has a value and no picture`() async throws {
        let prometheus = try await ScratchPrometheus(Self.requests)
        let query = try PrometheusQuery.sample(
            "sum(rate(http_requests_total[5m]))", unit: .perSecond, limit: ChartLimit(.below, 100))
        let artifact = await CollectorRunner.sample()(.asking(query, at: prometheus.url))
        #expect(artifact.output.hasSuffix("VALUE  SERIES\n 21/s\n"), "\(artifact.output)")
        #expect(artifact.findings.map(\.text) == ["API error rate is 21/s, below 100/s"])
        #expect(artifact.chart?.isInstant == true)
    }

    @Test func `an alert's own expression is measured with its own limit`() async throws {
        let prometheus = try await ScratchPrometheus(Self.requests)
        let query = PrometheusQuery(expression: .ofAlert, title: "What fires", unit: .perSecond, range: .seconds(3600))
        let subject = CollectorSubject([:], expression: #"sum(rate(http_requests_total{status="500"}[5m])) > 0.5"#)
        let artifact = await CollectorRunner.sample().run(.asking(query, at: prometheus.url), subject, .builtIn)
        #expect(artifact.arguments[1] == #"sum(rate(http_requests_total{status="500"}[5m]))"#)
        #expect(
            artifact.findings.map(\.text) == [
                "What fires: sum(rate(http_requests_total{status=\"500\"}[5m])) is 1/s, above 0.5/s since 2027-01-15 07:32 UTC"
            ])
        let unknown = await CollectorRunner.sample(http: .unimplemented)(.asking(query, at: "http://127.0.0.1:9"))
        #expect(unknown.outcome == .notBound && unknown.output.contains("does not say by which expression it fires"))
    }

    @Test func `an alert that fires by being 0 is told of for as long as it is`() async throws {
        let prometheus = try await ScratchPrometheus(
            ScratchPrometheus.counter(#"gate_open{job="api"}"#, before: Self.now) { _ in 0 })
        let query = PrometheusQuery(expression: .ofAlert, title: "What fires", range: .seconds(1800))
        let subject = CollectorSubject([:], expression: #"gate_open{job="api"} == 0"#)
        let artifact = await CollectorRunner.sample().run(.asking(query, at: prometheus.url), subject, .builtIn)
        #expect(artifact.arguments[1] == #"gate_open{job="api"} == 0"# && artifact.chart?.series.count == 1)
        #expect(
            artifact.findings.map(\.text) == [
                #"What fires: gate_open{job="api"} (job=api) has been 0 for the whole 30m"#
            ])
    }

    @Test func `what does not exist is said so, and what cannot be read is answered with Prometheus's own words`()
        async throws
    {
        let prometheus = try await ScratchPrometheus(Self.requests)
        let run = CollectorRunner.sample()
        let none = await run(.asking(try .sample("no_such_metric"), at: prometheus.url))
        #expect(none.outcome == .succeeded && none.findings.isEmpty)
        #expect(none.output.contains("no series: nothing is measured by that name"))
        let wrong = await run(.asking(try .sample("sum("), at: prometheus.url))
        #expect(
            wrong.outcome == .failed && wrong.output.contains("Prometheus answers 400: bad_data: "), "\(wrong.output)")
    }

    @Test func `a label that would end the string is not asked`() async throws {
        let query = try PrometheusQuery.sample(#"up{namespace="{label:namespace}"}"#)
        let artifact = await CollectorRunner.sample(http: .unimplemented)(
            .asking(query, at: "http://127.0.0.1:9"), ["namespace": #"a"} or up{x="#])
        #expect(artifact.outcome == .notBound)
    }

    @Test(arguments: [
        (HTTPResponse(status: 200, body: Array("<html>login</html>".utf8)), "the answer is none of Prometheus: 200"),
        (HTTPResponse(status: 401, body: Array("no".utf8)), #"the answer is none of Prometheus: 401 "no""#),
        (
            HTTPResponse(
                status: 503, body: Array(#"{"status":"error","errorType":"timeout","error":"too slow"}"#.utf8)),
            "Prometheus answers 503: timeout: too slow"
        ),
    ])
    func `an answer that is none says what came`(response: HTTPResponse, words: String) async throws {
        let http = HTTPClient { (_) throws(TransportFailure) in response }
        let artifact = await CollectorRunner.sample(http: http)(.asking(try .sample("up"), at: "http://p:9090"))
        #expect(artifact.outcome == .failed && artifact.output.contains(words), "\(artifact.output)")
    }

    @Test func `a server that is silent has its time limit, and is left alone for a while`() async throws {
        let asked = Script<HTTPRequest, HTTPResponse>([.failure(TransportFailure(.timedOut, "after 10 s"))])
        let run = CollectorRunner.sample(http: asked.client)
        let first = await run(.asking(try .sample("up"), at: "http://p:9090"))
        #expect(first.outcome == .timedOut && first.output.contains("Prometheus at http://p:9090 did not answer"))
        let second = await run(.asking(try .sample("up == 0"), at: "http://p:9090"))
        #expect(second.silentTarget == "Prometheus at http://p:9090")
        let request = try #require(asked.questions.first)
        #expect(request.timeout == .seconds(10) && request.headers["Authorization"] == "Bearer t0ken-t0ken")
    }

    /// A pod whose answers fail since half an hour, and one that is well.
    private static let requests =
        "# TYPE http_requests counter\n"
        + [("api-1", "200", 10.0, 10.0), ("api-1", "500", 0, 1), ("api-2", "200", 10, 10), ("api-2", "500", 0, 0)].map {
            pod, status, before, since in
            ScratchPrometheus.counter(
                #"http_requests_total{namespace="llm-analytics-hub",pod="\#(pod)",status="\#(status)"}"#, before: now
            ) { $0 <= .seconds(1800) ? since : before }
        }.joined()
}

extension PrometheusQuery {
    fileprivate static func sample(
        _ text: String, unit: ChartUnit = .number, range: Duration? = nil, limit: ChartLimit? = nil
    ) throws -> PrometheusQuery {
        PrometheusQuery(
            expression: .template(try ArgumentTemplate(text)), title: "API error rate", unit: unit, range: range,
            limit: limit)
    }
}

extension Collector {
    fileprivate static func asking(_ query: PrometheusQuery, at url: String) -> Collector {
        Collector(name: "error-rate", procedure: "P1", when: Selector(), source: .prometheus(query)).at(
            PrometheusServer(url: url, access: HTTPAccess(credentials: .bearer(Secret("t0ken-t0ken")))))
    }
}
