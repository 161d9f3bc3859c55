internal import IncidentCore
internal import Logging

/// Asks by running a program of this machine.
struct ProgramSource: Sendable {
    let environment: CollectorEnvironment
    /// Without it a program would run without limits, so none is run.
    let prlimit: String
    let bubblewrap: String
    let adoptsOrphans: Bool
    let openFiles: OpenFiles
    let now: @Sendable () -> Timestamp
    let logger: Logger

    /// A command as it is to be run, and what it reads: a password that the collector names and that no variable can bring
    /// where it is wanted; or why it is not given that.
    func withPassword(
        _ arguments: [String], for collector: Collector, about labels: Labels
    ) -> (arguments: [String], input: [UInt8], withheld: String?) {
        guard
            let password = environment.variables(passing: collector.variables)[ReadOnlySession.redisPassword],
            !password.isEmpty
        else { return (arguments, [], nil) }
        return switch collector.passwordHandOver(to: arguments, about: labels) {
        case .asking(let asking): (asking, Array("\(password)\n".utf8), nil)
        case .withheld(let reason): (arguments, [], reason)
        case nil: (arguments, [], nil)
        }
    }

    /// - Parameters:
    ///   - arguments: program and arguments as they are to be run.
    ///   - structure: how the answer is read; `nil` where it is kept as it is printed.
    ///   - input: what it reads; empty is closed.
    func ask(
        _ arguments: [String], as structure: StructuredQuestion? = nil, input: [UInt8], for collector: Collector,
        labels: Labels
    ) async -> Evidence {
        guard CollectorEnvironment.isExecutable(prlimit) else {
            return .none(.missing, because: "\(Self.words(missing: prlimit)), so the collector was not run")
        }
        guard let program = environment.path(ofProgram: arguments[0]) else {
            return .none(.missing, because: environment.words(missing: arguments[0]))
        }
        guard openFiles.free() >= OpenFiles.roomForAProgram else {
            return .none(
                .failed, because: "the server has too many files open to start \(program), so the collector was not run"
            )
        }
        guard collector.sandbox == .none || CollectorEnvironment.isExecutable(bubblewrap) else {
            return .none(.missing, because: "\(Bubblewrap.words(missing: bubblewrap)), so the collector was not run")
        }
        func run(_ arguments: [String], within timeout: Duration, isApart: Bool) async throws -> CommandResult {
            try await Command(
                program: program, arguments: Array(arguments.dropFirst()), sandbox: collector.sandbox,
                bubblewrap: bubblewrap,
                environment: environment.variables(passing: collector.variables).merging(labels.environment) {
                    own, _ in own
                }, input: input,
                timeout: timeout, outputLimitBytes: collector.outputLimitBytes, prlimit: prlimit,
                adoptsOrphans: adoptsOrphans, isApart: isApart
            ).run(logger: logger)
        }
        do {
            let result = try await run(arguments, within: collector.timeout, isApart: structure != nil)
            var evidence = Evidence(result, of: collector)
            if evidence.outcome == .failed, arguments.contains(where: { $0.hasSuffix("psql") }) {
                evidence.closing =
                    evidence.closing ?? ReadOnlySession.advice(after: String(decoding: evidence.output, as: UTF8.self))
            }
            guard let structure else { return evidence }
            let time = now()
            let read = await TextWork.run { [evidence] in
                evidence.read(result, of: collector, as: structure, asked: arguments, at: time)
            }
            let timeLeft = collector.timeout - result.duration
            guard read.unreadable != nil, let plain = structure.plain(arguments), timeLeft > .seconds(1) else {
                return read
            }
            let printed = try await run(plain, within: timeLeft, isApart: false)
            return read.replaced(by: Evidence(printed, of: collector), without: structure.words)
        } catch {
            return .none(.failed, because: "\(program) could not be started: \(error)")
        }
    }

    static func words(missing prlimit: String) -> String {
        "\(prlimit) is missing, which bounds what a collector may use of the machine (Debian: util-linux)"
    }
}

extension Evidence {
    fileprivate init(_ result: CommandResult, of collector: Collector) {
        self.init(
            outcome: result.outcome, duration: result.duration, exitStatus: result.exitStatus,
            output: result.output.bytes, byteCount: result.output.byteCount,
            isTruncated: result.output.isTruncated || result.apart?.beside.isTruncated == true,
            sha256: result.output.sha256,
            closing: result.closingSentence(for: collector))
    }
}
