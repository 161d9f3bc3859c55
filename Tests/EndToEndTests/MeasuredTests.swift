import IncidentCore
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("What Prometheus measures, beside what the tools say")
    struct Measured {
        @Test func `stands on the incident's page with its finding, its chart and the next steps`() async throws {
            let now = Timestamp.ofThisMachine
            let kubernetes = try await ScratchKubernetes(scenario: "service-down")
            let prometheus = try await ScratchPrometheus(Self.requests(until: now))
            let environment = kubernetes.environment.merging(["PROMETHEUS_URL": prometheus.url]) { $1 }
            let installation = try ResponderInstallation(environment: environment, programs: kubernetes.programs)
            let responder = try await installation.start()
            let generator =
                "http://prometheus:9090/graph?g0.expr=sum(rate(http_requests_total%5B5m%5D))+%3C+100&g0.tab=1"
            let body = try webhookBody(
                MainWay.labels, startsAt: now.rfc3339, annotations: MainWay.annotations, generatorURL: generator)
            #expect(try await responder.api.send(.post, "/webhooks/alertmanager", body: body).status == 200)

            let id = try await responder.firstIncident().id
            let detail = try await responder.eventually("all diagnostics are stored", within: .seconds(60)) { api in
                let detail = try await api.incident(id)
                return detail.artifacts.contains { $0.collector == "disk-usage" } && detail.artifacts.count >= 18
                    ? detail : nil
            }
            let outcomes = detail.artifacts.map { "\($0.collector) \($0.outcome)" }
            #expect(outcomes.allSatisfy { $0.hasSuffix(" succeeded") }, "\(outcomes)")
            let findings = detail.incident.findings.map(\.text)
            #expect(findings.contains { $0.contains("CrashLoopBackOff") })
            #expect(findings.contains { $0.hasPrefix("API error rate is ") && $0.contains("%, above 1% since ") })
            #expect(findings.contains { $0.hasPrefix("What fires: ") && $0.contains(", below 100 since ") })

            let page = try await responder.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains(#"<path class="chart-line chart-line-1" d="M0 "#))
            #expect(page.contains("API error rate; above 1% is too much") && page.contains("opened 2"))
            #expect(page.contains("kubectl rollout undo"))
            let rate = try #require(detail.artifacts.first { $0.collector == "api-error-rate" })
            let chart = try await responder.api.send(.get, "/api/artifacts/\(rate.id)/chart").text
            #expect(chart.contains(#""limit":{"side":"above","value":0.01}"#))
            #expect(try await kubernetes.writes() == "[]")
            #expect(responder.errorLines == [])
        }

        /// An API of which one request in eleven fails since a quarter of an hour.
        private static func requests(until now: Timestamp) -> String {
            "# TYPE http_requests counter\n"
                + [("200", 10.0), ("500", 1.0)].map { status, rate in
                    ScratchPrometheus.counter(
                        #"http_requests_total{namespace="llm-analytics-hub",status="\#(status)"}"#, before: now
                    ) { status == "200" || $0 <= .seconds(900) ? rate : 0 }
                }.joined()
        }
    }
}
