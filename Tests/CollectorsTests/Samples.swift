import Collectors
import Glibc
import IncidentCore
import Logging
import Transport

/// A collector that runs `script` in a shell, which stands for any program here. Its time limit is one that nothing but a
/// fault exceeds, where a test does not want it to be exceeded.
func shellCollector(
    _ script: String, _ arguments: String..., filters: [OutputFilter] = [], findings: [FindingRule] = [],
    timeout: Duration = .seconds(120), outputLimitBytes: Int = 256 * 1024, variables: [String] = []
) throws -> Collector {
    let command = try (["/bin/sh", "-c", script, "sh"] + arguments).map { word in try ArgumentTemplate(word) }
    return Collector(
        name: "sample", procedure: "P1: Service Down", when: Selector(),
        source: .run(CommandTemplate(command, isTrusted: true)), filters: filters,
        findings: findings, timeout: timeout, outputLimitBytes: outputLimitBytes, variables: variables)
}

extension Collector {
    /// What is judged by a grammar, with places for labels.
    static func sample(_ words: [String]) throws -> Collector {
        Collector(
            name: "x", procedure: "P1", when: Selector(),
            source: .run(CommandTemplate(try words.map { word in try ArgumentTemplate(word) })))
    }
}

extension CollectorRunner {
    static let startOfTest = Timestamp(seconds: 1_800_000_000)

    /// The real runner, at a fixed time.
    static func sample(
        environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        prlimit: String = "/usr/bin/prlimit", bubblewrap: String = Bubblewrap.program,
        openFiles: OpenFiles = .ofThisProcess, http: HTTPClient = .live(), now: Timestamp = startOfTest
    ) -> CollectorRunner {
        .live(
            environment: environment, prlimit: prlimit, bubblewrap: bubblewrap,
            openFiles: openFiles, http: http, now: { now },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func callAsFunction(_ collector: Collector, _ labels: Labels = [:]) async -> DiagnosticArtifact {
        await run(collector, CollectorSubject(labels), .builtIn)
    }
}

extension DiagnosticArtifact {
    /// The process numbers in its lines `pid N`.
    var pids: [pid_t] {
        output.split(separator: "\n").filter { $0.hasPrefix("pid ") }.compactMap { pid_t($0.dropFirst(4)) }
    }
}

/// Whether the process runs; one that has ended and is only waiting for its parent does not.
func isAlive(_ pid: pid_t) -> Bool {
    guard let file = fopen("/proc/\(pid)/stat", "r") else { return false }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let text = String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
    return !text[(text.lastIndex(of: ")") ?? text.startIndex)...].hasPrefix(") Z")
}
