internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentStore
internal import Notifiers
internal import ResponderConfig

/// Where the tables are.
struct RoutesOption: ParsableArguments {
    @Option(
        name: .customLong("routes"),
        help: "The folder with the five tables (RESPONDER_ROUTES). (default: routes, beside a server its own)",
        completion: .directory)
    var given: String?

    /// What was said, if anything was.
    private var said: String? { given ?? Environment["RESPONDER_ROUTES"] }

    var routes: String { said ?? "routes" }

    /// Whether others than those of a server are named.
    var isNamed: Bool { said != nil }

    init() {}

    /// Of a folder that another option names.
    init(naming directory: String?) { given = directory }

    /// Where they are read from.
    ///
    /// - Parameter dataDirectory: as of `load`.
    func directory(beside dataDirectory: String?) -> String {
        said ?? dataDirectory.flatMap(ServedTables.directory(of:)) ?? routes
    }

    /// Reads the tables, or fails with everything that is wrong in them.
    ///
    /// - Parameters:
    ///   - dataDirectory: where a command works beside a server, whose tables are meant unless others are named.
    ///   - calendarsMayFail: as of `RouteTables.load`.
    func load(beside dataDirectory: String? = nil, calendarsMayFail: Bool = false) throws -> LoadedRoutes {
        let directory = directory(beside: dataDirectory)
        do {
            return try RouteTables.load(
                directory: directory, notifiers: NotifierProfile.registered, environment: Environment.all,
                calendarsMayFail: calendarsMayFail)
        } catch {
            let count = error.problems.count
            throw CommandFailure("\(error)\n\(count) problem\(count == 1 ? "" : "s") in \(directory)/")
        }
    }
}

/// Which tables the server of a data folder reads, for who works on it from the command line.
enum ServedTables {
    static func remember(_ routes: String, in dataDirectory: String) throws {
        let path = URL(filePath: routes).standardizedFileURL.path
        let file = file(in: dataDirectory).path
        do {
            try FileWriter.replace(file, with: Array(path.utf8))
        } catch {
            throw CommandFailure("\(file): the file cannot be written: \(error)")
        }
    }

    static func directory(of dataDirectory: String) -> String? {
        (try? Data(contentsOf: file(in: dataDirectory))).flatMap { String(bytes: $0, encoding: .utf8) }
    }

    private static func file(in directory: String) -> URL { URL(filePath: "\(directory)/routes-folder") }
}

/// Where everything is kept that must survive.
struct DataOption: ParsableArguments {
    @Option(help: "The folder for the database and the spool (RESPONDER_DATA_DIR).", completion: .directory)
    var dataDir: String = Self.setting

    /// Where it is unless it is named.
    static var setting: String { Environment["RESPONDER_DATA_DIR"] ?? "data" }
}

enum Randomness {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in generator.next() }
    }

    /// From 0 to 1.
    @Sendable static func fraction() -> Double { Double.random(in: 0...1) }
}
