package import IncidentCore
package import IncidentStore

package struct ArtifactView: Encodable, Sendable {
    let id: Int64
    let collector: String
    let procedure: String
    let command: [String]
    let startedAt: String
    let durationMilliseconds: Int64
    @Explicit var exitStatus: Int?
    let outcome: String
    let bytes: Int
    let truncated: Bool
    @Explicit var redactions: Int?
    @Explicit var sha256: String?
    @Explicit var baseline: BaselineView?

    enum CodingKeys: String, CodingKey {
        case id, collector, procedure, command, outcome, bytes, truncated, redactions, sha256, baseline
        case startedAt = "started_at"
        case durationMilliseconds = "duration_ms"
        case exitStatus = "exit_status"
    }

    package init(_ artifact: StoredArtifact, _ comparison: BaselineComparison?) {
        id = artifact.id
        collector = artifact.collector
        procedure = artifact.procedure
        command = artifact.arguments
        startedAt = artifact.startedAt.rfc3339
        durationMilliseconds = artifact.duration.wholeMilliseconds
        exitStatus = artifact.exitStatus
        outcome = artifact.outcome.rawValue
        bytes = artifact.bytes
        truncated = artifact.truncated
        redactions = artifact.original?.redactions
        sha256 = artifact.original?.sha256
        baseline = comparison.map(BaselineView.init)
    }
}
