internal import GRDB
internal import IncidentCore

/// The numbers between which a list looks.
struct ListRange: Sendable, Equatable {
    /// The first; `nil` is the oldest.
    var from: Int64?
    /// Behind the last; `nil` is behind the newest.
    var below: Int64?

    var isEmpty: Bool {
        guard let from, let below else { return false }
        return from >= below
    }

    /// What both hold.
    func limited(from: Int64? = nil, below: Int64? = nil) -> ListRange {
        ListRange(
            from: [self.from, from].compactMap(\.self).max(), below: [self.below, below].compactMap(\.self).min())
    }
}

extension ListRange {
    /// A clock that is set back lets a later number have an earlier time: so far the times around are looked at too.
    private static let clockSteps: Duration = .seconds(86_400)

    /// What a filter's place and times leave: numbers grow with the time of opening.
    init(_ filter: IncidentFilter, _ reader: StoreReader) throws {
        self.init(
            from: try filter.since.map { try reader.firstIncident(openedFrom: $0 - Self.clockSteps) },
            below: try filter.until.map { try reader.firstIncident(openedFrom: $0 + Self.clockSteps) })
        self = limited(below: filter.before)
    }
}

extension StoreReader {
    /// The number of the first incident that was opened at a time or later, found in some twenty steps; where there is none,
    /// one behind the newest.
    fileprivate func firstIncident(openedFrom time: Timestamp) throws -> Int64 {
        var (low, high) = (Int64(1), (try newestIncidentID() ?? 0) + 1)
        while low < high {
            let middle = low + (high - low) / 2
            let found = try row(
                "SELECT opened_at_ms FROM incident WHERE id >= ? ORDER BY id LIMIT 1", [middle]
            )?.time("opened_at_ms")
            if let found, found < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
