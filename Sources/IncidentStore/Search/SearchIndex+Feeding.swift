internal import GRDB
internal import IncidentCore

extension SearchIndex {
    /// Puts a batch into the index, with how far it has come, in one transaction: after a crash it goes on from there.
    func add(_ batch: SearchBatch) async throws {
        try await write { db in
            let progress = batch.progress
            for shard in SearchShard.all(from: progress.low, to: progress.high) { try shard.makeTables(db) }
            for document in batch.documents { try Self.replace(document, in: db) }
            try db.execute(
                sql: "UPDATE progress SET low = ?, high = ?, mark = ?",
                arguments: [progress.low, progress.high, progress.mark])
            for (source, newest) in progress.positions {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO position (source, newest) VALUES (?, ?)",
                    arguments: [source.rawValue, newest])
            }
        }
    }

    /// Packs a little of what is complete.
    ///
    /// - Parameter pages: as `SearchShard` takes them.
    /// - Returns: whether nothing is left to pack.
    func pack(_ progress: SearchProgress, pages: Int) async throws -> Bool {
        guard let shard = try read({ try SearchShard.unpacked(progress, $0) }).flatMap(\.self) else { return true }
        try await write { db in _ = try shard.pack(pages: pages, db) }
        return false
    }

    private static func replace(_ document: SearchDocument, in db: Database) throws {
        let words = SearchShard(holding: document.incidentID).words
        let artifacts = try StoredJSON.encode(document.outputs.map(\.artifactID))
        let texts = SearchColumn.kept.map { document.text($0) }
        let columns = (SearchColumn.kept.map(\.rawValue) + ["artifacts"]).joined(separator: ", ")
        let stored = try db.row("SELECT \(columns) FROM document WHERE incident_id = ?", [document.incidentID])
        if let stored {
            let known: [String] = SearchColumn.kept.map { stored[$0.rawValue] }
            guard known != texts || stored["artifacts"] != artifacts else { return }
            try remove(stored, document, from: words, in: db)
        }
        try run("INSERT INTO \(words) (rowid, \(names)) VALUES (?, \(places))", document.incidentID, in: db) {
            document.text($0)
        }
        let marks = Array(repeating: "?", count: texts.count + 2).joined(separator: ", ")
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO document (incident_id, \(columns)) VALUES (\(marks))"
        ).execute(
            arguments: StatementArguments([document.incidentID]) + StatementArguments(texts)
                + StatementArguments([artifacts]))
    }

    /// FTS5 is given what it was given before. Outputs are never changed, so those of before are among those of now.
    private static func remove(
        _ stored: StoredRow, _ document: SearchDocument, from words: String, in db: Database
    ) throws {
        let artifacts = Set(try StoredJSON.decode(stored["artifacts"]) as [Int64])
        let outputs = document.outputs.filter { artifacts.contains($0.artifactID) }
        let sql = "INSERT INTO \(words) (\(words), rowid, \(names)) VALUES ('delete', ?, \(places))"
        try run(sql, document.incidentID, in: db) {
            $0 == .outputs ? outputs.map(\.text).joined(separator: "\n") : stored[$0.rawValue]
        }
    }

    private static let names = SearchColumn.allCases.map(\.rawValue).joined(separator: ", ")
    private static let places = Array(repeating: "?", count: SearchColumn.allCases.count).joined(separator: ", ")

    private static func run(
        _ sql: String, _ id: Int64, in db: Database, _ text: (SearchColumn) -> String
    ) throws {
        try db.cachedStatement(sql: sql).execute(
            arguments: StatementArguments([id]) + StatementArguments(SearchColumn.allCases.map(text)))
    }
}
