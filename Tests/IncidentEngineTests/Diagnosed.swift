import IncidentCore
import Patterns
import TestSupport

extension RoutingTables {
    /// With the collectors "pods", which has a finding, and "logs", and a next step.
    static func diagnosed(pageWaits: Duration = .seconds(2)) throws -> RoutingTables {
        var tables = RoutingTables.sample
        let finding = FindingRule(
            pattern: try Pattern(#"(?m)^(\S+)\s+\S+\s+(CrashLoopBackOff)"#), sentence: "pod $1 is in state $2",
            level: .critical)
        tables.collectors = [
            Collector(
                name: "pods", procedure: "P1", when: Selector(), source: try command("kubectl", "get", "pods"),
                findings: [finding]),
            Collector(
                name: "logs", procedure: "P1", when: Selector(), source: try command("kubectl", "logs"),
                shareFor: .seconds(15)),
        ]
        tables.nextSteps = [
            NextStepTemplate(
                procedure: "P1", title: "Roll back", when: Selector(),
                command: try arguments("kubectl", "rollout", "undo"))
        ]
        tables.pageWaitsForDiagnostics = pageWaits
        return tables
    }

    private static func command(_ words: String...) throws -> CollectorSource {
        .run(CommandTemplate(try words.map { try ArgumentTemplate($0) }))
    }

    private static func arguments(_ words: String...) throws -> [ArgumentTemplate] {
        try words.map { try ArgumentTemplate($0) }
    }
}
