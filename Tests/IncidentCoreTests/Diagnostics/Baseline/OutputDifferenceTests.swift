import IncidentCore
import Testing

@Suite("What is different in an output")
struct OutputDifferenceTests {
    static let pods = """
        NAME                            READY   STATUS             RESTARTS      AGE
        analytics-api-7d9c6b5f4-2xkqv   1/1     Running            0             3d
        analytics-api-7d9c6b5f4-8hzrp   1/1     Running            6 (2m ago)    3d
        redis-0                         1/1     Running            0             41d

        """
    static let history = """
        deployment.apps/analytics-api 
        REVISION  CHANGE-CAUSE
        6         image api=api:v1.2.2
        7         image api=api:v1.2.3


        """

    @Test(arguments: [
        ("the order of rows", pods, pods.replacingRows { $0.reversed() }),
        ("ages", pods, pods.replacing("3d", with: "3d4h").replacing("41d", with: "42d")),
        ("how long ago something restarted", pods, pods.replacing("(2m ago)", with: "(13h ago)")),
        ("an age that cannot be told", pods, pods.replacing("41d", with: "<invalid>")),
        ("the width of a column", pods, pods.replacing("   ", with: "      ")),
        ("a pod of a job that has ended", pods, pods + "rollup-28900000-x2x4z   0/1     Completed   0   3m\n"),
        ("old revisions that fall out", history, history.replacing("6         image api=api:v1.2.2\n", with: "")),
        ("times in text", "seen 2026-11-23T14:02:00Z, 5m ago", "seen 2026-11-24T00:00:07.5Z, 13h2m ago"),
        (
            "how wide psql prints a column",
            " pid | state \n-----+-------\n   1 | idle\n   2 | active\n(2 rows)\n",
            " pid  |  state  \n------+---------\n    2 | active\n    1 | idle\n(2 rows)\n"
        ),
        (
            "when a release was made",
            "NAME\tREVISION\tUPDATED                     \napi \t3       \t2026-11-23 14:02:00 +0000 UTC",
            "NAME\tREVISION\tUPDATED                     \napi \t3       \t2026-11-24 14:02:01.5 +0000 UTC"
        ),
    ])
    func `what only tells the time, and the order of rows, is no difference`(
        _ what: String, before: String, after: String
    ) {
        #expect(before != after)
        #expect(OutputDifference(from: before, to: after).changes.map(\.text) == [], "\(what)")
    }

    @Test(arguments: [
        (
            "a pod that crashes", pods,
            pods.replacing(
                "8hzrp   1/1     Running            6 (2m ago)", with: "8hzrp   0/1     CrashLoopBackOff   7 (5s ago)"),
            ["analytics-api-7d9c6b5f4-8hzrp: READY 1/1 -> 0/1, STATUS Running -> CrashLoopBackOff, RESTARTS 6 -> 7"]
        ),
        (
            "rows of psql, by their first column",
            " n | x \n---+---\n 1 | y\n 4 | a | b\n(2 rows)\n",
            " n | x \n---+---\n 1 | z\n 3 | q\n 4 | a | b\n(3 rows)\n",
            ["1: x y -> z", "new: 3 (x q)"]
        ),
        (
            "rows of psql of which the first column tells none from the others",
            " n | x \n---+---\n 1 | y\n 1 | z\n(2 rows)\n", " n | x \n---+---\n 1 | y\n 1 | q\n(2 rows)\n",
            ["new: 1 q", "gone: 1 z"]
        ),
        (
            "a pod that is gone", pods, pods.replacingRows { $0.filter { !$0.hasPrefix("redis") } },
            ["gone: redis-0 (READY 1/1, STATUS Running, RESTARTS 0)"]
        ),
        (
            "a new pod", pods, pods + "kafka-0   0/1     Pending            0             5s\n",
            ["new: kafka-0 (READY 0/1, STATUS Pending, RESTARTS 0)"]
        ),
        (
            "nothing where there was something", pods, "No resources found in web namespace.\n",
            [
                "new: No resources found in web namespace.",
                "gone: analytics-api-7d9c6b5f4-2xkqv (READY 1/1, STATUS Running, RESTARTS 0)",
                "gone: analytics-api-7d9c6b5f4-8hzrp (READY 1/1, STATUS Running, RESTARTS 6)",
                "gone: redis-0 (READY 1/1, STATUS Running, RESTARTS 0)",
            ]
        ),
        (
            "a new revision", history, history.replacing("v1.2.3\n", with: "v1.2.3\n8         image api=api:v1.2.4\n"),
            [
                "deployment.apps/analytics-api: REVISION 7 -> 8, CHANGE-CAUSE image api=api:v1.2.3 -> image api=api:v1.2.4"
            ]
        ),
        (
            "a rollback, by which the old revision gets a new number", history,
            history.replacing(
                "6         image api=api:v1.2.2\n7         image api=api:v1.2.3",
                with: "7         image api=api:v1.2.3\n8         image api=api:v1.2.2"),
            [
                "deployment.apps/analytics-api: REVISION 7 -> 8, CHANGE-CAUSE image api=api:v1.2.3 -> image api=api:v1.2.2"
            ]
        ),
        (
            "a release", "NAME\tNAMESPACE\tREVISION\tSTATUS  \napi \tweb      \t3       \tdeployed",
            "NAME\tNAMESPACE\tREVISION\tSTATUS  \napi \tweb      \t4       \tfailed  ",
            ["web/api: REVISION 3 -> 4, STATUS deployed -> failed"]
        ),
        (
            "an empty value that is filled", "NAME   LAST SCHEDULE   NODE\na                      one\n",
            "NAME   LAST SCHEDULE   NODE\na      soon            one\n", ["a: LAST SCHEDULE nothing -> soon"]
        ),
        ("a line of text", "one\ntwo\n", "two\nthree\n", ["new: three", "gone: one"]),
        (
            "a row that has another's name", "NAME   STATE\na      up\na      up\n",
            "NAME   STATE\na      up\na      down\n",
            ["new: a down"]
        ),
    ])
    func `rows that have changed, come or gone are named`(
        _ what: String, before: String, after: String, expected: [String]
    ) {
        #expect(OutputDifference(from: before, to: after).changes.map(\.text) == expected, "\(what)")
    }

    @Test(arguments: [
        (
            pods,
            pods.replacing("7d9c6b5f4-2xkqv", with: "6b8f9d7c58-lm4xv").replacing(
                "7d9c6b5f4-8hzrp", with: "6b8f9d7c58-zz2dk"),
            "2 pods of analytics-api replaced"
        ),
        (
            pods, pods.replacing("7d9c6b5f4-2xkqv", with: "6b8f9d7c58-lm4xv") + "kafka-0   0/1   Pending   0   5s\n",
            "1 pod of analytics-api replaced, new: kafka-0"
        ),
        (history, history.replacing("7     ", with: "8     "), "analytics-api: revision 7 -> 8"),
        (
            pods, pods.replacing("redis-0                         1/1", with: "redis-0                         0/1"),
            "redis-0: READY 1/1 -> 0/1"
        ),
        (
            pods, pods.replacing("1/1", with: "0/1"),
            "2 pods of analytics-api changed: READY 1/1 -> 0/1, redis-0: READY 1/1 -> 0/1"
        ),
        (
            pods,
            pods.replacing("1/1     Running            ", with: "0/1     CrashLoopBackOff   ").replacing(
                "3d", with: "1m"),
            "2 pods of analytics-api changed: Running -> CrashLoopBackOff, redis-0: READY 1/1 -> 0/1, STATUS Running -> CrashLoopBackOff"
        ),
        (
            pods,
            pods.replacing("2xkqv   1/1     Running", with: "2xkqv   0/1     Error  ")
                .replacing("8hzrp   1/1     Running            6", with: "8hzrp   1/1     Running            7"),
            "2 pods of analytics-api changed"
        ),
        (
            pods, pods.replacing("8hzrp   1/1", with: "8hzrp   0/1"),
            "analytics-api-7d9c6b5f4-8hzrp: READY 1/1 -> 0/1"
        ),
        (
            "NAME   READY\na      1\nb      1\nc      1\n", "NAME   READY\na      0\nb      0\nc      0\nd      0\n",
            "a: READY 1 -> 0, b: READY 1 -> 0, new: d, 1 more changed"
        ),
        (pods, pods, nil),
    ])
    func `a message has it in a line`(before: String, after: String, expected: String?) {
        #expect(OutputDifference(from: before, to: after).summary == expected)
    }

    @Test func `a finding says since when, in one line of whole phrases`() throws {
        let time = try #require(Timestamp(rfc3339: "2026-11-23T14:02:31Z"))
        func text(_ rows: String...) throws -> String {
            let difference = OutputDifference(from: Self.pods, to: Self.pods + rows.joined())
            return try #require(difference.finding(of: "pods", since: time)?.text)
        }
        let ending = " since 2026-11-23 14:02 UTC"
        let long = "a-very-long-name-of-a-pod-that-nobody-would-give"
        #expect(try text("\(long)-1   1/1   Running   0   1s\n") == "new: \(long)-1" + ending)
        let changed = Self.pods.replacing("1/1", with: "0/1")
        let both = OutputDifference(
            from: Self.pods, to: changed + (0..<90).map { "\(long)-\($0)   1/1   Running   0   1s\n" }.joined())
        let finding = try #require(both.finding(of: "pods", since: time))
        #expect(
            finding.text
                == "2 pods of analytics-api changed: READY 1/1 -> 0/1, redis-0: READY 1/1 -> 0/1, 90 more changed"
                + ending)
        #expect(finding.isChanged && finding.level == .warning)
        #expect(OutputDifference(from: "", to: "").finding(of: "pods", since: time) == nil)
    }

    @Test func `of one long line as much as there is room for`() throws {
        let time = try #require(Timestamp(rfc3339: "2026-11-23T14:02:31Z"))
        let lines = (0..<3).map { "\($0) \(String(repeating: "x", count: 300)): y\n" }
        let difference = OutputDifference(
            from: "NAME   READY\n" + lines.map { $0.replacing(": y", with: "   1") }.joined(),
            to: "NAME   READY\n" + lines.map { $0.replacing(": y", with: "   2") }.joined())
        let text = try #require(difference.finding(of: "pods", since: time)?.text)
        #expect(text.hasPrefix("0 xxx") && text.hasSuffix("x…, 2 more changed since 2026-11-23 14:02 UTC"))
        #expect(text.unicodeScalars.count <= 200)
    }

    @Test func `of many differences a hundred are kept and the others counted`() {
        let lines = (0..<250).map { "line \($0)\n" }.joined()
        let difference = OutputDifference(from: "", to: lines)
        #expect(
            difference.changes.count == OutputDifference.limit && difference.omitted == 150 && difference.count == 250)
    }

    @Test(arguments: UInt64(1)...50)
    func `shuffled and aged rows are no difference, and what is done to them is named whatever their order`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        var rows = (0..<Int.random(in: 1...40, using: &random)).map { Pod(number: $0, &random) }
        let before = Pod.table(rows)
        let old = rows
        rows.shuffle(using: &random)
        for place in rows.indices { rows[place].age = Pod.age(&random) }
        #expect(OutputDifference(from: before, to: Pod.table(rows)).changes == [], "seed \(seed)")

        var expected: Set<String> = []
        let gone = rows.removeLast()
        expected.insert("removed \(gone.name)")
        if !rows.isEmpty {
            rows[0].restarts += 1
            expected.insert("changed \(rows[0].name)")
        }
        rows.insert(Pod(number: 99, &random), at: rows.indices.randomElement(using: &random) ?? 0)
        expected.insert("added pod-99")
        let found = OutputDifference(from: Pod.table(old), to: Pod.table(rows)).changes
        #expect(
            Set(found.map { "\($0.kind.rawValue) \($0.row)" }) == expected && found.count == expected.count,
            "seed \(seed)")
        rows.shuffle(using: &random)
        #expect(OutputDifference(from: before, to: Pod.table(rows)).changes == found, "seed \(seed)")
    }

    private struct Pod {
        let number: Int
        var restarts: Int
        var age: String

        init(number: Int, _ random: inout SeededGenerator) {
            self.number = number
            restarts = Int.random(in: 0...9, using: &random)
            age = Self.age(&random)
        }

        var name: String { "pod-\(number)" }

        static func age(_ random: inout SeededGenerator) -> String {
            let number = Int.random(in: 1...400, using: &random)
            return ["\(number)s", "\(number)m\(number % 60)s", "\(number)h", "\(number)d", "\(number)y\(number)d"]
                .randomElement(using: &random)!
        }

        static func table(_ pods: [Pod]) -> String {
            let cells =
                [["NAME", "READY", "RESTARTS", "AGE"]]
                + pods.map {
                    [$0.name, "1/1", $0.restarts > 0 ? "\($0.restarts) (\($0.age) ago)" : "0", $0.age]
                }
            let widths = (0..<4).map { column in cells.map { $0[column].count }.max()! + 3 }
            return cells.map { row in
                zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined() + "\n"
            }.joined()
        }
    }
}

extension String {
    /// The same with the rows below the first line changed.
    fileprivate func replacingRows(_ change: ([Substring]) -> [Substring]) -> String {
        let lines = split(separator: "\n")
        return ([lines[0]] + change(Array(lines.dropFirst()))).joined(separator: "\n") + "\n"
    }
}
