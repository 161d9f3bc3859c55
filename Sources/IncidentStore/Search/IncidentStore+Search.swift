internal import GRDB
package import IncidentCore

extension IncidentStore {
    /// Brings some incidents into the search index that it lacks.
    ///
    /// - Parameters:
    ///   - others: numbers of incidents that may have changed without a row of their own.
    ///   - tables: whose redactions hold for what it knows, and whose next steps it finds.
    ///   - limit: how many incidents at most, and about how many bytes of text.
    ///   - packed: how many pages of 4 kB of what is complete are packed besides.
    /// - Returns: how it stands then, and whether anything is left to do.
    package func advanceSearch(
        others: [Int64] = [], tables: RoutingTables, limit: Int, bytes: Int, packed pages: Int = 200
    ) async throws -> SearchAdvance {
        guard let search else { return SearchAdvance(isDone: true, standing: nil, isNew: false) }
        do {
            let progress = try search.progress()
            let (batch, standing) = try await read { reader in
                let batch = try reader.searchBatch(
                    after: progress, others: others, tables: tables, limit: limit, bytes: bytes)
                return (batch, try reader.searchStanding(batch.progress))
            }
            if !batch.documents.isEmpty || batch.progress != progress { try await search.add(batch) }
            let isPacked = try await search.pack(batch.progress, pages: pages)
            return SearchAdvance(isDone: batch.isLast && isPacked, standing: standing, isNew: progress == nil)
        } catch is SearchIndexIsForeign {
            search.remove()
            return SearchAdvance(isDone: false, standing: nil, isNew: true)
        } catch let error as DatabaseError {
            // What is damaged is made anew; the rest is of the disk, and passes.
            if error.isDamage { search.remove() }
            throw StoreError.cannotWrite("\(SearchIndex.fileName): \(error.words)")
        } catch let error as DecodingError {
            search.remove()
            throw StoreError.unreadable("\(SearchIndex.fileName): \(error.words)")
        }
    }

    /// What is wrong with the file of the search index, and what follows; `nil` where nothing is known to be.
    package var searchTrouble: String? {
        guard let search, let reason = search.cannotRead ?? search.cannotWrite else { return nil }
        let verb = search.cannotRead == nil ? "written" : "read"
        return "\(search.path) cannot be \(verb): \(reason); searches find by title, rule, group key and labels what "
            + "the index lacks; move away what stands there, and it is made anew"
    }

    /// Throws the search index away. A running server begins a new one within a second.
    package func removeSearchIndex() { search?.remove() }

    /// How many incidents are not in the search index, or have changed since they were read into it; of the changed a few
    /// hundred at most.
    package func searchBacklog() async throws -> Int64 {
        guard let search else { return 0 }
        let progress = try? search.progress()
        return try await read { reader in
            let standing = try reader.searchStanding(progress.flatMap(\.self))
            let changed = try progress.flatMap(\.self).map { progress in
                try reader.changedSince(progress, limit: 500).count { $0 >= progress.low && $0 <= progress.high }
            }
            return standing.incidents - standing.indexed + Int64(changed ?? 0)
        }
    }
}

/// What came of one batch.
package struct SearchAdvance: Sendable, Equatable {
    package let isDone: Bool
    /// `nil` while it is not known.
    package let standing: SearchStanding?
    /// Whether it has begun anew.
    package let isNew: Bool
}
