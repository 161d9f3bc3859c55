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
