import IncidentCore
import Testing

@testable import IncidentStore
@testable import responder

@Suite("Which run of a collector is meant", .timeLimit(.minutes(5)))
struct CollectorRunsTests {
    private static func run(_ id: Int64, _ collector: String) -> StoredArtifact {
        StoredArtifact(
            id: id, diagnosisID: 1, fingerprint: "f", collector: collector, procedure: "", arguments: ["kubectl"],
            startedAt: Timestamp(seconds: 1_795_422_600), duration: .milliseconds(40), exitStatus: 1, outcome: .failed,
            bytes: 958, truncated: false, original: nil)
    }

    private static let runs = CollectorRuns([run(3, "pods"), run(4, "logs"), run(12, "pods")], of: 7)

    @Test(arguments: [("pods", nil, 12), ("pods", 3, 3), ("logs", nil, 4), (nil, 4, 4)] as [(String?, Int64?, Int64)])
    func `the newest, or the one with the number`(collector: String?, number: Int64?, chosen: Int64) throws {
        #expect(try Self.runs.choose(collector, number: number).id == chosen)
    }

    @Test(
        arguments: [
            (
                "pod", nil,
                "no collector \"pod\" ran for incident 7; did you mean \"pods\"? Those that ran are logs, pods"
            ),
            ("nothing", nil, "no collector \"nothing\" ran for incident 7; those that ran are logs, pods"),
            ("pods", 4, "incident 7 has no run 4 of \"pods\"; there are 3, 12"),
            (nil, 99, "incident 7 has no run 99; there are 3, 4, 12"),
        ] as [(String?, Int64?, String)])
    func `what is not there is answered with what is`(collector: String?, number: Int64?, words: String) {
        let failure = #expect(throws: CommandFailure.self) { try Self.runs.choose(collector, number: number) }
        #expect(failure?.description == words)
    }

    @Test func `none has run`() {
        let failure = #expect(throws: CommandFailure.self) {
            try CollectorRuns([], of: 7).choose("pods", number: nil)
        }
        #expect(failure?.description == "no collector has run for incident 7")
        #expect(CollectorRuns([], of: 7).table == "no collector has run for incident 7")
    }

    @Test func `what is printed is named, and so are the other runs`() {
        #expect(
            Self.runs.words(of: Self.run(12, "pods"))
                == "run 12 of pods, 2026-11-23 08:30:00 UTC: failed with exit status 1, 958 bytes; others: --run 3")
    }

    @Test func `all are listed, the newest first`() {
        let lines = Self.runs.table.split(separator: "\n")
        #expect(lines.map { $0.prefix(9) } == ["RUN  COLL", "12   pods", "4    logs", "3    pods"])
    }

    @Test func `an output is printed so that no terminal follows anything in it`() throws {
        let output = PrintedOutput("a\u{1B}[31mb\r\nhidden\rshown\n\u{202E}txt.exe\tc\n")
        #expect(output.lines == ["a\u{FFFD}[31mb", "hidden\u{FFFD}shown", "\u{FFFD}txt.exe\tc"])
        #expect(PrintedOutput("").lines.isEmpty && PrintedOutput("\n").lines == [""])
    }

    @Test func `a line is shown marked, with ten on either side`() throws {
        let output = PrintedOutput((1...40).map { "line \($0)" }.joined(separator: "\n"))
        let lines = try output.excerpt(around: 12).split(separator: "\n")
        #expect(lines.count == 21)
        #expect(lines.first == "   2  line 2" && lines[10] == "> 12  line 12" && lines.last == "  22  line 22")
        #expect(try output.excerpt(around: 40).split(separator: "\n").last == "> 40  line 40")
        let failure = #expect(throws: CommandFailure.self) { try output.excerpt(around: 41) }
        #expect(failure?.description == "line 41 is not there, the output has 40" && failure?.isUsage == true)
    }
}
