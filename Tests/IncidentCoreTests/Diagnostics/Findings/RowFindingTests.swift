import IncidentCore
import Patterns
import Testing

/// What rules over rows make of an output.
@Suite("Findings about rows", .timeLimit(.minutes(5)))
struct RowFindingTests {
    private static let now = Timestamp(rfc3339: "2026-11-23T14:00:00Z")!

    static let pods = """
        NAME                            READY   STATUS             RESTARTS       AGE
        analytics-api-7d9c6b5f4-2xkqv   0/1     CrashLoopBackOff   12 (3m ago)    3d
        analytics-api-7d9c6b5f4-8hzrp   0/1     CrashLoopBackOff   7 (1m ago)     3d
        analytics-api-7d9c6b5f4-mw5tn   1/1     Running            0              3d
        ingest-6b8f9d7c58-lm4xv         0/1     CrashLoopBackOff   3 (10s ago)    5m

        """

    private static func collector(
        _ conditions: [String], _ say: String, many: String? = nil, filters: [OutputFilter] = []
    ) throws -> Collector {
        let rule = FindingRule(
            rows: try conditions.map { text in try RowCondition(text) },
            sentence: try RowSentence(say, ofMany: false),
            many: try many.map { text in try RowSentence(text, ofMany: true) }, level: .critical)
        return Collector(
            name: "x", procedure: "P1", when: Selector(), source: .run(CommandTemplate([], isTrusted: true)),
            filters: filters, findings: [rule])
    }

    private static func findings(
        _ collector: Collector, _ output: String, records: OutputRecords? = nil
    ) -> [Finding] {
        let text = collector.filters.apply(to: records?.text ?? output)
        return collector.findings(in: text, collector.rows(in: text, of: output, records: records), at: now)
    }

    @Test func `a rule for the other lines says nothing of those that one before it has told`() throws {
        func rule(_ pattern: String, _ sentence: String) throws -> FindingRule {
            FindingRule(pattern: try Pattern(pattern), sentence: sentence, level: .warning)
        }
        var otherwise = try rule("(refused|full)", "it is $1")
        otherwise.isOtherwise = true
        let collector = Collector(
            name: "x", procedure: "P1", when: Selector(), source: .run(CommandTemplate([], isTrusted: true)),
            findings: [try rule("(?m)^ERROR (.*)$", "log: $1"), otherwise, try rule("disk", "a disk")])
        let found = Self.findings(collector, "ERROR refused\nrefused\nERROR disk full\nfull\n")
        #expect(
            found.map { "\($0.lines) \($0.text)" } == [
                "[1] log: refused", "[3] log: disk full", "[2] it is refused", "[4] it is full", "[3] a disk",
            ])
    }

    @Test(
        arguments: [
            (
                "one row a sentence", #"STATUS="CrashLoopBackOff""#,
                "pod {NAME} is in state {STATUS}, restarts: {RESTARTS}", nil,
                [
                    "2: pod analytics-api-7d9c6b5f4-2xkqv is in state CrashLoopBackOff, restarts: 12 (3m ago)",
                    "3: pod analytics-api-7d9c6b5f4-8hzrp is in state CrashLoopBackOff, restarts: 7 (1m ago)",
                    "5: pod ingest-6b8f9d7c58-lm4xv is in state CrashLoopBackOff, restarts: 3 (10s ago)",
                ]
            ),
            (
                "rows that agree are one", #"STATUS="CrashLoopBackOff""#, "pod {NAME} crashes",
                "{count} pods of {workload} are in state {STATUS}, restarts up to {RESTARTS:max}, at least {RESTARTS:min}",
                [
                    "2,3: 2 pods of analytics-api are in state CrashLoopBackOff, restarts up to 12, at least 7",
                    "5: pod ingest-6b8f9d7c58-lm4xv crashes",
                ]
            ),
            (
                "ages", "AGE>1d", "{NAME} is {AGE:age} old", "{count} are as old as {AGE:age}, {AGE:age:max} at most",
                ["2,3,4: 3 are as old as 3d, 3d at most"]
            ),
            ("the same sentence is said once", "RESTARTS>0", "{{a pod} crashes", nil, ["2,3,5: {a pod} crashes"]),
            ("a field that is not there", "RESTARTS>10", "{NODE} {NODE:age}", nil, ["2: unknown unknown"]),
            ("nothing", "RESTARTS>100", "{NAME}", nil, []),
        ] as [(String, String, String, String?, [String])])
    func `rows of a table`(
        _ what: String, condition: String, say: String, many: String?, expected: [String]
    ) throws {
        let found = Self.findings(try Self.collector([condition], say, many: many), Self.pods)
        let shown = found.map { "\($0.lines.map(String.init).joined(separator: ",")): \($0.text)" }
        #expect(shown == expected, "\(what)")
        #expect(found.allSatisfy { $0.count == $0.lines.count && $0.level == .critical && $0.collector == "x" })
    }

    @Test(
        arguments: [
            (
                "Kafka, whose longest values have one blank behind them",
                """

                GROUP                     TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
                analytics-event-consumers llm-events      0          10              5010            5000            -               -               -
                analytics-event-consumers llm-events      1          10              10              0               -               -               -
                """, "LAG>1000", "{GROUP} is {LAG} behind in {TOPIC}/{PARTITION}",
                "3: analytics-event-consumers is 5000 behind in llm-events/0"
            ),
            (
                "helm",
                "NAME\tNAMESPACE\tREVISION\tUPDATED                                \tSTATUS  \tCHART\n"
                    + "api \tweb      \t4       \t2026-11-23 13:48:00.5 +0000 UTC        \tfailed  \tapi-1.2\n",
                "UPDATED<1h", "{NAME}: {STATUS} {UPDATED:age} ago", "2: api: failed 11m ago"
            ),
            (
                "a value that is not there", "NAME   LAST SCHEDULE   ACTIVE\nbackup                 0\n", "ACTIVE=0",
                "{NAME} was scheduled [{LAST SCHEDULE}]", "2: backup was scheduled [unknown]"
            ),
            (
                "a second table",
                "NAME\na\n\nNAME   REPLICAS   MAXPODS\nhpa/b      9        10\nhpa/c   10         10\n",
                "REPLICAS>=MAXPODS", "{NAME}", "6: hpa/c"
            ),
            (
                "lines of name and value, which are one row",
                "# Memory\r\nused_memory:950\r\nused_memory_human:950B\r\nmaxmemory:1000\n",
                "used_memory>=90% maxmemory",
                "{used_memory_human} of {maxmemory}", "2: 950B of 1000"
            ),
            (
                "a time of Redis", "loading:0\nrdb_last_save_time:1795356000\n", "rdb_last_save_time>1h",
                "saved {rdb_last_save_time:age} ago", "2: saved 1d ago"
            ),
        ] as [(String, String, String, String, String)])
    func `what tools print`(
        _ what: String, output: String, condition: String, say: String, expected: String
    ) throws {
        let found = Self.findings(try Self.collector([condition], say), output)
        #expect(found.map { "\($0.line ?? 0): \($0.text)" } == [expected], "\(what)")
    }

    @Test func `all conditions must hold`() throws {
        let both = try Self.collector([#"STATUS="CrashLoopBackOff""#, "AGE<1h"], "{NAME}")
        #expect(Self.findings(both, Self.pods).map(\.text) == ["ingest-6b8f9d7c58-lm4xv"])
    }

    @Test func `a row that the filters took out is nobody's, though they may take the column names`() throws {
        let collector = try Self.collector(
            ["RESTARTS>0"], "{NAME}", filters: [.grep(try Grep("ingest|mw5tn")), .sort(reversed: true)])
        #expect(
            Self.findings(collector, Self.pods).map { "\($0.line ?? 0): \($0.text)" } == ["1: ingest-6b8f9d7c58-lm4xv"])
        let pairs = try Self.collector(["maxmemory>0"], "{maxmemory}", filters: [.grep(try Grep("used"))])
        #expect(Self.findings(pairs, "used_memory:1\nmaxmemory:2\n") == [])
    }

    @Test func `records that a tool gave stand in place of what it printed`() throws {
        let records = OutputRecords(
            text: " pid | state \n-----+-------\n   1 | idle\n   2 | active\n   2 | active\n(3 rows)\n",
            records: [
                OutputRecords.Record(fields: ["pid": "1", "state": "idle"], line: "   1 | idle"),
                OutputRecords.Record(fields: ["pid": "2", "state": "active"], line: "   2 | active"),
                OutputRecords.Record(fields: ["pid": "2", "state": "active"], line: "   2 | active"),
            ])
        let collector = try Self.collector([#"state="active""#], "process {pid}")
        let found = Self.findings(collector, "pid,state\n1,idle\n2,active\n2,active\n", records: records)
        #expect(found.map(\.text) == ["process 2"] && found.map(\.lines) == [[4, 5]])
        let filtered = try Self.collector(["pid>0"], "process {pid}", filters: [.grep(try Grep("idle"))])
        #expect(Self.findings(filtered, "", records: records).map(\.text) == ["process 1"])
    }

    @Test func `after five sentences one says how many others there are`() throws {
        let rows = (1...17).map { "pod-\($0)-\(String(repeating: "x", count: 220))   Error\n" }.joined()
        let found = Self.findings(try Self.collector([#"STATUS="Error""#], "{NAME} fails"), "NAME   STATUS\n" + rows)
        #expect(found.count == 6 && found.map(\.count) == [1, 1, 1, 1, 1, 12])
        #expect(found[4].text.hasSuffix("x…") && found[5].text == "(and 12 others in x)")
        #expect(found[..<5].allSatisfy { $0.text.unicodeScalars.count == 200 })
        #expect(found[5].lines == Array(7...18))
    }

    @Test(arguments: [
        ("{count} lag, up to {RESTARTS:max}", 4, "3 lag, up to 12"), ("{count} lag, {RESTARTS:min}", 3, "3 lag, 2"),
        ("{count} lag, {AGE:age:min}, {RESTARTS:max}", 2, "3 lag, 1m, 12"), ("{count} lag", 2, "3 lag"),
    ])
    func `the line is that of the row with the first extreme`(many: String, line: Int, text: String) throws {
        let output = "NAME   RESTARTS   AGE\na      7          1m\nb      2          2m\nc      12         3m\n"
        let found = Self.findings(try Self.collector(["RESTARTS>0"], "{NAME}", many: many), output)
        #expect(found.map(\.text) == [text] && found.map(\.line) == [line] && found[0].lines.sorted() == [2, 3, 4])
    }

    @Test func `a flood of words, rows and names takes no longer than it is long`() throws {
        let words = (0..<200_000).map { "A\($0)" }.joined(separator: "  ")
        let rows = "NAME   STATUS\n" + (0..<50_000).map { "pod-\($0)   Error\n" }.joined()
        let names = (0..<50_000).map { "name\($0):\($0)\n" }.joined()
        let collector = try Self.collector([#"STATUS="Error""#], "{NAME}", many: "{count} of {STATUS}")
        let found = Self.findings(collector, "\(words)\n\(words)\n\n\(rows)\n\(names)")
        #expect(found.map(\.text) == ["50000 of Error"] && found[0].line == 5 && found[0].count == 50_000)
    }

    @Test(
        arguments: [
            ("what a table has", pods, ["RESTARTS>0"], "{NAME} of {workload}", []),
            (
                "what it has not, once each", pods, ["RESTART>0", "RESTART<9", "AGE>{SINCE}"], "{NODE}: {RESTART}",
                [
                    "no row has a field RESTART, which a rule of findings asks for; did you mean \"RESTARTS\"?",
                    "no row has a field SINCE, which a rule of findings asks for",
                    "no row has a field NODE, which a rule of findings asks for",
                ]
            ),
            ("an answer without rows", "No resources found in web namespace.\n", ["RESTART>0"], "x", []),
            (
                "a slip in one of many names", "used_memory:1\nmaxmemory:2\n", ["used_memory>=90% max_memory"], "x",
                ["no row has a field max_memory, which a rule of findings asks for; did you mean \"maxmemory\"?"]
            ),
            (
                "of names what only some servers have", "role:master\n", [#"master_link_status="down""#],
                "{master_host}", []
            ),
        ] as [(String, String, [String], String, [String])])
    func `a field that no row has is told`(
        _ what: String, output: String, conditions: [String], say: String, expected: [String]
    ) throws {
        let collector = try Self.collector(conditions, say)
        #expect(collector.missingFields(in: collector.rows(in: output, of: output)) == expected, "\(what)")
    }

    @Test func `a field that a pod may have, and none has now, is not missing`() throws {
        let command = CommandTemplate(try ["kubectl", "get", "pods"].map { try ArgumentTemplate($0) })
        let rule = FindingRule(
            rows: [try RowCondition(#"last_reason="OOMKilled""#), try RowCondition(#"reday="True""#)],
            sentence: try RowSentence("{NAME}: {message}", ofMany: false), level: .info)
        let collector = Collector(
            name: "pods", procedure: "P1", when: Selector(), source: .run(command), findings: [rule])
        let rows = collector.rows(in: Self.pods, of: Self.pods)
        #expect(
            collector.missingFields(in: rows)
                == ["no row has a field reday, which a rule of findings asks for"]
                .map { $0 + "; did you mean \"READY\"?" })
    }

    @Test(arguments: [
        ("{NAME", false, #""{NAME" has no closing brace; write {FIELD}, or {{ for a brace"#),
        ("{}", false, "{} names no field"),
        ("{RESTARTS:max}", false, "{RESTARTS:max} is about several rows; write it in say_many"),
        ("{AGE:old}", true, "{AGE:old}: behind a field there may be :age, and in say_many :max or :min"),
        ("{AGE:max:age}", true, "{AGE:max:age}: behind a field there may be :age, and in say_many :max or :min"),
    ])
    func `a sentence that cannot be read`(text: String, many: Bool, words: String) {
        let error = #expect(throws: RowSentenceError.self) { try RowSentence(text, ofMany: many) }
        #expect(error?.description == words)
    }
}
