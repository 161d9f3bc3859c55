import IncidentCore
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("What Grafana shows")
    struct Grafana {
        @Test func `an incident is a mark on its graphs, and its page links the dashboard`() async throws {
            let grafana = try await StandIn.grafana(token: "glsa_t0ken_t0ken", "--fail", "503")
            let installation = try ResponderInstallation(environment: [
                "GRAFANA_URL": grafana.origin, "GRAFANA_TOKEN": "glsa_t0ken_t0ken",
            ])
            let responder = try await installation.start()
            var annotations = MainWay.annotations
            annotations["grafana_dashboard"] = "analytics-api"
            let body = try webhookBody(
                MainWay.labels, startsAt: Timestamp.ofThisMachine.rfc3339, annotations: annotations)
            #expect(try await responder.api.send(.post, "/webhooks/alertmanager", body: body).status == 200)
            let id = try await responder.firstIncident().id
            let page = try await responder.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains(/href="http:\/\/127\.0\.0\.1:\d+\/d\/analytics-api\?from=\d+&amp;to=now"/))

            struct Taken: Decodable { let tags: [String] }
            // The first is refused for the moment, and goes out a while later.
            let taken = try await waitUntil("Grafana has an annotation", within: .seconds(60)) {
                let taken = try await grafana.read([Taken].self, "/_stub/annotations")
                return taken.isEmpty ? nil : taken
            }
            #expect(taken.map(\.tags.first) == ["responder"] && taken[0].tags.contains("incident:\(id)"))
        }
    }
}
