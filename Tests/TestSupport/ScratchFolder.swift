package import Foundation

/// A temporary folder of one test, removed with the value.
///
/// With `RESPONDER_KEEP_SCRATCH` set it stays, to look at what a failed test left behind.
package final class ScratchFolder: Sendable {
    package let url: URL

    /// - Parameter inMemory: where the system has a file system in memory: for what is written thousands of times and need
    ///   not outlive anything.
    package init(inMemory: Bool = false) throws {
        let memory = "/dev/shm"
        let isThere = inMemory && FileManager.default.isWritableFile(atPath: memory)
        let parent = isThere ? URL(filePath: memory) : FileManager.default.temporaryDirectory
        url = parent.appending(path: "responder-test-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        guard ProcessInfo.processInfo.environment["RESPONDER_KEEP_SCRATCH"] == nil else { return }
        try? FileManager.default.removeItem(at: url)
    }

    package func file(_ path: String) -> URL { url.appending(path: path) }

    /// Makes an executable file of a shell script, for a folder that stands in `PATH`.
    package func write(program name: String, _ script: String) throws -> URL {
        let folder = file("bin")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let program = folder.appending(path: name)
        let text = folder.appending(path: ".\(name)")
        try Data(("#!/bin/sh\n" + script).utf8).write(to: text)
        // By another process: a program that this one has open for writing, which each child has for a moment that another
        // test starts just then, cannot be run ("Text file busy").
        let install = try Process.run(
            URL(filePath: "/usr/bin/install"), arguments: ["-m", "755", text.path, program.path])
        install.waitUntilExit()
        guard install.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
        return program
    }
}
