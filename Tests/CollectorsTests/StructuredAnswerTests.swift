import Collectors
import Crypto
import Foundation
import IncidentCore
import Patterns
import TestSupport
import Testing

/// Answers that are read field by field, from a `kubectl` that a script stands in for.
@Suite(.timeLimit(.minutes(5))) struct StructuredAnswerTests {
    private static let pod = #"""
        {"metadata":{"name":"api-1"},"spec":{"containers":[{"name":"api"}]},"status":{"phase":"Pending","message":"MESSAGE"}}
        """#
    private static let table =
        "NAME    READY   STATUS    RESTARTS   AGE\napi-1   0/1     Pending   0          <unknown>\n"

    private static func hash(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func run(
        _ script: String, _ command: String = "kubectl get pods", limit: Int = 256 * 1024,
        timeout: Duration = .seconds(120)
    ) async throws -> DiagnosticArtifact {
        let folder = try ScratchFolder()
        let program = try folder.write(program: "kubectl", script)
        let path = program.deletingLastPathComponent().path + ":/usr/bin:/bin"
        return await CollectorRunner.sample(environment: ["PATH": path])(
            try structuredCollector(command, limit: limit, timeout: timeout))
    }

    @Test func `the table stands in place of the answer, which is what was asked for and measured`() async throws {
        let answer = Self.pod.replacing("MESSAGE", with: "password=hunter22")
        let artifact = try await run("cat <<'END'\n\(answer)\nEND\n")
        #expect(artifact.outcome == .succeeded)
        #expect(artifact.arguments == ["kubectl", "get", "pods", "-o", "json"])
        #expect(artifact.output == Self.table)
        #expect(artifact.bytes == answer.utf8.count + 1 && !artifact.truncated)
        #expect(artifact.original?.sha256 == Self.hash(answer + "\n"))
        #expect(artifact.original?.redactions == 1)
    }

    @Test func `what is said beside the answer stands below the table`() async throws {
        let artifact = try await run(
            "echo 'Warning: old API' >&2; cat <<'END'\n\(Self.pod)\nEND\necho 'Warning: password=hunter22' >&2\n")
        #expect(artifact.output == Self.table + "Warning: old API\nWarning: password=[redacted]\n")
    }

    @Test(arguments: [
        ("echo refused >&2; exit 1", "refused\n"),
        ("printf '{\"items\":['; echo 'error: unexpected EOF' >&2; exit 1", "{\"items\":[\nerror: unexpected EOF\n"),
        ("echo '{\"items\":[]}'; echo 'no route to host' >&2; exit 1", "no route to host\n"),
    ])
    func
        `what a command that fails leaves behind is shown as it came but for an empty list, one output below the other`(
            _ script: String, _ output: String
        ) async throws
    {
        let artifact = try await run(script)
        #expect(artifact.outcome == .failed)
        #expect(artifact.output == output + "no fields were read: the command failed\n")
    }

    @Test(arguments: [1, 137])
    func `a whole answer of a command that fails is read, and what it says of it is beside it, for rules too`(
        status: Int
    ) async throws {
        let folder = try ScratchFolder()
        let program = try folder.write(
            program: "kubectl",
            "cat <<'END'\n\(Self.pod)\nEND\necho 'Error from server: api-2 is gone' >&2; exit \(status)\n")
        let rules = [
            FindingRule(pattern: try Pattern("(?m)^Error.*$"), sentence: "$0", level: .warning),
            FindingRule(
                rows: [try RowCondition(#"STATUS="Pending""#)], sentence: try RowSentence("{NAME}", ofMany: false),
                level: .critical),
        ]
        let collector = Collector(
            name: "sample", procedure: "", when: Selector(),
            source: .run(CommandTemplate(try ["kubectl", "get", "pods"].map { try ArgumentTemplate($0) })),
            filters: [.head(2)], findings: rules)
        let path = program.deletingLastPathComponent().path + ":/usr/bin:/bin"
        let artifact = await CollectorRunner.sample(environment: ["PATH": path])(collector)
        #expect(artifact.outcome == .failed && artifact.exitStatus == status)
        #expect(artifact.output == Self.table + "Error from server: api-2 is gone\n")
        #expect(
            artifact.findings.map { "\($0.line ?? 0) \($0.text)" } == [
                "3 Error from server: api-2 is gone", "2 api-1",
            ])
    }

    private static let asked = """
        no fields were read: REASON
        this is what the command prints without -o json; it was asked once more

        """

    @Test(arguments: [
        ("echo no json", "the answer is not the JSON that was asked for"),
        ("echo 'Warning: old'; echo '\(pod)'", "the answer is not the JSON that was asked for"),
        ("head -c 9000000 /dev/zero | tr '\\0' 'x'", "the answer is longer than 8.0 MiB; ask for less of it"),
    ])
    func `what cannot be read is asked for once more as it is printed, and its columns are the fields`(
        script: String, reason: String
    ) async throws {
        let table = "NAME   STATUS\nnone   Error\n"
        let script = "case \"$*\" in *json*) \(script);; *) echo '\(table)';; esac"
        let artifact = try await run(script.replacing("\n'", with: "'"))
        #expect(artifact.outcome == .succeeded && artifact.arguments.suffix(2) == ["-o", "json"])
        #expect(artifact.output == table + Self.asked.replacing("REASON", with: reason))
        #expect(artifact.findings.map(\.text) == ["none"] && artifact.findings.first?.line == 2)
    }

    @Test func `where that fails the first answer stays`() async throws {
        let artifact = try await run("case \"$*\" in *json*) echo no json;; *) exit 1;; esac")
        #expect(artifact.outcome == .succeeded)
        #expect(artifact.output == "no json\nno fields were read: the answer is not the JSON that was asked for\n")
    }

    @Test func `an answer that is stopped is shown with what was written`() async throws {
        let artifact = try await run("echo '{\"items\":['; sleep 100", timeout: .seconds(1))
        #expect(artifact.outcome == .timedOut)
        #expect(
            artifact.output == """
                {"items":[
                collector "sample" stopped after 1 s; 11 bytes of output kept
                no fields were read: the command was stopped before it had answered

                """)
    }

    @Test func `an answer of more than eight megabytes is cut as it came`() async throws {
        let artifact = try await run(
            "case \"$*\" in *json*) head -c 9000000 /dev/zero | tr '\\0' 'x';; *) exit 1;; esac", limit: 1000)
        #expect(artifact.bytes == 9_000_000 && artifact.truncated && artifact.output.utf8.count < 2000)
        #expect(
            artifact.output.hasSuffix("\nno fields were read: the answer is longer than 8.0 MiB; ask for less of it\n"))
    }

    @Test func `findings are about fields, also where a line has several records, and of what filters left`()
        async throws
    {
        let quota = #"""
            {"items":[{"metadata":{"name":"a"},"status":{"hard":{"pods":"40","cpu":"4"},"used":{"pods":"39","cpu":"3900m"}}},
            {"metadata":{"name":"b"},"status":{"hard":{"pods":"40"},"used":{"pods":"40"}}}]}
            """#
        func findings(_ filters: [OutputFilter]) async throws -> [String] {
            let folder = try ScratchFolder()
            let program = try folder.write(program: "kubectl", "cat <<'END'\n\(quota)\nEND\n")
            let path = program.deletingLastPathComponent().path + ":/usr/bin:/bin"
            let artifact = await CollectorRunner.sample(environment: ["PATH": path])(
                try structuredCollector(
                    "kubectl get quota", where: ["used>=90% hard"], say: "{NAME}: {used} of {hard} {resource}",
                    filters: filters))
            return artifact.findings.map { "\($0.line ?? 0) \($0.text)" }
        }
        #expect(try await findings([]) == ["2 a: 3900m of 4 cpu", "2 a: 39 of 40 pods", "3 b: 40 of 40 pods"])
        #expect(try await findings([.tail(1)]) == ["1 b: 40 of 40 pods"])
    }

    @Test func `a field that no row has is told below the table, not where a pod may have it`() async throws {
        let folder = try ScratchFolder()
        let program = try folder.write(program: "kubectl", "cat <<'END'\n\(Self.pod)\nEND\n")
        let path = program.deletingLastPathComponent().path + ":/usr/bin:/bin"
        let artifact = await CollectorRunner.sample(environment: ["PATH": path])(
            try structuredCollector(
                "kubectl get pods", where: [#"last_reason="OOMKilled""#, "RESTART>2"], say: "{RESTART} of {NAME}"))
        #expect(
            artifact.output == Self.table
                + "no row has a field RESTART, which a rule of findings asks for; did you mean \"RESTARTS\"?\n")
        #expect(artifact.findings == [])
    }

    @Test func `the limit of the output is for the table, not for the answer`() async throws {
        let pods = repeatElement(Self.pod.replacing("\n", with: ""), count: 100).joined(separator: ",")
        let script = "cat <<'END'\n{\"items\":[\(pods)]}\nEND\n"
        let whole = try await run(script, limit: 8192)
        #expect(whole.bytes > 8192 && !whole.truncated && whole.output.split(separator: "\n").count == 101)
        let cut = try await run(script, limit: 1024)
        #expect(cut.truncated && cut.output.contains("cut here") && cut.output.hasPrefix("NAME"))
        #expect(cut.output.utf8.count < 1200)
    }

    @Test(arguments: [(50, nil), (1, 2), (100, 11)] as [(Int, Int?)])
    func `rules see what the limit cuts away, which then has no line`(place: Int, line: Int?) async throws {
        let pods = (1...100).map { number in
            Self.pod.replacing("\n", with: "").replacing("Pending", with: number == place ? "Failed" : "Running")
        }
        let folder = try ScratchFolder()
        let program = try folder.write(
            program: "kubectl", "cat <<'END'\n{\"items\":[\(pods.joined(separator: ","))]}\nEND\n")
        let path = program.deletingLastPathComponent().path + ":/usr/bin:/bin"
        let artifact = await CollectorRunner.sample(environment: ["PATH": path])(
            try structuredCollector("kubectl get pods", where: [#"STATUS="Failed""#], limit: 512))
        #expect(artifact.truncated && artifact.findings.map(\.text) == ["api-1"])
        #expect(artifact.findings.first?.line == line)
        let lines = artifact.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(line.map { lines[$0 - 1].contains("Failed") } ?? !artifact.output.contains("Failed"))
        let filtered = await CollectorRunner.sample(environment: ["PATH": path])(
            try structuredCollector(
                "kubectl get pods", where: [#"STATUS="Failed""#], filters: [.head(2)], limit: 512))
        #expect(filtered.findings.map(\.text) == (place == 1 ? ["api-1"] : []) && !filtered.truncated)
    }
}
