package import Foundation
import Glibc
import Synchronization

/// A program that a test started: its two outputs, its signals and its end. It is killed with the value.
///
/// Outputs go to files and not to pipes, so that a program which nobody reads never stands still. Not Foundation's
/// `Process`: its children inherit the signal mask of the thread that starts them, and on the concurrency pool's
/// threads SIGTERM is blocked.
package final class ScratchProgram: Sendable {
    package let name: String
    package let pid: pid_t
    // Held, so that the folder in which it works stays as long as it runs.
    private let folder: ScratchFolder
    private let ending = Mutex<ProgramEnd?>(nil)
    private let outputFile: URL
    private let errorFile: URL

    /// - Parameters:
    ///   - environment: all of it; `nil` passes on ours.
    ///   - folder: gets the two output files.
    package init(
        _ executable: URL, _ arguments: [String], environment: [String: String]? = nil, in folder: ScratchFolder
    ) throws {
        name = executable.lastPathComponent
        let stem = "\(name)-\(UUID().uuidString.prefix(8))"
        self.folder = folder
        outputFile = folder.file("\(stem).out")
        errorFile = folder.file("\(stem).err")
        let variables = environment ?? ProcessInfo.processInfo.environment
        pid = try Self.spawn(
            [executable.path] + arguments, variables.map { "\($0.key)=\($0.value)" }, output: outputFile.path,
            errors: errorFile.path)
    }

    deinit {
        if isRunning {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
    }

    package var output: String { Self.text(of: outputFile) }
    package var errors: String { Self.text(of: errorFile) }
    package var isRunning: Bool { poll() == nil }

    /// How much memory it holds, in bytes, without pages of files: these come and go with the code that runs.
    package var heldBytes: Int {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        return 1024 * (status.firstMatch(of: /RssAnon:\s+(\d+)/).flatMap { Int($0.output.1) } ?? 0)
    }

    package func send(signal: Int32) {
        ending.withLock { ending in
            // The number of a process that has been waited for may belong to another one.
            if ending == nil { _ = kill(pid, signal) }
        }
    }

    /// Lets its files grow again.
    package func liftFileSizeLimit() async throws {
        let change = ["--pid", String(pid), "--fsize=unlimited"]
        _ = try await ScratchProgram(URL(filePath: "/usr/bin/prlimit"), change, in: folder).end()
    }

    package func end(within limit: Duration = .seconds(20)) async throws -> ProgramEnd {
        try await waitUntil("\(name) ends", within: limit, evidence: errors) { poll() }
    }

    /// How it ended; `nil` while it runs.
    private func poll() -> ProgramEnd? {
        ending.withLock { ending in
            var status: Int32 = 0
            if ending == nil, waitpid(pid, &status, WNOHANG) == pid {
                let signal = status & 0x7F
                ending = signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal)
            }
            return ending
        }
    }

    private static func text(of file: URL) -> String {
        (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String], output: String, errors: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var (argv, envp) = (arguments.map { strdup($0) } + [nil], environment.map { strdup($0) } + [nil])
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, arguments[0], &actions, &attributes, &argv, &envp)
        guard error == 0 else {
            throw SpawnFailure(description: "\(arguments[0]): \(String(cString: strerror(error)))")
        }
        return pid
    }
}

package enum ProgramEnd: Equatable, Sendable {
    case exited(Int32)
    case signaled(Int32)
}

package struct SpawnFailure: Error, CustomStringConvertible {
    package let description: String
}
