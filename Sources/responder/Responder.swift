internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import IncidentCore
internal import IncidentWeb
internal import Logging
internal import Transport

/// The program. Exit codes: 0 done, 1 failed, 2 usage.
@main
struct Responder: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "responder",
        abstract: "Turns Alertmanager's alerts into incidents, and tells people until somebody has taken them.",
        version: version,
        subcommands: [
            ServeCommand.self, CheckCommand.self, ImportCommand.self, ExplainCommand.self, IncidentCommand.self,
            OnCallCommand.self, SilenceCommand.self, DigestCommand.self, StormsCommand.self, KeyCommand.self,
            ContactCommand.self, SearchCommand.self, SimulateCommand.self, DrillCommand.self, CompletionsCommand.self,
        ])

    static func main() async {
        do {
            if let problem = WrongSubcommand.problem(in: Array(CommandLine.arguments.dropFirst()), of: Self.self) {
                throw CommandFailure(problem, isUsage: true)
            }
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            finish(error)
        }
    }

    private static func finish(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        switch error {
        case let failure as CommandFailure: Console.error(failure.description)
        default:
            if code == .validationFailure, let word = RecordNumber.takenForOption(in: CommandLine.arguments) {
                Console.error("\"\(word)\" is taken for an option; what has a number is numbered from 1")
            }
            let message = fullMessage(for: error)
            if code == .success { Console.out(message) } else if !message.isEmpty { Console.error(message) }
        }
        // The parser's own code for wrong usage is EX_USAGE, 64.
        let isUsage = code == .validationFailure || (error as? CommandFailure)?.isUsage ?? false
        Foundation.exit(isUsage ? 2 : code == .success ? 0 : 1)
    }
}

/// A command could not do what it was asked; the sentence is for a person.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    /// Whether an argument is wrong, which only what is stored or in the tables can tell.
    let isUsage: Bool

    init(_ description: String, isUsage: Bool = false) {
        self.description = description
        self.isUsage = isUsage
    }
}

/// Results go to standard output, messages to standard error.
enum Console {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) != 0 }

    /// How many columns the terminal has, as `COLUMNS` or the terminal says; `nil` where the results go elsewhere.
    static var width: Int? { isTerminal ? setting("COLUMNS") ?? size.columns : nil }

    /// How many rows, likewise.
    static var height: Int? { isTerminal ? setting("LINES") ?? size.rows : nil }

    private static func setting(_ name: String) -> Int? {
        Environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static var size: (columns: Int?, rows: Int?) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return (nil, nil) }
        return (size.ws_col > 0 ? Int(size.ws_col) : nil, size.ws_row > 0 ? Int(size.ws_row) : nil)
    }

    static func out(_ text: String) { write(text + "\n") }
    /// Rows of a table, cut to the terminal's width.
    static func rows(_ text: String) {
        out(
            fitting(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)).joined(
                separator: "\n"))
    }
    /// A report in which tables stand: their rows, which are set in, are cut to the terminal's width, and what is read is
    /// broken between words.
    static func report(_ text: String) {
        guard let width else { return out(text) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        out(
            lines.flatMap {
                $0.hasPrefix(" ") ? [$0.cut(toColumns: width)] : $0.wrapped(toColumns: width, indent: "  ")
            }.joined(separator: "\n"))
    }
    /// Rows as they fit into the terminal's width; elsewhere they are whole.
    static func fitting(_ rows: [String]) -> [String] {
        width.map { width in rows.map { $0.cut(toColumns: width) } } ?? rows
    }
    /// As it is, without a line end.
    static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
    static func error(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// How much the log says; it goes to standard error.
struct LogOptions: ParsableArguments {
    @Option(help: "How much to log (RESPONDER_LOG_LEVEL; info).")
    var logLevel: LogLevel?

    func makeLogger(_ redactions: LogRedactions) throws -> Logger {
        let level = try logLevel ?? Environment.setting("RESPONDER_LOG_LEVEL") ?? .info
        var logger = Logger(label: "responder") {
            RedactingLogHandler(StreamLogHandler.standardError(label: $0), redactions: redactions)
        }
        logger.logLevel = Logger.Level(rawValue: level.rawValue) ?? .info
        return logger
    }
}

enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical
}

extension LogLevel: SettingValue {
    init(setting text: String) throws(SettingProblem) {
        guard let level = LogLevel(rawValue: text) else {
            let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingProblem(description: "\"\(text)\" is no level of the log; give one of \(words)")
        }
        self = level
    }
}

/// The process's environment variables; empty ones count as unset.
enum Environment {
    static var all: [String: String] { ProcessInfo.processInfo.environment }
    static subscript(name: String) -> String? { all[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// What a variable is set to; `nil` when it is unset.
    static func setting<Value: SettingValue>(_ name: String) throws -> Value? {
        guard let text = self[name] else { return nil }
        do {
            return try Value(setting: text)
        } catch {
            throw ValidationError("\(name): \(error)")
        }
    }

    /// What the variables hold that no output may repeat, also those of other programs.
    static var secrets: [Secret] { ownSecrets + Redactions.builtIn.secrets(inEnvironment: all) }

    /// What the variables of this program hold that no output may repeat.
    private static var ownSecrets: [Secret] {
        ["RESPONDER_WEBHOOK_TOKEN", "RESPONDER_WEBHOOK_SIGNING_KEY", "RESPONDER_API_TOKEN"].flatMap {
            (try? credentials($0))?.secrets ?? []
        }
            + ((try? proxies())?.secrets ?? []).map { Secret($0) }
    }

    /// How what goes out by HTTP reaches its hosts.
    static func proxies() throws -> ProxySettings {
        do {
            return try ProxySettings(environment: all)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
