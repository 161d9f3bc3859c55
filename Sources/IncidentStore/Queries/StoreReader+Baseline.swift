internal import GRDB
package import IncidentCore

extension StoreReader {
    package func baselineQuestions() throws -> [StoredBaselineQuestion] {
        try rows("SELECT * FROM baseline_question ORDER BY id").compactMap { row in
            unreadable.read("baseline_question", row) { row in
                StoredBaselineQuestion(
                    id: row["id"],
                    question: BaselineQuestion(
                        collector: row["collector"], arguments: try StoredJSON.decode(row["arguments"]),
                        told: try row.labels("told")),
                    labels: try row.labels("labels"), askedAt: row.time("asked_at_ms"), dueAt: row.time("due_at_ms"))
            }
        }
    }

    /// The newest baseline of a question before a time.
    package func baseline(
        of question: BaselineQuestion, before time: Timestamp
    ) throws -> (output: String, takenAt: Timestamp)? {
        try row(
            """
            SELECT output, taken_at_ms FROM baseline JOIN baseline_question ON baseline_question.id = question_id
            WHERE collector = ? AND arguments = ? AND told = ? AND taken_at_ms < ?
            ORDER BY taken_at_ms DESC, baseline.id DESC LIMIT 1
            """,
            [
                question.collector, try StoredJSON.encode(question.arguments), question.told.json, time.milliseconds,
            ]
        ).map { ($0["output"], $0.time("taken_at_ms")) }
    }

    /// Whether nothing else needs the places of collectors: no round of an incident is to run or runs. A storm of messages
    /// asks the cluster nothing.
    package func isQuiet() throws -> Bool {
        try row("SELECT 1 FROM diagnosis WHERE due_at_ms IS NOT NULL AND target IS NULL LIMIT 1") == nil
    }

    /// What is different in an artifact from before its incident; `nil` where it could not be compared.
    package func artifactComparison(_ id: Int64) throws -> BaselineComparison? {
        try row("SELECT * FROM artifact_comparison WHERE artifact_id = ?", [id]).map(BaselineComparison.init(row:))
    }

    /// Of one incident, by artifact.
    package func artifactComparisons(incidentID: Int64) throws -> [Int64: BaselineComparison] {
        let found = try rows(
            """
            SELECT artifact_comparison.* FROM artifact_comparison JOIN diagnostic_artifact ON id = artifact_id
            WHERE incident_id = ?
            """, [incidentID])
        return try Dictionary(uniqueKeysWithValues: found.map { ($0["artifact_id"], try BaselineComparison(row: $0)) })
    }
}

extension BaselineComparison {
    /// Without changes that this release does not know.
    fileprivate init(row: StoredRow) throws {
        self.init(
            baselineAt: row.time("baseline_at_ms"),
            difference: OutputDifference(
                changes: try StoredJSON.decodeList(row["changes"]), omitted: row["omitted"]))
    }
}
