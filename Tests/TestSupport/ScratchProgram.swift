package import Foundation
import Glibc
import Synchronization

/// A program that a test started: its two outputs, its signals and its end. It is killed with the value.
///
/// Outputs go to files and not to pipes, so that a program which nobody reads never stands still.
package final class ScratchProgram: Sendable {
    package let name: String
    private let process: Mutex<Process>
    private let outputFile: URL
    private let errorFile: URL

    /// - Parameters:
    ///   - environment: all of it; `nil` passes on ours.
    ///   - folder: for the two output files.
    package init(
        _ executable: URL, _ arguments: [String], environment: [String: String]? = nil, in folder: URL
    ) throws {
        name = executable.lastPathComponent
        let stem = "\(name)-\(UUID().uuidString.prefix(8))"
        outputFile = folder.appending(path: "\(stem).out")
        errorFile = folder.appending(path: "\(stem).err")
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        if let environment { process.environment = environment }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        self.process = Mutex(process)
    }

    deinit { process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } } }

    package var output: String { Self.text(of: outputFile) }
    package var errors: String { Self.text(of: errorFile) }
    package var isRunning: Bool { process.withLock { $0.isRunning } }

    package func send(signal: Int32) {
        process.withLock { if $0.isRunning { kill($0.processIdentifier, signal) } }
    }

    package func end(within limit: Duration = .seconds(20)) async throws -> ProgramEnd {
        try await waitUntil("\(name) ends", within: limit, evidence: { self.errors }) {
            self.process.withLock { process in
                guard !process.isRunning else { return nil }
                return process.terminationReason == .exit
                    ? .exited(process.terminationStatus) : .signaled(process.terminationStatus)
            }
        }
    }

    private static func text(of file: URL) -> String {
        (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

package enum ProgramEnd: Equatable, Sendable {
    case exited(Int32)
    case signaled(Int32)
}
