internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// So many of the newest are kept of each question.
    package static let baselinesKept = 24

    /// Notes a question that is to be asked while nothing is wrong; one that is known only that it was asked.
    ///
    /// - Parameter labels: with which it is asked again.
    package mutating func addBaselineQuestion(
        _ question: BaselineQuestion, labels: Labels, askedAt: Timestamp, dueAt: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO baseline_question (collector, arguments, told, labels, asked_at_ms, due_at_ms)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (collector, arguments, told) DO UPDATE SET asked_at_ms = excluded.asked_at_ms
            """,
            question.collector, try StoredJSON.encode(question.arguments), question.told.json, labels.json,
            askedAt.milliseconds, dueAt.milliseconds)
    }

    /// With their baselines.
    package func forgetBaselineQuestions(_ ids: [Int64]) throws {
        for id in ids { try run("DELETE FROM baseline_question WHERE id = ?", id) }
    }

    /// Takes the turn of a question.
    ///
    /// - Parameter next: its next turn.
    /// - Returns: false where it is not its turn, or it is gone.
    package func claimBaseline(_ id: Int64, at now: Timestamp, next: Timestamp) throws -> Bool {
        try run(
            "UPDATE baseline_question SET due_at_ms = ? WHERE id = ? AND due_at_ms <= ?", next.milliseconds, id,
            now.milliseconds)
        return db.changesCount > 0
    }

    package func postponeBaseline(_ id: Int64, until due: Timestamp) throws {
        try run("UPDATE baseline_question SET due_at_ms = ? WHERE id = ?", due.milliseconds, id)
    }

    /// Lets the questions that an incident asked be asked at once: how it is afterwards is what the next is compared with.
    package mutating func hastenBaselines(ofIncident id: Int64, at now: Timestamp) throws {
        try run(
            """
            UPDATE baseline_question SET due_at_ms = ?
            WHERE due_at_ms > ? AND (collector, arguments) IN (
                SELECT collector, arguments FROM diagnostic_artifact WHERE incident_id = ?)
            """, now.milliseconds, now.milliseconds, id)
        if db.changesCount > 0 { changes.insert(.baseline) }
    }

    /// Stores what a question brought. Of older ones the newest are kept, and those with which an open incident is
    /// compared.
    package func addBaseline(_ output: String, takenAt: Timestamp, of question: Int64) throws {
        try run(
            """
            INSERT INTO baseline (question_id, taken_at_ms, output)
            SELECT id, ?, ? FROM baseline_question WHERE id = ?
            """, takenAt.milliseconds, output, question)
        try db.execute(
            sql: """
                DELETE FROM baseline WHERE question_id = :question
                    AND id NOT IN (
                        SELECT id FROM baseline WHERE question_id = :question ORDER BY taken_at_ms DESC, id DESC LIMIT :kept)
                    AND id NOT IN (
                        SELECT coalesce((
                            SELECT id FROM baseline AS older
                            WHERE question_id = :question AND older.taken_at_ms < incident.opened_at_ms
                            ORDER BY taken_at_ms DESC, id DESC LIMIT 1), 0)
                        FROM incident WHERE status <> 'resolved')
                """, arguments: ["question": question, "kept": Self.baselinesKept])
    }

    func add(_ comparison: BaselineComparison, to artifactID: Int64) throws {
        try run(
            "INSERT INTO artifact_comparison (artifact_id, baseline_at_ms, changes, omitted) VALUES (?, ?, ?, ?)",
            artifactID, comparison.baselineAt.milliseconds, try StoredJSON.encode(comparison.difference.changes),
            comparison.difference.omitted)
    }
}
