internal import Synchronization

/// The files that a set of tables was read from, with what each said; tells when one of them says something else.
///
/// What they say is compared and not when they were changed: a link may lead elsewhere, and a mounted ConfigMap changes
/// without any of its files' own times changing.
package struct RouteSources: Sendable, Equatable {
    /// By path; of the contents only a hash is kept, because secrets are among them.
    fileprivate var hashes: [String: Int] = [:]

    package init() {}

    /// Whether a file now holds something else, or can be read or not unlike before.
    package func haveChanged() -> Bool { haveChanged(files: .live()) }

    func haveChanged(files: FileReader) -> Bool {
        hashes.contains { path, hash in
            // A pipe gives what it has once; to look again would wait, or take it from the next reading.
            (files.mayBeReadAgain(path) ? Self.hash(files.read(path)) : Self.hashOfPipe) != hash
        }
    }

    /// Of whatever is no file; once a file is in its place, that says something else.
    fileprivate static let hashOfPipe = 0

    fileprivate static func hash(_ contents: Result<[UInt8], FileReadingError>) -> Int {
        var hasher = Hasher()
        switch contents {
        case .success(let bytes): hasher.combine(bytes)
        case .failure(let error): hasher.combine(error.reason)
        }
        return hasher.finalize()
    }
}

/// Notes what is read through it.
final class SourceRecorder: Sendable {
    private let recorded = Mutex(RouteSources())

    var sources: RouteSources { recorded.withLock { $0 } }

    func reader(over files: FileReader) -> FileReader {
        var recording = files
        recording.read = { path in
            let contents = files.read(path)
            let hash = files.mayBeReadAgain(path) ? RouteSources.hash(contents) : RouteSources.hashOfPipe
            self.recorded.withLock { $0.hashes[path] = hash }
            return contents
        }
        return recording
    }
}
