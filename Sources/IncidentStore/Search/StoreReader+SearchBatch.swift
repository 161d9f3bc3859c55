internal import GRDB
package import IncidentCore

extension StoreReader {
    /// Each may have megabytes of outputs.
    private static let changedTogether = 20

    /// What the index lacks: incidents that changed, then new ones, then those of before it was made, newest first.
    ///
    /// - Parameters:
    ///   - progress: `nil` when the index is empty.
    ///   - others: numbers of incidents that may have changed without a trace in any source.
    ///   - limit: how many incidents at most.
    ///   - bytes: of their texts; the incident with which that is passed is the last.
    func searchBatch(
        after progress: SearchProgress?, others: [Int64], tables: RoutingTables, limit: Int, bytes: Int
    ) throws -> SearchBatch {
        let newest = try newestIncidentID() ?? 0
        guard var next = progress else {
            return try searchBatch(
                after: try SearchProgress(beginningAt: newest, reader: self), others: [], tables: tables, limit: limit,
                bytes: bytes)
        }
        guard try isAbout(next, newest: newest) else { throw SearchIndexIsForeign() }
        var changed = Set(others)
        let isCaughtUp = try follow(&next, into: &changed, limit: Self.changedTogether)
        var (documents, room): ([SearchDocument], Int) = ([], bytes)
        // Those outside are read when it is their turn, as they are then.
        for id in changed.sorted() where id >= next.low && id <= next.high {
            guard let document = try searchDocument(id, tables: tables) else { continue }
            documents.append(document)
            room -= document.bytes
        }
        while documents.count < limit, room > 0, next.high < newest {
            next.high += 1
            guard let document = try searchDocument(next.high, tables: tables) else { continue }
            documents.append(document)
            room -= document.bytes
        }
        while documents.count < limit, room > 0, next.low > 1 {
            next.low -= 1
            guard let document = try searchDocument(next.low, tables: tables) else { continue }
            documents.append(document)
            room -= document.bytes
        }
        return SearchBatch(
            documents: documents.sorted { $0.incidentID < $1.incidentID }, progress: next,
            isLast: isCaughtUp && next.missing(newest: newest) == 0)
    }

    /// How much of what is stored is in the index.
    func searchStanding(_ progress: SearchProgress?) throws -> SearchStanding {
        let newest = try newestIncidentID() ?? 0
        return SearchStanding(incidents: newest, indexed: progress.map { newest - $0.missing(newest: newest) } ?? 0)
    }

    /// The incidents that fire and were heard of since a time: their annotations may have changed, which leaves no row.
    package func firingIncidents(heardSince time: Timestamp) throws -> [Int64] {
        try rows(
            """
            SELECT DISTINCT incident_id AS id FROM occurrence
            WHERE status = 'firing' AND last_seen_at_ms >= ? ORDER BY incident_id
            """, [time.milliseconds]
        ).map { $0["id"] }
    }

    /// The incidents that have changed since the index read them, up to a number.
    func changedSince(_ progress: SearchProgress, limit: Int) throws -> Set<Int64> {
        var (changed, next): (Set<Int64>, SearchProgress) = ([], progress)
        _ = try follow(&next, into: &changed, limit: limit)
        return changed
    }

    /// - Returns: whether that is all.
    private func follow(_ progress: inout SearchProgress, into changed: inout Set<Int64>, limit: Int) throws -> Bool {
        for source in SearchSource.allCases {
            let found = try rows(source.changes, [progress.positions[source] ?? 0, limit])
            for row in found {
                let incident: Int64? = row["incident_id"]
                if let incident { changed.insert(incident) }
                progress.positions[source] = row["id"]
                guard changed.count < limit else { break }
            }
            if source == .timeline { progress.mark = try mark(progress.positions[source] ?? 0) }
            guard changed.count < limit, found.count < limit else { return false }
        }
        return true
    }

    private func isAbout(_ progress: SearchProgress, newest: Int64) throws -> Bool {
        guard progress.high <= newest, progress.low <= progress.high + 1 else { return false }
        return try progress.mark == mark(progress.positions[.timeline] ?? 0)
    }

    /// What an entry says that no other of its number would.
    fileprivate func mark(_ entry: Int64) throws -> String {
        let row = try row("SELECT incident_id, at_ms, kind FROM timeline_entry WHERE id = ?", [entry])
        return row.map { "\($0["incident_id"] as Int64) \($0["at_ms"] as Int64) \($0["kind"] as String)" } ?? ""
    }
}

extension SearchProgress {
    /// Of an index that begins to follow now, and has everything before it to read.
    fileprivate init(beginningAt newest: Int64, reader: StoreReader) throws {
        let newestRows = try SearchSource.allCases.map { ($0, try reader.row($0.newest)?["id"] ?? Int64(0)) }
        let positions = Dictionary(uniqueKeysWithValues: newestRows)
        self.init(
            low: newest + 1, high: newest, positions: positions, mark: try reader.mark(positions[.timeline] ?? 0))
    }
}
