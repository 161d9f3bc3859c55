internal import Glibc

/// Reads whole small files; a value, so that a test can read from memory.
struct FileReader: Sendable {
    /// The file's bytes, or why there are none in words that go after a path.
    var read: @Sendable (_ path: String) -> Result<[UInt8], FileReadingError>
}

struct FileReadingError: Error, Equatable {
    let reason: String
}

extension FileReader {
    /// Far above any table or secret; ends a mistaken `/dev/zero`.
    static let limitBytes = 4 * 1024 * 1024

    static let live = FileReader { path in
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(.fromErrno()) }
        defer { close(descriptor) }
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
        let text = String(cString: strerror(errno))
        return FileReadingError(reason: text.prefix(1).lowercased() + text.dropFirst())
    }
}
