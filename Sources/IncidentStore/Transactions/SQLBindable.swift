internal import GRDBSQLite

/// A value that binds itself to a place of a prepared statement.
///
/// GRDB's own arguments cost as much as the statements they are for; a new incident takes a score of them, one after
/// the other, on the one thread that writes.
protocol SQLBindable {
    /// - Parameter texts: keeps the value's bytes until the statement has run.
    func bind(to statement: OpaquePointer, at index: Int32, keptIn texts: inout BoundTexts)
}

extension Int64: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32, keptIn texts: inout BoundTexts) {
        sqlite3_bind_int64(statement, index, self)
    }
}

extension Int: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32, keptIn texts: inout BoundTexts) {
        sqlite3_bind_int64(statement, index, Int64(self))
    }
}

extension Bool: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32, keptIn texts: inout BoundTexts) {
        sqlite3_bind_int64(statement, index, self ? 1 : 0)
    }
}

extension String: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32, keptIn texts: inout BoundTexts) {
        var copy = self
        copy.withUTF8 { bytes in
            let (start, release) = texts.keep(UnsafeRawBufferPointer(bytes))
            sqlite3_bind_text(
                statement, index, start.assumingMemoryBound(to: CChar.self), Int32(bytes.count), release)
        }
    }
}

extension [UInt8]: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32, keptIn texts: inout BoundTexts) {
        withUnsafeBytes { bytes in
            let (start, release) = texts.keep(bytes)
            sqlite3_bind_blob(statement, index, start, Int32(bytes.count), release)
        }
    }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32, keptIn texts: inout BoundTexts) {
        if let self {
            self.bind(to: statement, at: index, keptIn: &texts)
        } else {
            sqlite3_bind_null(statement, index)
        }
    }
}

/// The texts of one statement while it runs. Copies of SQLite's own would be two calls of the allocator for each text,
/// and a hundred for a new incident.
struct BoundTexts {
    private let space: UnsafeMutableRawBufferPointer
    private var used = 0

    init(capacity: Int = 64 * 1024) {
        space = .allocate(byteCount: capacity, alignment: 16)
    }

    /// - Returns: what to bind, and how SQLite is to treat it: as ours until the statement has run, or, where there is
    ///   no room for it, as something to copy while `bytes` is valid.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> (start: UnsafeRawPointer, release: sqlite3_destructor_type?)
    {
        let kept = space.baseAddress! + used
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            // Without a pointer SQLite would bind NULL.
            return (UnsafeRawPointer(kept), Self.isOurs)
        }
        guard bytes.count <= space.count - used else { return (start, Self.isToBeCopied) }
        kept.copyMemory(from: start, byteCount: bytes.count)
        used += bytes.count
        return (UnsafeRawPointer(kept), Self.isOurs)
    }

    /// Once the statement has run and its bindings are cleared.
    mutating func clear() { used = 0 }

    func deallocate() { space.deallocate() }

    /// `SQLITE_STATIC` and `SQLITE_TRANSIENT`, macros that Swift does not import.
    private static var isOurs: sqlite3_destructor_type? { nil }
    private static var isToBeCopied: sqlite3_destructor_type? { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
