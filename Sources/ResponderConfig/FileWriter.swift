internal import Foundation
internal import Glibc

/// Writes files, and says in the system's words why it cannot: Foundation's are long and often name no reason.
package enum FileWriter {
    /// Makes a folder and those above it, where they are missing.
    package static func makeFolder(_ path: String) throws(FileWritingError) {
        guard let reason = make(path) else { return }
        let above = URL(filePath: path).deletingLastPathComponent().path
        // What hinders is the first that cannot be made, and not that those below it are missing.
        guard reason == ENOENT, above != path else { throw .fromErrno(reason) }
        try makeFolder(above)
        if let reason = make(path) { throw .fromErrno(reason) }
    }

    /// - Returns: why it is not there then; `nil` where it is.
    private static func make(_ path: String) -> Int32? {
        guard mkdir(path, 0o777) != 0 else { return nil }
        let reason = errno
        return reason == EEXIST && isFolder(path) ? nil : reason
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Replaces a file, or makes it: who reads it finds the former or the new one.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(FileWritingError) {
        let beside = "\(path).new"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .fromErrno() }
        do throws(FileWritingError) {
            try write(bytes, to: descriptor)
        } catch {
            close(descriptor)
            unlink(beside)
            throw error
        }
        guard close(descriptor) == 0, rename(beside, path) == 0 else {
            let error = FileWritingError.fromErrno()
            unlink(beside)
            throw error
        }
    }

    /// Writes all of it to an open file.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(FileWritingError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .fromErrno() }
            rest = rest.dropFirst(count)
        }
    }
}

/// Why a file could not be written, in words that go after its path.
package struct FileWritingError: Error, Equatable, CustomStringConvertible {
    package let description: String

    /// - Parameter code: what the system set last.
    fileprivate static func fromErrno(_ code: Int32 = errno) -> FileWritingError {
        let text = String(cString: strerror(code))
        return FileWritingError(description: text.prefix(1).lowercased() + text.dropFirst())
    }
}
