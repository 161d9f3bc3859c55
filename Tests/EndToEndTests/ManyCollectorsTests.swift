import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Many short collectors at once")
    struct ManyCollectors {
        @Test func `none of them is ended as what another has left behind`() async throws {
            let installation = try ResponderInstallation(programs: ["/usr/bin", "/bin"])
            let rows = (1...60).map { "  - { name: c\($0), run: [echo, c\($0)], trusted: true, share_for: 0s }\n" }
            try installation.replaceCollectors(with: "collectors:\n\(rows.joined())")
            let responder = try await installation.start()
            for number in 1...8 {
                let body = try webhookBody(
                    ["alertname": "ServiceDown\(number)", "severity": "critical"],
                    fingerprint: "00000000000000\(10 + number)",
                    groupKey: "{}:{\(number)}")
                #expect(try await responder.api.post(body).status == 200)
            }
            for id in 1...8 {
                let artifacts = try await responder.eventually("all have run", within: .seconds(240)) {
                    api -> [ResponderIncidentDetail.Artifact]? in
                    guard try await api.incidents().contains(where: { $0.id == id }) else { return nil }
                    let artifacts = try await api.incident(id).artifacts
                    return artifacts.count == rows.count ? artifacts : nil
                }
                for artifact in artifacts {
                    let output = try await responder.api.output(ofArtifact: artifact.id)
                    #expect(output == "\(artifact.collector)\n" && artifact.outcome == "succeeded")
                }
            }
            #expect(responder.errorLines == [])
        }
    }
}
