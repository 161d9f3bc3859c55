internal import Foundation

/// The files of an open database, to notice when a path leads to another file by now, or to none: SQLite goes on
/// writing to the file it has open, and what it wrote there is gone with the process.
struct DatabaseFiles: Sendable {
    private let files: [(path: String, state: FileState)]

    /// Of a database that nobody else opens.
    static let none = DatabaseFiles(files: [])

    private init(files: [(path: String, state: FileState)]) { self.files = files }

    /// - Parameter path: of the database; it must be open, with its write-ahead log.
    init(path: String) {
        // A log or an index that is removed alone is as bad: the next process that opens the database makes a new one.
        self.init(files: [path, path + "-wal", path + "-shm"].map { ($0, FileState(at: $0)) })
    }

    /// Three calls of the system, which take a few microseconds in all: before each commit is answered.
    func check() throws(StoreError) {
        for file in files {
            switch FileState(at: file.path) {
            // What cannot be looked at now is no other file.
            case file.state, .hidden: continue
            case .gone: throw StoreError.lost("\(file.path) was removed while it was open")
            case .file: throw StoreError.lost("\(file.path) was replaced while it was open")
            }
        }
    }
}

private enum FileState: Equatable {
    case file(device: dev_t, inode: ino_t)
    case gone
    case hidden

    init(at path: String) {
        var facts = stat()
        if stat(path, &facts) == 0 {
            self = .file(device: facts.st_dev, inode: facts.st_ino)
        } else {
            self = errno == ENOENT || errno == ENOTDIR ? .gone : .hidden
        }
    }
}
