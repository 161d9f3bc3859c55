internal import ArgumentParser
internal import IncidentCore
internal import IncidentStore
internal import Notifiers
internal import ResponderConfig

/// Where the tables are.
struct RoutesOption: ParsableArguments {
    @Option(help: "The folder with the five tables (RESPONDER_ROUTES).")
    var routes: String = Environment["RESPONDER_ROUTES"] ?? "routes"

    /// Reads the tables, or fails with everything that is wrong in them.
    func load() throws -> LoadedRoutes {
        do {
            return try RouteTables.load(
                directory: routes, notifiers: NotifierProfile.registered, environment: Environment.all)
        } catch {
            let count = error.problems.count
            throw CommandFailure("\(error)\n\(count) problem\(count == 1 ? "" : "s") in \(routes)/")
        }
    }
}

/// Where everything is kept that must survive.
struct DataOption: ParsableArguments {
    @Option(help: "The folder for the database and the spool (RESPONDER_DATA_DIR).")
    var dataDir: String = Environment["RESPONDER_DATA_DIR"] ?? "data"
}

enum Randomness {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in generator.next() }
    }

    /// From 0 to 1.
    @Sendable static func fraction() -> Double { Double.random(in: 0...1) }
}
