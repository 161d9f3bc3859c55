internal import GRDB
package import IncidentCore

extension StoreReader {
    /// Most urgent first, of these what has changed, of what is current; a sentence that several collectors say stands once.
    package func findings(incidentID: Int64) throws -> [Finding] {
        try findings(incidentIDs: [incidentID])[incidentID] ?? []
    }

    /// The same of several incidents, in one query; those of which nothing was found are not in it.
    package func findings(incidentIDs: [Int64]) throws -> [Int64: [Finding]] {
        guard !incidentIDs.isEmpty else { return [:] }
        let places = incidentIDs.map { _ in "?" }.joined(separator: ", ")
        let found: [(id: Int64, finding: Finding)] = try rows(
            """
            SELECT finding.*, artifact.arguments AS command FROM \(Self.currentArtifacts)
            JOIN finding ON finding.artifact_id = artifact.id
            WHERE finding.incident_id IN (\(places)) AND \(Self.isCurrent)
            ORDER BY finding.incident_id, \(Self.leadFirst), artifact.position, finding.id
            """, StatementArguments(incidentIDs)
        ).compactMap { row in
            unreadable.read("finding", row) { row -> (id: Int64, finding: Finding) in
                (row["incident_id"], try Self.finding(row))
            }
        }
        return Dictionary(grouping: found) { $0.id }.mapValues { Finding.merged($0.map { $0.finding }) }
    }

    private static func finding(_ row: StoredRow) throws -> Finding {
        let line: Int? = row["line"]
        let command: [String] = (try? StoredJSON.decode(row["command"])) ?? []
        return Finding(
            collector: row["collector"], level: try row.word("level"), text: row["text"],
            lines: line.map { [$0] } ?? [], count: row["count"], isChanged: row["changed"],
            artifactID: row["artifact_id"], isLogged: Finding.isLog(of: command))
    }

    /// Open incidents of which some finding is one of these sentences, and more than good to know; the newest first.
    ///
    /// - Parameters:
    ///   - open: so many are looked at of each status and priority, the newest: each costs a look at its findings.
    ///   - limit: so many are told at most.
    package func openIncidents(saying texts: [String], lookingAt open: Int, limit: Int) throws -> [Int64] {
        guard !texts.isEmpty else { return [] }
        let parts = [IncidentStatus.triggered, .acknowledged].flatMap { status in
            Priority.allCases.map { (status: status, priority: $0) }
        }
        let newest = """
            SELECT id FROM (SELECT id FROM incident WHERE status = ? AND priority = ? ORDER BY id DESC LIMIT ?)
            """
        let looked = repeatElement(newest, count: parts.count).joined(separator: " UNION ALL ")
        let places = texts.map { _ in "?" }.joined(separator: ", ")
        var arguments = StatementArguments()
        for part in parts { arguments += [part.status.rawValue, part.priority.rawValue, open] }
        return try rows(
            """
            SELECT DISTINCT incident_id FROM finding
            WHERE incident_id IN (\(looked)) AND level <> 'info' AND text IN (\(places))
            ORDER BY incident_id DESC LIMIT ?
            """, arguments + StatementArguments(texts) + [limit]
        ).map { $0["incident_id"] }
    }
}
