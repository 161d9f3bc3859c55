internal import ArgumentParser
internal import Collectors
internal import IncidentCore
internal import ResponderConfig

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Reads the tables and lists everything that is wrong in them.")

    @OptionGroup var routes: RoutesOption

    func run() throws {
        let loaded = try routes.load()
        if let problem = CollectorRunner.problem() { Console.error("warning: \(problem)") }
        for warning in loaded.warnings { Console.error("warning: \(warning)") }
        let tables = loaded.tables
        Console.out(
            "\(routes.routes): \(tables.classifier.rules.count) classification rules, \(tables.collectors.count) collectors, "
                + "\(tables.nextSteps.count) next steps, \(tables.contacts.contacts.count) contacts, "
                + "\(tables.policies.count) policies; no problem found")
    }
}
