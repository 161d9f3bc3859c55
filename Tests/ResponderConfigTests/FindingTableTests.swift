import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

@Suite("Findings about rows in a table", .timeLimit(.minutes(5)))
struct FindingTableTests {
    private static func load(_ findings: String, run: String = "kubectl, get, pods") throws -> LoadedRoutes {
        let text = "collectors:\n- name: a\n  run: [\(run)]\n  findings:\n\(findings)"
        return try TestTables.load(["collectors": text])
    }

    private static func rules(_ findings: String) throws -> [FindingRule] {
        try #require(try load(findings).tables.collectors.first).findings
    }

    private static let pods =
        "there are NAME, READY, STATUS, RESTARTS, AGE, workload, node, container, image, memory_limit, ready, restarts, "
        + "reason, message, last_reason, exit_code, last_ended, deleted, namespace, created"

    @Test(
        arguments: [
            (
                "kubectl, get, pods", "where: ['reday=\"True\"', 'RESTARTS>2'], say: x",
                [#"5:15: where: no row has a field "reday"; \#(pods); did you mean "ready"?"#]
            ),
            (
                "kubectl, get, pods", "where: ['RESTARTS>={limit}'], say: '{POD} {name}'",
                [
                    #"5:15: where: no row has a field "limit"; \#(pods)"#,
                    #"5:42: say: no row has a field "POD"; \#(pods)"#,
                    #"5:42: say: no row has a field "name"; \#(pods); did you mean "NAME"?"#,
                ]
            ),
            (
                "kubectl, get, pods",
                "where: ['RESTARTS>2'], say: '{count} pods', say_many: '{count} of {RESTART:max}'",
                [
                    "5:35: say: {count} is a field here; how many rows there are is said by say_many",
                    #"5:61: say_many: no row has a field "RESTART"; \#(pods); did you mean "RESTARTS"?"#,
                ]
            ),
            (
                "kubectl, get, pods", "where: ['RESTARTS>2'], say: 'pod $1'",
                ["5:35: say: $1 stands there as it is: rows have fields, {NAME}, and only a pattern has groups"]
            ),
            (
                "kubectl, get, pods", "pattern: '(\\S+) Crash', say: '{NAME} of $1'",
                [#"5:36: {NAME} stands there as it is: a pattern has groups, $1, and only "where" has fields"#]
            ),
            (
                "psql, -c, 'SELECT pid, count(*) FROM t'", "where: ['pids>1'], say: '{count} of {pid}'",
                [#"5:15: where: no row has a field "pids"; there are pid, count; did you mean "pid"?"#]
            ),
            ("psql, -c, 'SELECT * FROM t'", "where: ['pdi>1'], say: '{pdi}'", []),
            ("kubectl, top, pods", "where: ['CPU(cores)>250m'], say: '{NAME}'", []),
        ] as [(String, String, [String])])
    func `a field that no row can have is warned of`(run: String, rule: String, expected: [String]) throws {
        let found = try Self.load("  - { \(rule) }\n", run: run).warnings
        #expect(found == expected.map { "routes/collectors.yaml:\($0)" })
    }

    @Test func `the rules of the shipped tables ask for no field that no row can have`() throws {
        #expect(try TestTables.shipped().warnings.filter { $0.contains("no row has a field") } == [])
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

    @Test func `a rule may be for commands that failed, and for lines that no other has told`() throws {
        let rules = try Self.rules(
            "  - { pattern: x, say: y, outcome: failed }\n  - { pattern: x, say: y, outcome: succeeded, otherwise: true }"
        )
        #expect(rules.map(\.outcome) == [.failed, .succeeded])
        #expect(rules.map(\.isOtherwise) == [false, true])
    }
}
