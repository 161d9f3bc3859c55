import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("What changed before an incident, as kubectl tells it")
    struct WhatChanged {
        @Test func `after a deployment it is the new revision and the new pods, and nothing else`() async throws {
            let kubernetes = try await ScratchKubernetes(scenario: "healthy")
            let installation = try ResponderInstallation(
                environment: kubernetes.environment, programs: kubernetes.programs)
            // The second incident comes within 15 seconds of the first, whose answers it would share.
            for name in ["pods", "rollout-history", "nodes", "quotas"] {
                try installation.edit(
                    "collectors.yaml", replacing: "  - name: \(name)\n", with: "  - name: \(name)\n    share_for: 0s\n")
            }
            let responder = try await installation.start()
            // How things stand after an incident is what the next one is compared with.
            let started = Timestamp.ofThisMachine.rfc3339
            for status in ["firing", "resolved"] {
                let body = try webhookBody(MainWay.labels, status: status, startsAt: started)
                #expect(try await responder.api.post(body).status == 200)
                try await responder.diagnosed(1)
            }
            let taken = #"responder_baseline_runs_total{outcome="succeeded"} 4"#
            _ = try await responder.eventually("baselines are taken", within: .seconds(60)) { api in
                try await api.send(.get, "/metrics").text.contains(taken) ? true : nil
            }

            try await kubernetes.set(scenario: "deployed")
            let labels = MainWay.labels.merging(["alertname": "ApiErrorRateHigh"]) { $1 }
            let body = try webhookBody(
                labels, startsAt: Timestamp.ofThisMachine.rfc3339, fingerprint: "00112233445566bb",
                groupKey: "{}:{next}")
            #expect(try await responder.api.post(body).status == 200)
            try await responder.diagnosed(2)

            let detail = try await responder.api.incident(2)
            let compared = detail.artifacts.filter { $0.baseline != nil }
            #expect(compared.map(\.collector) == ["pods", "rollout-history", "nodes", "quotas"])
            let expected = [
                "3 pods of analytics-api replaced",
                "analytics-api: revision 7 -> 8 (image api=llm-analytics-hub/api:v1.2.4)",
            ]
            #expect(compared.prefix(2).map { $0.baseline?.summary } == expected)
            #expect(compared.dropFirst(2).allSatisfy { $0.baseline?.changed == 0 })
            let rows = [
                (
                    "added",
                    [
                        "analytics-api-5c8f7d6b94-c4bxt", "analytics-api-5c8f7d6b94-rk9wl",
                        "analytics-api-5c8f7d6b94-zn6vf",
                    ]
                ),
                (
                    "removed",
                    ["analytics-api-7d9c6b5f4-2xkqv", "analytics-api-7d9c6b5f4-8hzrp", "analytics-api-7d9c6b5f4-mw5tn"]
                ),
            ].flatMap { kind, names in names.map { "\(kind) \($0)" } }
            #expect(try await changes(of: compared[0].id, responder) == rows)
            #expect(try await changes(of: compared[1].id, responder) == ["changed deployment.apps/analytics-api"])

            let since = try #require(compared[0].baseline?.at.replacing("T", with: " ").prefix(16))
            let told = expected.map { "\($0) since \(since) UTC" }
            let findings = detail.incident.findings.map(\.text)
            #expect(findings.filter { $0.hasSuffix(" UTC") }.sorted() == told.sorted())
            #expect(detail.incident.findings.filter(\.changed).count >= told.count)
            let page = try await responder.api.send(.get, "/incidents/2").text
            #expect(page.contains("<h2>What changed</h2>"))
            let shown = try await installation.run(["incident", "show", "2"] + installation.dataOption)
            #expect(shown.output.contains("- pods since "))
            for (sentence, collector) in zip(told, compared.map(\.collector)) {
                #expect(shown.output.contains("- warning: \(sentence) (\(collector), changed)\n"))
            }
            #expect(
                shown.output.contains(": new: analytics-api-5c8f7d6b94-c4bxt (READY 1/1, STATUS Running, RESTARTS 0)"))
            #expect(shown.output.contains(": deployment.apps/analytics-api: REVISION 7 -> 8, CHANGE-CAUSE "))
            #expect(try await kubernetes.writes() == "[]")
            #expect(responder.errorLines == [])
        }

        private func changes(of artifact: Int, _ responder: ResponderProcess) async throws -> [String] {
            struct Changes: Decodable {
                struct Change: Decodable { let kind, row: String }
                let changes: [Change]
            }
            return try await responder.api.get(Changes.self, "/api/artifacts/\(artifact)/changes").changes.map {
                "\($0.kind) \($0.row)"
            }
        }
    }
}
