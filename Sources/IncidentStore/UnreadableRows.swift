internal import GRDB
internal import Synchronization

/// A stored row that this release cannot understand.
package struct UnreadableRow: Sendable, Hashable {
    package let table: String
    /// What its table knows it by.
    package let id: String
    package let reason: String
}

/// Where rows that cannot be understood are told of: each once, however often it is met. Whoever meets one passes over
/// it, so that it stops nothing else.
final class UnreadableRows: Sendable {
    private struct Place: Hashable {
        let table: String
        let id: String
    }

    let listener = Listener<UnreadableRow>()
    private let seen = Mutex<Set<Place>>([])

    func report(_ table: String, _ id: String, _ error: any Error) {
        guard seen.withLock({ $0.insert(Place(table: table, id: id)).inserted }) else { return }
        let reason = (error as? DecodingError)?.words ?? "\(error)"
        listener.tell(UnreadableRow(table: table, id: id, reason: reason))
    }

    /// What a row says; `nil` when that cannot be understood, which is told then.
    /// - Parameter key: the column that it is known by.
    func read<Value>(
        _ table: String, _ row: StoredRow, named key: String = "id", as make: (StoredRow) throws -> Value
    ) -> Value? {
        do {
            return try make(row)
        } catch {
            report(table, String.fromDatabaseValue(row.value(of: key)) ?? "\(row.value(of: key))", error)
            return nil
        }
    }
}

/// A word in a column that none of ours is.
struct UnknownWord: Error, CustomStringConvertible {
    let column: String
    let word: String

    var description: String { "\(column) is \"\(word)\", which this release does not know" }
}

extension StoredRow {
    /// One of our words. GRDB's own way ends the program when it is another one, so none of their types is one that it
    /// can read.
    func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
        let text: String = self[column]
        guard let word = Word(rawValue: text) else { throw UnknownWord(column: column, word: text) }
        return word
    }
}
