import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

@Suite("Findings about rows in a table", .timeLimit(.minutes(5)))
struct FindingTableTests {
    private static func rules(_ findings: String) throws -> [FindingRule] {
        let text = "collectors:\n- name: a\n  run: [kubectl, get, pods]\n  findings:\n\(findings)"
        return try #require(try TestTables.load(["collectors": text]).tables.collectors.first).findings
    }

    @Test func `conditions and sentences are read as they are written`() throws {
        let rules = try Self.rules(
            """
              - where: ['STATUS=~"Error|Failed"', 'RESTARTS>2']
                say: "{NAME} is in state {STATUS}"
                say_many: "{count} pods of {workload}"
                level: critical
              - { where: ['CPU(cores)>250m'], say: "$1 and {{brace}" }
            """)
        let expected = [
            FindingRule(
                rows: [try RowCondition(#"STATUS=~"Error|Failed""#), try RowCondition("RESTARTS>2")],
                sentence: try RowSentence("{NAME} is in state {STATUS}", ofMany: false),
                many: try RowSentence("{count} pods of {workload}", ofMany: true), level: .critical),
            FindingRule(
                rows: [try RowCondition("CPU(cores)>250m")],
                sentence: try RowSentence("$1 and {{brace}", ofMany: false), level: .warning),
        ]
        #expect(rules == expected)
        #expect(rules.map(\.readsFields) == [true, true])
        #expect(try Self.rules("  - { pattern: x, say: y }").map(\.readsFields) == [false])
    }
}
