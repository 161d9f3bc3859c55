internal import Glibc

/// Reads whole files; a value, so that a test can read from memory.
package struct FileReader: Sendable {
    /// The file's bytes, or why there are none.
    package var read: @Sendable (_ path: String) -> Result<[UInt8], FileReadingError>
    /// Whether reading it a second time gives the same: not so for pipes and devices.
    package var mayBeReadAgain: @Sendable (_ path: String) -> Bool
}

/// Why a file could not be read, in words that go after its path.
package struct FileReadingError: Error, Equatable, CustomStringConvertible {
    let reason: String
    /// Whether there is no such file.
    package var isMissing = false
    package var description: String { reason }
}

extension FileReader {
    /// - Parameter limitBytes: far above any table or secret by default; ends a mistaken `/dev/zero`.
    package static func live(limitBytes: Int = 4 * 1024 * 1024) -> FileReader {
        FileReader(read: { read($0, limitBytes: limitBytes) }, mayBeReadAgain: mayBeReadAgain)
    }

    @Sendable private static func mayBeReadAgain(_ path: String) -> Bool {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return true }
        return ![S_IFIFO, S_IFSOCK, S_IFCHR, S_IFBLK].contains(facts.st_mode & S_IFMT)
    }

    private static func read(_ path: String, limitBytes: Int) -> Result<[UInt8], FileReadingError> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(.fromErrno()) }
        defer { close(descriptor) }
        // Only to open it must not wait, for the other end of a named pipe: to read does.
        _ = fcntl(descriptor, F_SETFL, 0)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return .success(bytes) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return .failure(.fromErrno()) }
            bytes += buffer[..<count]
            if bytes.count > limitBytes {
                return .failure(FileReadingError(reason: "the file is larger than \(limitBytes / 1024 / 1024) MiB"))
            }
        }
    }
}

extension FileReadingError {
    fileprivate static func fromErrno() -> FileReadingError {
        let isMissing = errno == ENOENT || errno == ENOTDIR
        let text = String(cString: strerror(errno))
        return FileReadingError(reason: text.prefix(1).lowercased() + text.dropFirst(), isMissing: isMissing)
    }
}
