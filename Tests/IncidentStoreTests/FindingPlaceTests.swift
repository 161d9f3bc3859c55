import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite("A store's trouble, and the application of an alert", .timeLimit(.minutes(5)))
struct FindingPlaceTests {
    private static let trouble = "pod/timescaledb-0: Unhealthy: Readiness probe failed"

    private static func artifact(
        _ command: String, _ output: String = "", findings: [String] = []
    ) -> DiagnosticArtifact {
        DiagnosticArtifact(
            collector: command, procedure: "P1: Service Down",
            arguments: command.split(separator: " ").map(String.init), startedAt: .start,
            duration: .milliseconds(40), exitStatus: 0, outcome: .succeeded, bytes: output.utf8.count,
            truncated: false, output: output, original: nil,
            findings: findings.map { Finding(collector: command, level: .critical, text: $0) })
    }

    @Test(
        arguments: [
            ("billing", "NAME READY\ntimescaledb-0 0/1\n", "elsewhere in shop"),
            ("billing", "NAME READY\ntimescaledb-0 0/1\nbilling-5d4f8c7b9-x2x4z 1/1\n", nil),
            ("analytics-api", "", nil), ("analytics_api", "", nil),
        ] as [(String, String, String?)])
    func `stand together where a collector has looked at it, by its name or in a list`(
        service: String, pods: String, elsewhere: String?
    ) async throws {
        let scratch = try ScratchStore()
        let labels: Labels = ["alertname": "ServiceDown", "namespace": "shop", "service": service]
        let id = try await scratch.add(.sample(group: "a", labels: labels))[0]
        try await scratch.store.write { try $0.requestDiagnosis(.opened, of: nil, incidentID: id, at: .start) }
        let round = try #require(
            try await scratch.store.write {
                try $0.claimDiagnosis(owner: "us", at: .start, leaseUntil: .start + .seconds(60))
            })
        let artifacts = [
            Self.artifact("kubectl get events -n shop", findings: [Self.trouble]),
            Self.artifact("kubectl get pods -n shop", pods), Self.artifact("kubectl logs -n shop -l app=analytics-api"),
        ]
        for (place, artifact) in artifacts.enumerated() {
            _ = try await scratch.store.write { try $0.addArtifact(artifact, at: place, of: round) }
        }
        let findings = try await scratch.store.read { try $0.findings(incidentID: id) }
        #expect(findings.map(\.text) == [Self.trouble])
        #expect(findings[0].elsewhere == elsewhere)
        #expect((findings.likelyCause == nil) == (elsewhere != nil))
    }
}
