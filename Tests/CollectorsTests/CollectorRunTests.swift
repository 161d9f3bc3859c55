import Crypto
import Foundation
import IncidentCore
import Patterns
import TestSupport
import Testing

@testable import Collectors

@Suite(.timeLimit(.minutes(5))) struct CollectorRunTests {
    let run = CollectorRunner.sample()

    @Test func `output of both streams is captured in order with the exit status`() async throws {
        let artifact = await run(try shellCollector("echo one; echo two >&2; echo three; exit 3"))
        #expect(artifact.output == "one\ntwo\nthree\n")
        #expect(artifact.exitStatus == 3 && artifact.outcome == .failed)
        #expect(artifact.bytes == 14 && !artifact.truncated)
        #expect(artifact.startedAt == CollectorRunner.startOfTest && artifact.duration > .zero)
        #expect(artifact.collector == "sample" && artifact.procedure == "P1: Service Down")
    }

    @Test func `a command that ends well has succeeded`() async throws {
        let artifact = await run(try shellCollector("echo fine"))
        #expect(artifact.outcome == .succeeded && artifact.exitStatus == 0 && artifact.output == "fine\n")
    }

    @Test func `a signal that ends the command is named`() async throws {
        let artifact = await run(try shellCollector("echo before; kill -SEGV $$"))
        #expect(artifact.outcome == .failed && artifact.exitStatus == nil)
        #expect(artifact.output == "before\ncollector \"sample\" ended by signal 11; 7 bytes of output kept\n")
    }

    @Test func `a missing program is named with the folders that were searched`() async throws {
        let collector = Collector(
            name: "pods", procedure: "P1", when: Selector(),
            source: .run(
                CommandTemplate(
                    try ["no-such-kubectl", "get"].map { word in try ArgumentTemplate(word) }, isTrusted: true)))
        let artifact = await CollectorRunner.sample(environment: ["PATH": "/usr/bin:relative::/bin"])(collector)
        #expect(artifact.outcome == .missing && artifact.exitStatus == nil)
        #expect(artifact.arguments == ["no-such-kubectl", "get"])
        #expect(artifact.output == "program \"no-such-kubectl\" is not installed here; looked in /usr/bin, /bin\n")
    }

    @Test(arguments: ["/tmp", "bin/sh", "/etc/passwd"])
    func `what is no executable file with an absolute path is missing`(_ program: String) async throws {
        let collector = Collector(
            name: "x", procedure: "P1", when: Selector(),
            source: .run(CommandTemplate([try ArgumentTemplate(program)], isTrusted: true)))
        #expect(await run(collector).outcome == .missing)
    }

    @Test(arguments: ["x; touch /tmp/owned", "$(id)", "--as=admin", "a\nb", "a\0b", "-n"])
    func `a hostile label never reaches a command`(_ value: String) async throws {
        let programs = try ScratchFolder()
        let marker = programs.file("marker").path
        _ = try programs.write(program: "kubectl", "touch \(marker)\n")
        let run = CollectorRunner.sample(environment: ["PATH": "\(programs.file("bin").path):/usr/bin:/bin"])
        let collector = try Collector.sample(["kubectl", "get", "pods", "-n", "{label:namespace|default}"])
        let artifact = await run(collector, Labels([.init(name: "namespace", value: value)]))
        #expect(artifact.outcome == .notBound && artifact.exitStatus == nil && artifact.bytes == 0)
        #expect(artifact.output.hasPrefix("label \"namespace\" has the value "))
        #expect(artifact.arguments == ["kubectl", "get", "pods", "-n", "<namespace?>"])
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test func `a command that a label turns into another is not run, and its place is shown`() async throws {
        let collector = try Collector.sample(
            ["psql", "-d", "{label:database:database}", "-c", "SELECT current_setting('{label:setting:name}')"])
        let turned = await run(collector, ["database": "app", "setting": "primary_conninfo"])
        #expect(turned.outcome == .notBound)
        #expect(
            turned.output
                == "with the incident's labels \"psql -c\" asks for \"primary_conninfo\", which may hold a password; "
                + "a collector may not read it\n")
        #expect(turned.arguments == ["psql", "-d", "app", "-c", "SELECT current_setting('primary_conninfo')"])
        let unnamed = await run(collector, ["setting": "work_mem"])
        #expect(unnamed.arguments == ["psql", "-d", "<database?>", "-c", "SELECT current_setting('work_mem')"])
    }

    @Test func `a connection pool that refuses the read-only session is named, with what to do`() async throws {
        let programs = try ScratchFolder()
        // As PgBouncer 1.18 answers.
        let error = "psql: error: connection to server failed: FATAL:  unsupported startup parameter: options"
        _ = try programs.write(program: "psql", "echo '\(error)' >&2\nexit 2\n")
        let run = CollectorRunner.sample(environment: ["PATH": "\(programs.file("bin").path):/usr/bin:/bin"])
        let artifact = await run(try Collector.sample(["psql", "-h", "pgbouncer", "-c", "SELECT 1"]))
        #expect(artifact.outcome == .failed)
        #expect(artifact.output.hasSuffix("let the collector connect to PostgreSQL itself\n"))
    }

    @Test func `a program from a label is not run`() async throws {
        let collector = Collector(
            name: "x", procedure: "P1", when: Selector(),
            source: .run(CommandTemplate([try ArgumentTemplate("/bin/{label:tool}")], isTrusted: true)))
        #expect(await run(collector, ["tool": "true"]).outcome == .notBound)
    }

    @Test func `a label stays one argument`() async throws {
        let programs = try ScratchFolder()
        _ = try programs.write(program: "kubectl", "echo $# \"$3\"\n")
        let run = CollectorRunner.sample(environment: ["PATH": "\(programs.file("bin").path):/usr/bin:/bin"])
        let collector = try Collector.sample(["kubectl", "logs", "-l", "app={label:app}"])
        #expect(await run(collector, ["app": "web"]).output == "3 app=web\n")
    }

    @Test func `standard input is closed`() async throws {
        #expect(await run(try shellCollector("cat; echo done")).output == "done\n")
    }

    @Test func `only allowed variables and the labels reach the command`() async throws {
        let run = CollectorRunner.sample(
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": "/root", "RESPONDER_API_TOKEN": "x", "SMTP_PASSWORD": "x",
                "PGHOST": "db", "PGPASSWORD": "x", "REDISCLI_AUTH": "x", "LD_PRELOAD": "/x.so", "EXTRA": "named",
                "REDIS_PASSWORD": "x", "KAFKA_SASL_PASSWORD": "x", "HELM_KUBETOKEN": "x", "PGPASSFILE": "/pgpass",
                "HTTPS_PROXY": "http://me:x@proxy:3128", "https_proxy": "http://proxy:3128",
            ])
        let collector = try shellCollector("/usr/bin/env", variables: ["EXTRA", "PGPASSWORD", "UNSET"])
        let artifact = await run(collector, ["app": "$(id)"])
        let names = Set(artifact.output.split(separator: "\n").map { String($0.prefix { $0 != "=" }) })
        // A shell sets PWD, SHLVL, OLDPWD and _ itself.
        #expect(
            names.subtracting(["PWD", "SHLVL", "OLDPWD", "_"])
                == [
                    "PATH", "HOME", "PGHOST", "PGPASSFILE", "https_proxy", "EXTRA", "PGPASSWORD", "ALERT_LABEL_APP",
                    "RESPONDER_RUN_ID",
                ])
        #expect(artifact.output.contains("ALERT_LABEL_APP=$(id)\n"))
    }

    @Test func `filters work on the output of a command that succeeded`() async throws {
        let filters: [OutputFilter] = [.grep(try Grep("slow")), .head(1)]
        let collector = try shellCollector("printf 'slow 1\\nok\\nslow 2\\n'", filters: filters)
        let artifact = await run(collector)
        #expect(artifact.output == "slow 1\n" && artifact.bytes == 17)
    }

    @Test func `a failed command's own words are not filtered away`() async throws {
        let collector = try shellCollector("echo forbidden >&2; exit 1", filters: [.grep(try Grep("slow"))])
        #expect(await run(collector).output == "forbidden\n")
    }

    @Test func `findings are made of the filtered and redacted text`() async throws {
        let rule = FindingRule(
            pattern: try Pattern("pod (\\S+) (password=\\S+)?"), sentence: "pod $1 $2", level: .warning)
        let collector = try shellCollector(
            "echo 'pod a password=hunter22'; echo 'pod b '", filters: [.head(1)], findings: [rule])
        let artifact = await run(collector)
        #expect(
            artifact.findings
                == [Finding(collector: "sample", level: .warning, text: "pod a password=[redacted]", lines: [1])])
    }

    @Test func `so are those about rows, whose ages are counted from when it was asked`() async throws {
        let rule = FindingRule(
            rows: [try RowCondition("SINCE>5m")],
            sentence: try RowSentence("{NAME} since {SINCE:age}: {SAYS}", ofMany: false), level: .warning)
        let collector = try shellCollector(
            "printf 'NAME   SINCE                  SAYS\\na      2026-11-23T06:00:00Z   password=hunter22\\nb      2026-11-23T06:00:00Z   no\\n'",
            filters: [.grep(try Grep("b", isInverted: true))], findings: [rule])
        let artifact = await run(collector)
        let age = (artifact.startedAt - Timestamp(rfc3339: "2026-11-23T06:00:00Z")!).prometheusRounded
        #expect(artifact.findings.map(\.text) == ["a since \(age): password=[redacted]"])
        #expect(artifact.findings.map(\.line) == [2])
    }

    @Test func `secrets are redacted from output and arguments`() async throws {
        let artifact = await run(try shellCollector("echo postgres://app:hunter22@db/x", "password=hunter22"))
        #expect(artifact.output == "postgres://app:[redacted]@db/x\n")
        #expect(!artifact.arguments.joined().contains("hunter22"))
    }

    @Test func `an option's secret in the next argument is redacted too`() async throws {
        let artifact = await run(try shellCollector("true", "--password", "hunter22", "end"))
        #expect(artifact.arguments.suffix(3) == ["--password", "[redacted]", "end"])
    }

    @Test func `it is kept how many secrets there were and of what original`() async throws {
        let artifact = await run(try shellCollector("echo 'password=hunter22'; echo 'token=abcdef7'"))
        #expect(artifact.output == "password=[redacted]\ntoken=[redacted]\n")
        #expect(
            artifact.original == Original(redactions: 2, sha256: Self.hash("password=hunter22\ntoken=abcdef7\n")))
        #expect(await run(try shellCollector("true")).original == Original(redactions: 0, sha256: Self.hash("")))
        let missing = CommandTemplate([try ArgumentTemplate("no-such-kubectl")], isTrusted: true)
        let collector = Collector(name: "pods", procedure: "P1", when: Selector(), source: .run(missing))
        #expect(await run(collector).original == nil)
    }

    private static func hash(_ text: String) -> String { SHA256.hash(data: Data(text.utf8)).hexadecimal }

    /// Filtered first, its lines would be no key any more to whoever looks for one.
    @Test func `a secret of several lines is redacted before the filters take some of them`() async throws {
        let key =
            "-----BEGIN RSA PRIVATE KEY-----\\nMIIEcnryKeyOneAAAA\\nMIIEcnryKeyTwoBBBB\\n-----END RSA PRIVATE KEY-----\\n"
        let artifact = await run(
            try shellCollector("printf 'start MIIE\\n\(key)end MIIE\\n'", filters: [.grep(try Grep("MIIE"))]))
        #expect(artifact.output == "start MIIE\nend MIIE\n" && artifact.original?.redactions == 1)
    }

    @Test func `terminal escapes and broken UTF-8 do not reach the artifact`() async throws {
        let artifact = await run(try shellCollector(#"printf '\033[31mred\033[0m\000 \377 \033]0;title\007end\r\n'"#))
        #expect(artifact.output == "red \u{FFFD} end\n")
    }

    @Test func `the limits of the machine's resources are set`() async throws {
        let limits = "ulimit -c; ulimit -t; ulimit -n; ulimit -f; ulimit -d"
        let artifact = await run(try shellCollector(limits, timeout: .seconds(60)))
        #expect(artifact.output == "0\n122\n1024\n131072\n2097152\n")
    }

    @Test func `memory that is shared counts too`() async throws {
        let program = "import mmap; m = mmap.mmap(-1, 64 << 30); print('mapped')"
        let collector = Collector(
            name: "sample", procedure: "P1", when: Selector(),
            source: .run(
                CommandTemplate(
                    try ["python3", "-c", program].map { word in try ArgumentTemplate(word) }, isTrusted: true)))
        let artifact = await run(collector)
        #expect(artifact.outcome == .failed && artifact.output.contains("Cannot allocate memory"))
    }

    @Test func `with hardly a file left to open nothing is run, and the artifact says so`() async throws {
        for free in [0, OpenFiles.roomForAProgram - 1] {
            let runner = CollectorRunner.sample(openFiles: OpenFiles { free })
            let artifact = await runner(try shellCollector("echo it runs"))
            #expect(artifact.outcome == .failed && artifact.exitStatus == nil)
            #expect(artifact.output.contains("too many files open to start /bin/sh, so the collector was not run"))
        }
        let artifact = await CollectorRunner.sample(openFiles: OpenFiles { OpenFiles.roomForAProgram })(
            try shellCollector("echo it runs"))
        #expect(artifact.output == "it runs\n")
    }

    @Test func `open files are counted as the system counts them`() throws {
        let before = OpenFiles.ofThisProcess.free()
        let files = try (0..<200).map { _ in try FileHandle(forReadingFrom: URL(fileURLWithPath: "/dev/null")) }
        // Other tests open and close theirs meanwhile.
        #expect(OpenFiles.ofThisProcess.free() <= before - 100)
        withExtendedLifetime(files) {}
    }

    @Test func `without prlimit nothing is run, and the artifact says so`() async throws {
        let marker = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        let artifact = await CollectorRunner.sample(prlimit: "/nowhere/prlimit")(try shellCollector("touch \(marker)"))
        #expect(artifact.outcome == .missing && artifact.exitStatus == nil)
        #expect(artifact.output.contains("/nowhere/prlimit is missing") && artifact.output.contains("was not run"))
        #expect(!FileManager.default.fileExists(atPath: marker))
        let problems = CollectorRunner.problems(of: [], prlimit: "/nowhere/prlimit")
        #expect(problems.count == 1 && problems[0].contains("no collector is run"))
        #expect(CollectorRunner.problems(of: []).isEmpty)
    }

    @Test func `that root is not bound by the limit on processes is said where a trusted program runs`() throws {
        let trusted = try shellCollector("exit 0")
        let problems = CollectorRunner.problems(of: [trusted, trusted], isRoot: true)
        #expect(
            problems.count == 1 && problems[0].contains("runs as root")
                && problems[0].contains("run the server as a user"))
        #expect(CollectorRunner.problems(of: [trusted], isRoot: false).isEmpty)
        let words = try ["kubectl", "get", "pods"].map { word in try ArgumentTemplate(word) }
        let known = Collector(name: "pods", procedure: "", when: Selector(), source: .run(CommandTemplate(words)))
        #expect(CollectorRunner.problems(of: [known], isRoot: true).isEmpty)
    }
}
