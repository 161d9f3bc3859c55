package import Foundation

/// One installation of the built program: a data folder, a copy of the shipped tables and an environment. What runs on it
/// may be killed and started again.
package final class ResponderInstallation: Sendable {
    package let folder: ScratchFolder
    /// A copy of the shipped `routes/`, for the test to change.
    package let routes: URL
    package let data: URL
    private let environment: [String: String]

    /// - Parameters:
    ///   - environment: besides `PATH` and `HOME`; nothing of ours reaches the program.
    ///   - programs: the folders in which collectors find their programs; by default none, so that each collector says
    ///     at once that its program is missing.
    package init(environment: [String: String] = [:], programs: [String] = []) throws {
        folder = try ScratchFolder()
        routes = folder.file("routes")
        data = folder.file("data")
        // A symbolic link would be copied as one, and the test would then change the shipped tables.
        try FileManager.default.copyItem(at: Self.root.appending(path: "routes").resolvingSymlinksInPath(), to: routes)
        let emptyPath = folder.file("no-programs").path
        self.environment = environment.merging([
            "PATH": (programs.isEmpty ? [emptyPath] : programs).joined(separator: ":"), "HOME": folder.url.path,
        ]) { given, _ in given }
    }

    /// Starts the server on a free port and waits until it accepts connections.
    package func start(_ arguments: String...) async throws -> ResponderProcess {
        let serve = ["serve", "--listen", "127.0.0.1:0"] + dataOption + routesOption
        return try await ResponderProcess(
            try program(serve + arguments), token: environment["RESPONDER_API_TOKEN"]?.split(separator: ",").first)
    }

    /// Starts the server as on a disk that takes so much in one file and no more, until
    /// `ResponderProcess.liftFileSizeLimit()`.
    package func start(fileSizeLimit bytes: Int) async throws -> ResponderProcess {
        // A shell sets the limit, in blocks of 512 bytes, and makes a write beyond it an error and not a signal.
        let script = "trap '' XFSZ; ulimit -S -f \(bytes / 512); exec \"$0\" \"$@\""
        let serve = ["serve", "--listen", "127.0.0.1:0"] + dataOption + routesOption
        let program = try ScratchProgram(
            URL(filePath: "/bin/sh"), ["-c", script, try Self.binary().path] + serve, environment: environment,
            in: folder)
        return try await ResponderProcess(program, token: nil)
    }

    /// Starts the server where names are asked of `nameServers` and of nobody else.
    package func start(asking nameServers: SilentNameServers) async throws -> ResponderProcess {
        let serve = ["serve", "--listen", "127.0.0.1:0"] + dataOption + routesOption
        let (executable, arguments) = try nameServers.command(try Self.binary(), serve, in: folder)
        let program = try ScratchProgram(executable, arguments, environment: environment, in: folder)
        return try await ResponderProcess(program, token: nil)
    }

    /// Starts the server as another user than root, to whom everything of the installation is given; as who runs the tests
    /// where that is not root.
    package func startUnprivileged(_ user: UnprivilegedUser) async throws -> ResponderProcess {
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try user.own(folder.url)
        let serve = ["serve", "--listen", "127.0.0.1:0"] + dataOption + routesOption
        let program = try user.program(try Self.binary(), serve, environment: environment, in: folder)
        return try await ResponderProcess(
            program, token: environment["RESPONDER_API_TOKEN"]?.split(separator: ",").first)
    }

    /// Runs a command to its end.
    ///
    /// - Parameter shell: in place of the installation's environment, as another shell has.
    package func run(_ arguments: [String], environment shell: [String: String]? = nil) async throws -> CommandResult {
        let whole = shell?.merging(environment.filter { ["PATH", "HOME"].contains($0.key) }) { given, _ in given }
        let program = try ScratchProgram(
            try Self.binary(), arguments, environment: whole ?? environment, in: folder)
        let end = try await program.end(within: .seconds(30))
        return CommandResult(end: end, output: program.output, errors: program.errors)
    }

    /// Runs a command to its end as another user, which only root can.
    package func run(_ arguments: [String], asUser user: Int) async throws -> CommandResult {
        let program = try ScratchProgram(
            URL(filePath: "/usr/bin/setpriv"),
            ["--reuid=\(user)", "--regid=\(user)", "--clear-groups", try Self.binary().path] + arguments,
            environment: environment, in: folder)
        let end = try await program.end(within: .seconds(30))
        return CommandResult(end: end, output: program.output, errors: program.errors)
    }

    /// Starts the program, whatever comes of it.
    package func program(_ arguments: [String]) throws -> ScratchProgram {
        try ScratchProgram(try Self.binary(), arguments, environment: environment, in: folder)
    }

    package var routesOption: [String] { ["--routes", routes.path] }
    package var dataOption: [String] { ["--data-dir", data.path] }

    /// Has these collectors and no others: those of the shipped runbook go.
    package func replaceCollectors(with table: String) throws {
        try FileManager.default.removeItem(at: routes.appending(path: "collectors.runbook.yaml"))
        try Data(table.utf8).write(to: routes.appending(path: "collectors.yaml"))
    }

    /// Replaces one text in a table, which must be there.
    package func edit(_ table: String, replacing old: String, with new: String) throws {
        let file = routes.appending(path: table)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard let range = text.firstRange(of: old) else {
            throw InstallationFailure(description: "\"\(old)\" is not in \(table)")
        }
        try Data(text.replacingCharacters(in: range, with: new).utf8).write(to: file)
    }

    /// The repository.
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    /// A captured webhook body of `Tests/Fixtures/alertmanager`, byte for byte.
    package static func body(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: "Tests/Fixtures/alertmanager/\(name).json")))
    }

    /// `RESPONDER_BINARY`, else the one that was built beside the tests.
    package static func binary() throws -> URL {
        if let path = ProcessInfo.processInfo.environment["RESPONDER_BINARY"] { return URL(filePath: path) }
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let binary = URL(filePath: tests).deletingLastPathComponent().appending(path: "responder")
        guard FileManager.default.isExecutableFile(atPath: binary.path) else {
            throw InstallationFailure(
                description: "\(binary.path) is not there; build it with swift build, or name it in RESPONDER_BINARY")
        }
        return binary
    }
}

/// How a command of the program ended.
package struct CommandResult: Sendable {
    package let end: ProgramEnd
    package let output: String
    package let errors: String

    /// What stands on standard error but for the warnings of a running server, each a line.
    package var errorsBesideWarnings: String {
        errors.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }.map { "\($0)\n" }.joined()
    }
}

package struct InstallationFailure: Error, CustomStringConvertible {
    package let description: String
}
