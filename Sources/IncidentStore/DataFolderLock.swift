internal import Foundation
internal import Synchronization

/// Keeps a second server off a data folder. The system lets go of it when the process ends, however it ends.
///
/// A lock of its own and not one of SQLite's: those come and go with each transaction, and commands must be able to work
/// beside the server.
final class DataFolderLock: Sendable {
    static let fileName = "responder.lock"

    /// `nil` once it is given back.
    private let descriptor: Mutex<Int32?>

    /// - Throws: `inUse` when another process has it.
    init(directory: String) throws(StoreError) {
        let path = "\(directory)/\(Self.fileName)"
        // Closed in the programs that collectors run, which may outlive this process.
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreError.unusable("cannot open \(path): \(Self.reason)") }
        guard Self.take(file) else {
            let (isTaken, reason) = (errno == EWOULDBLOCK, Self.reason)
            close(file)
            guard isTaken else { throw StoreError.unusable("cannot lock \(path): \(reason)") }
            throw StoreError.inUse(directory: directory, holder: Self.note(at: path))
        }
        descriptor = Mutex(file)
    }

    deinit { release() }

    /// Writes down who has the lock and where it listens, for whoever finds it taken.
    func write(address: String) {
        descriptor.withLock { file in
            guard let file else { return }
            let note = Array("process \(getpid()), \(address)\n".utf8)
            // Only words for a message: the lock holds without them.
            ftruncate(file, 0)
            _ = pwrite(file, note, note.count, 0)
        }
    }

    func release() {
        descriptor.withLock { file in
            if let file {
                // For such a child too.
                flock(file, LOCK_UN)
                close(file)
            }
            file = nil
        }
    }

    /// Tries for a second: a process that was killed may have left a child which is just about to become a collector's
    /// program, and holds the lock until it is.
    private static func take(_ file: Int32) -> Bool {
        for attempt in 1...20 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK, attempt < 20 else { return false }
            usleep(50_000)
        }
        return false
    }

    /// Whether a server has a folder. One that starts at this very moment tries again.
    static func isHeld(directory: String) -> Bool {
        let file = open("\(directory)/\(fileName)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        guard flock(file, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        flock(file, LOCK_UN)
        return false
    }

    static func note(at path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count < 1000 else { return nil }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
