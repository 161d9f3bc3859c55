import Foundation
import Glibc
import TestSupport
import Testing

@testable import ResponderConfig

@Suite(.timeLimit(.minutes(5))) struct FileReaderTests {
    @Test func `a pipe is read to its end, however slow who writes to it is`() async throws {
        let pipe = Pipe()
        let (reader, writer) = (pipe.fileHandleForReading.fileDescriptor, pipe.fileHandleForWriting)
        // A thread of its own, begun at once: a read that waits would keep other tests off the pool's, and a task of the
        // pool waits behind a thousand of them.
        let (readings, reading) = AsyncStream.makeStream(of: Result<[UInt8], FileReadingError>.self)
        Thread.detachNewThread {
            reading.yield(FileReader.live().read("/dev/fd/\(reader)"))
            reading.finish()
        }
        // However this ends: the reader, for whom the end of the test waits, waits for the end of the pipe.
        defer { try? writer.close() }
        for part in ["first ", "second"] {
            try writer.write(contentsOf: Data(part.utf8))
            // The reader has taken it, and finds nothing more until the next.
            _ = try await waitUntil("the reader has taken \(part)", every: .milliseconds(1)) {
                var waiting: Int32 = 1
                try #require(ioctl(reader, UInt(FIONREAD), &waiting) == 0)
                return waiting == 0 ? true : nil
            }
        }
        try writer.close()
        let read = try #require(await readings.first { _ in true })
        #expect(try String(decoding: read.get(), as: UTF8.self) == "first second")
    }

    @Test func `a file above the limit, a folder and a missing file say so`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "file-reader-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "table.yaml")
        try Data(count: (1 << 20) + 1).write(to: file)
        func reason(_ path: String) -> String? {
            guard case .failure(let error) = FileReader.live(limitBytes: 1 << 20).read(path) else { return nil }
            return error.description
        }
        #expect(reason(file.path) == "the file is larger than 1 MiB")
        #expect(reason(folder.path) == "is a directory")
        #expect(reason(folder.appending(path: "none").path) == "no such file or directory")
    }
}
