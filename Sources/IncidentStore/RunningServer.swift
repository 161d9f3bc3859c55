internal import Foundation

/// The server that works on a data folder, for commands beside it.
package enum RunningServer {
    /// Where it listens, as `http://127.0.0.1:9095`; `nil` where none runs, or it is just about to start.
    package static func address(of directory: String) -> String? {
        let file = open("\(directory)/\(DataFolderLock.fileName)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        // Shared, and given back at once: one that starts just then tries again.
        guard flock(file, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else {
            flock(file, LOCK_UN)
            return nil
        }
        let note = DataFolderLock.note(at: "\(directory)/\(DataFolderLock.fileName)")
        guard let words = note?.split(separator: ", ", maxSplits: 1), words.count == 2, words[1].hasPrefix("http")
        else {
            return nil
        }
        return String(words[1])
    }
}
