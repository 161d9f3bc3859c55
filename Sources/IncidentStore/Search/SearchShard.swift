internal import GRDB
internal import IncidentCore

/// A part of the search index: the words of so many incidents in a row, in tables of their own.
///
/// FTS5 looks for a phrase until it finds one, however far that is, and cannot be told where to stop: so a search looks at
/// one part after the other, the newest first, and stops between two of them when its time is over. A part that is
/// complete is packed once, and then left in peace.
struct SearchShard: Sendable, Hashable {
    /// Incidents. A phrase of two words that stand in all of them, and nowhere side by side, takes some hundredths of a
    /// second; a word that is in none of them less than a thousandth.
    static let size: Int64 = 32_768

    let number: Int64

    init(_ number: Int64) { self.number = number }

    init(holding incident: Int64) { number = incident / Self.size }

    /// Its first incident, and the one behind its last.
    var first: Int64 { number * Self.size }
    var behind: Int64 { first + Self.size }

    var words: String { "word_\(number)" }
    var terms: String { "term_\(number)" }

    /// Those that hold the incidents from one to another, with both; the newest first.
    static func all(from low: Int64, to high: Int64) -> [SearchShard] {
        guard low <= high else { return [] }
        return (low / size...high / size).map { SearchShard($0) }.reversed()
    }
}

extension SearchShard {
    /// The words without the texts: those that change are kept in `document`, and outputs are in the main database. A prefix
    /// of three letters has an index of its own, because there are too many words that begin so.
    func makeTables(_ db: Database) throws {
        guard try !db.tableExists(words) else { return }
        try db.execute(
            sql: """
                CREATE VIRTUAL TABLE \(words) USING fts5 (
                    \(SearchColumn.allCases.map(\.rawValue).joined(separator: ", ")), content='', columnsize=0,
                    prefix='\(SearchExpression.indexedPrefix)', tokenize='\(SearchExpression.tokenizer)');
                CREATE VIRTUAL TABLE \(terms) USING fts5vocab (\(words), instance);
                """)
        try db.execute(sql: "INSERT INTO shard (number, packing) VALUES (?, 'not begun')", arguments: [number])
    }

    /// Joins what many batches have left, so that a search has one place to look instead of some dozen.
    ///
    /// - Parameter pages: of 4 kB, so many at a time.
    /// - Returns: whether it is done.
    func pack(pages: Int, _ db: Database) throws -> Bool {
        let begins =
            try String.fetchOne(db, sql: "SELECT packing FROM shard WHERE number = ?", arguments: [number])
            == "not begun"
        let before = db.totalChangesCount
        // Below zero it takes all there is into what is to be joined.
        try db.execute(
            sql: "INSERT INTO \(words) (\(words), rank) VALUES ('merge', ?)", arguments: [begins ? -pages : pages])
        // FTS5's own sign that there was nothing to do is a single change.
        let isDone = db.totalChangesCount - before < 2
        guard begins || isDone else { return false }
        try db.execute(
            sql: "UPDATE shard SET packing = ? WHERE number = ?", arguments: [isDone ? "done" : "begun", number])
        return isDone
    }

    /// The newest one that is complete and not packed.
    static func unpacked(_ progress: SearchProgress, _ db: Database) throws -> SearchShard? {
        let number = try Int64.fetchOne(
            db,
            sql: """
                SELECT number FROM shard WHERE packing <> 'done' AND max(1, number * \(size)) >= ?
                AND (number + 1) * \(size) <= ? + 1 ORDER BY number DESC LIMIT 1
                """,
            arguments: [progress.low, progress.high])
        return number.map { SearchShard($0) }
    }
}
