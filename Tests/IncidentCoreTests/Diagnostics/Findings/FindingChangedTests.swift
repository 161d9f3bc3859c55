import IncidentCore
import Testing

/// Which findings rest on what is new or was otherwise.
@Suite("What has changed among findings", .timeLimit(.minutes(5)))
struct FindingChangedTests {
    private static let time = Timestamp(rfc3339: "2026-11-23T14:02:31Z")!

    private static func compared(_ before: String, _ after: String, _ findings: [Finding]) -> [Finding] {
        let artifact = DiagnosticArtifact(
            collector: "x", procedure: "P1", arguments: [], startedAt: time, duration: .zero, exitStatus: 0,
            outcome: .succeeded, bytes: 0, truncated: false, output: after, findings: findings)
        return artifact.compared(with: before, takenAt: time, redactions: .builtIn).findings
    }

    private static let history = OutputDifferenceTests.history

    @Test(arguments: [
        ("a changed row", "NAME   READY\na      1\nb      1\n", "NAME   READY\na      1\nb      0\n", [3]),
        ("a new row, wherever it stands", "NAME   READY\na      1\n", "NAME   READY\nc      1\na      1\n", [2]),
        ("a row that is gone", "NAME   READY\na      1\nb      1\n", "NAME   READY\na      1\n", []),
        ("an age alone", "NAME   AGE\na      1m\n", "NAME   AGE\na      2m\n", []),
        ("a new line of text", "one\ntwo\n", "two\nthree\n\nthree\n", [2, 4]),
        (
            "a new revision, and none of those before it", history,
            history.replacing("v1.2.3\n", with: "v1.2.3\n8         image api=api:v1.2.4\n"), [5]
        ),
        ("rows without names", "NAME   S\na      up\na      up\n", "NAME   S\na      up\na      down\n", [3]),
    ])
    func `the lines that are new or changed`(_ what: String, before: String, after: String, lines: [Int]) {
        let each = (1...6).map { Finding(collector: "x", level: .info, text: "\($0)", lines: [$0]) }
        let changed = Self.compared(before, after, each).filter { $0.isChanged && $0.line != nil }
        #expect(changed.map(\.lines) == lines.map { [$0] }, "\(what)")
    }

    @Test func `what several rows say has changed when one of them has`() {
        let many = Finding(collector: "x", level: .info, text: "many", lines: [2, 3], count: 2)
        let nowhere = Finding(collector: "x", level: .info, text: "nowhere")
        let found = Self.compared("NAME   S\na      1\nb      1\n", "NAME   S\na      1\nb      2\n", [many, nowhere])
        #expect(found.map(\.isChanged) == [true, true, false] && found[0].text.hasPrefix("b: S 1 -> 2 since "))
    }

    @Test(
        arguments: [
            ("what a critical finding says of the same rows", "NAME   S\na      up\nb      up\n", [2, 3], .info),
            ("a row of which it says nothing", "NAME   S\na      up\nb      up\n", [2], .warning),
            ("a row that is gone", "NAME   S\na      up\nb      up\nc      up\n", [2, 3], .warning),
            (
                "another revision", "NAME   REVISION   S\na      3          up\nb      3          up\n", [2, 3],
                .warning
            ),
        ] as [(String, String, [Int], FindingLevel)])
    func `a difference is a warning unless it only repeats what is told`(
        _ what: String, before: String, lines: [Int], level: FindingLevel
    ) {
        let isRevised = before.contains("REVISION")
        let after =
            isRevised
            ? before.replacing("3          up", with: "4          down")
            : "NAME   S\na      down\nb      down\n"
        let told = Finding(collector: "x", level: .critical, text: "down", lines: lines)
        let found = Self.compared(before, after, [told])
        #expect(found.map(\.level) == [level, .critical], "\(what)")
    }

    @Test func `another revision comes before what else has changed`() {
        let texts = [
            "2 pods of api replaced since 2026-11-23 13:00 UTC",
            "api: revision 7 -> 8 (image api=api:v1.2.4) since 2026-11-23 13:00 UTC",
            "web/api: REVISION 3 -> 4, STATUS deployed -> failed since 2026-11-23 13:00 UTC",
            "new: revision of the plan since 2026-11-23 13:00 UTC",
        ]
        let merged = Finding.merged(
            texts.map { Finding(collector: "x", level: .warning, text: $0, isChanged: true) }
                + [Finding(collector: "x", level: .warning, text: "log: revision 1 -> 2")])
        #expect(merged.map(\.text) == [texts[1], texts[2], texts[0], texts[3], "log: revision 1 -> 2"])
    }

    @Test func `most urgent first, then what has changed, then as they came, each sentence once`() {
        func finding(_ text: String, _ level: FindingLevel, changed: Bool = false, of name: String = "x", line: Int)
            -> Finding
        {
            Finding(
                collector: name, level: level, text: text, lines: [line], count: line, isChanged: changed,
                artifactID: Int64(line))
        }
        let merged = Finding.merged([
            finding("a", .info, line: 1), finding("b", .warning, line: 2), finding("c", .critical, line: 3),
            finding("d", .warning, changed: true, line: 4), finding("b", .warning, of: "y", line: 5),
            finding("e", .critical, changed: true, line: 6), finding("a", .info, changed: true, line: 7),
            finding("f", .info, line: 8),
        ])
        #expect(merged.map(\.text) == ["e", "c", "d", "b", "a", "f"])
        #expect(merged.map(\.isChanged) == [true, false, true, false, true, false])
        let both = merged.first { $0.text == "b" }
        #expect(
            both
                == Finding(
                    collector: "x, y", level: .warning, text: "b", lines: [2], count: 5, isChanged: false, artifactID: 2
                ))
    }
}
