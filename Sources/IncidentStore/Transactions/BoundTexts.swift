internal import GRDBSQLite

/// The texts of one statement while it runs. Copies of SQLite's own would be two calls of the allocator for each text,
/// and a hundred for a new incident.
struct BoundTexts: ~Copyable {
    private let space: UnsafeMutableRawBufferPointer
    private var used = 0

    init(capacity: Int = 64 * 1024) {
        space = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { space.deallocate() }

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

    /// `SQLITE_STATIC` and `SQLITE_TRANSIENT`, macros that Swift does not import.
    private static var isOurs: sqlite3_destructor_type? { nil }
    private static var isToBeCopied: sqlite3_destructor_type? { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
