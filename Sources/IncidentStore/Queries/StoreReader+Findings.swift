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
        let found: [(id: Int64, finding: Finding, asked: Asked)] = try rows(
            """
            SELECT finding.*, artifact.arguments AS command, incident.labels AS lead_labels FROM \(Self.currentArtifacts)
            JOIN finding ON finding.artifact_id = artifact.id
            WHERE finding.incident_id IN (\(places)) AND \(Self.isCurrent)
            ORDER BY finding.incident_id, \(Self.leadFirst), artifact.position, finding.id
            """, StatementArguments(incidentIDs)
        ).compactMap { row in
            unreadable.read("finding", row) { row -> (id: Int64, finding: Finding, asked: Asked) in
                let asked = Asked(
                    command: (try? StoredJSON.decode(row["command"])) ?? [], labels: row["lead_labels"])
                return (row["incident_id"], try Self.finding(row, of: asked.command), asked)
            }
        }
        return try Dictionary(grouping: found) { $0.id }.reduce(into: [:]) { all, incident in
            let subject = AlertSubject((try? Labels(json: incident.value[0].asked.labels)) ?? Labels())
            var questions: [[String]: QuestionSubject] = [:]
            // Most are about what the lead names.
            var others: [AlertSubject]?
            var looked: Looked?
            all[incident.key] = Finding.merged(
                try incident.value.map { found in
                    var finding = found.finding
                    let question = questions[found.asked.command] ?? QuestionSubject(found.asked.command)
                    questions[found.asked.command] = question
                    func isElsewhere(_ subject: AlertSubject) throws -> Bool {
                        switch subject.place(of: finding.text, askedBy: question) {
                        case .own, .unknown: return false
                        case .elsewhere: return true
                        case .store:
                            let all = try looked ?? lookedAt(ofIncident: incident.key)
                            looked = all
                            return !subject.isSeen(askedBy: all.questions, rows: all.rows)
                        }
                    }
                    guard try isElsewhere(subject) else { return finding }
                    let joined = try others ?? subjects(ofIncident: incident.key)
                    others = joined
                    if joined.count <= Self.lookedAlerts, try joined.allSatisfy(isElsewhere) {
                        finding.elsewhere = question.elsewhereWords(besides: subject)
                    }
                    return finding
                })
        }
    }

    /// What a finding's collector was asked, and the labels of the lead as they are stored.
    private struct Asked {
        let command: [String]
        let labels: String
    }

    /// What the collectors of an incident were asked, and what their lists of workloads have printed.
    private struct Looked {
        let questions: [QuestionSubject]
        let rows: [Substring]
    }

    /// So much is read of what a list has printed.
    private static let listCharacters = 65_536

    private func lookedAt(ofIncident id: Int64) throws -> Looked {
        let asked = try currentArtifacts(incidentID: id).map { (id: $0.id, question: QuestionSubject($0.arguments)) }
        let rows = try asked.filter { $0.question.listsWorkloads }.flatMap { asked in
            try artifactOutput(asked.id, characters: Self.listCharacters).text.split(whereSeparator: \.isNewline)
        }
        return Looked(questions: asked.map { $0.question }, rows: rows)
    }

    /// Of so many alerts of an incident it is looked what they are about; where it has more, nothing is said to be elsewhere.
    private static let lookedAlerts = 200

    private func subjects(ofIncident id: Int64) throws -> [AlertSubject] {
        try rows(
            "SELECT labels FROM occurrence WHERE incident_id = ? LIMIT ?", [id, Self.lookedAlerts + 1]
        ).compactMap { row in
            let text: String = row["labels"]
            return (try? Labels(json: text)).map { AlertSubject($0) }
        }
    }

    private static func finding(_ row: StoredRow, of command: [String]) throws -> Finding {
        let line: Int? = row["line"]
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
