internal import ArgumentParser
internal import Collectors
internal import IncidentCore
internal import IncidentEngine
internal import IncidentViews
internal import ResponderConfig

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Reads the tables and lists everything that is wrong in them.",
        discussion: """
            Looks at the next four weeks of each rota too, as the tables have them. While nobody is on call by a rota with
            a fall-back is a warning; by one without, an error.
            """)

    @OptionGroup var routes: RoutesOption

    func run() throws {
        let loaded = try routes.load()
        if let problem = CollectorRunner.problem() { Console.error("warning: \(problem)") }
        for warning in loaded.warnings { Console.error("warning: \(warning)") }
        let tables = loaded.tables
        let gaps = RotaGaps(OnCallFacts(tables.contacts, at: TimeSource.live.now()))
        for warning in gaps.warnings { Console.error("warning: \(routes.routes)/contacts.yaml: \(warning)") }
        guard gaps.errors.isEmpty else {
            throw CommandFailure(
                gaps.errors.map { "\(routes.routes)/contacts.yaml: \($0)" }.joined(separator: "\n"))
        }
        let rotas = tables.contacts.rotas.isEmpty ? "" : "\(tables.contacts.rotas.count) rotas, "
        Console.out(
            "\(routes.routes): \(tables.classifier.rules.count) classification rules, \(tables.collectors.count) collectors, "
                + "\(tables.nextSteps.count) next steps, \(tables.contacts.contacts.count) contacts, "
                + "\(rotas)\(tables.policies.count) policies; no problem found")
    }
}

/// When nobody is on call in the four weeks from an instant on.
struct RotaGaps {
    /// Where a fall-back is told instead.
    private(set) var warnings: [String] = []
    private(set) var errors: [String] = []

    /// So many of one rota are named.
    private static let named = 5

    init(_ facts: OnCallFacts) {
        for rota in facts.rotas {
            var lines = rota.gaps.prefix(Self.named).map { gap in
                let who =
                    gap.person.map { "\"\($0)\", who stands nowhere in people, is on call" } ?? "nobody is on call"
                return "\(who) by rota \"\(rota.rota.name)\" from \(rota.text(of: gap.from)) to "
                    + "\(rota.text(of: gap.until)) \(rota.rota.clock.timeZone)"
            }
            if rota.gaps.count > Self.named {
                lines.append(
                    "and \(rota.gaps.count - Self.named) more times by rota \"\(rota.rota.name)\" within four weeks")
            }
            if let fallBack = rota.rota.fallBack {
                warnings += lines.map { "\($0); \(fallBack) is told then" }
            } else {
                errors += lines.map { "\($0); cover it, or write fall_back" }
            }
        }
    }
}
