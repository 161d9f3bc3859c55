internal import Glibc
internal import IncidentCore
internal import Logging
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// One program to run, bounded in time, output and resources.
struct Command: Sendable {
    /// Absolute path.
    let program: String
    let arguments: [String]
    let sandbox: Sandbox
    /// Makes the sandbox.
    let bubblewrap: String
    /// The whole of it: nothing else of ours reaches the program.
    let environment: [String: String]
    /// What it reads, a few lines at most; empty is closed.
    let input: [UInt8]
    let timeout: Duration
    let outputLimitBytes: Int
    /// Sets the limits of its resources.
    let prlimit: String
    let adoptsOrphans: Bool
    /// Whether standard output is kept by itself as well.
    var isApart = false

    /// How long what a command has written is still read after its end.
    static let lastWords = Duration.milliseconds(200)
    /// Between two reads of a flood.
    static let floodPause = Duration.milliseconds(20)
    /// Between asking a command to end and ending it.
    static let grace = Duration.milliseconds(500)

    /// Runs it to its end, its time limit or the task's cancellation; none of its processes is left afterwards.
    ///
    /// - Throws: what kept it from starting.
    func run(logger: Logger) async throws -> CommandResult {
        let (cancelled, cancel) = AsyncStream<Never>.makeStream()
        return try await withTaskCancellationHandler {
            // A task that is not cancelled with ours, and is awaited here: reading must go on until the processes have
            // been ended in order.
            try await Task { try await run(until: cancelled, logger: logger) }.value
        } onCancel: {
            cancel.finish()
        }
    }

    private func run(until cancelled: AsyncStream<Never>, logger: Logger) async throws -> CommandResult {
        if input.isEmpty { return try await run(reading: .none, until: cancelled, logger: logger) }
        return try await run(reading: .array(input), until: cancelled, logger: logger)
    }

    private func run<Input: InputProtocol>(
        reading input: Input, until cancelled: AsyncStream<Never>, logger: Logger
    ) async throws -> CommandResult {
        if isApart {
            return try await run(reading: input, errors: .sequence, until: cancelled, logger: logger) {
                [$0.standardOutput, $0.standardError]
            }
        }
        return try await run(reading: input, errors: .combinedWithOutput, until: cancelled, logger: logger) {
            [$0.standardOutput]
        }
    }

    /// - Parameter streams: standard output, then standard error where it is one of its own.
    private func run<Input: InputProtocol, Errors: ErrorOutputProtocol>(
        reading input: Input, errors: Errors, until cancelled: AsyncStream<Never>, logger: Logger,
        streams: @Sendable (Execution<Input, SequenceOutput, Errors>) -> [SubprocessOutputSequence]
    ) async throws -> CommandResult {
        let runID = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
        let (markerName, markerValue) = (RunRegistry.markerName, "\(runID.0)-\(runID.1)")
        var options = PlatformOptions()
        options.createSession = true
        let limits = ResourceLimits(program: program, timeout: timeout)
        let variables = environment.merging([markerName: markerValue]) { _, own in own }
        let words = shutIn
        let clock = ContinuousClock()
        let start = clock.now
        let run = RegisteredRun(marker: "\(markerName)=\(markerValue)")
        defer { run.end() }
        let result = try await Subprocess.run(
            .path(FilePath(prlimit)),
            arguments: Arguments(limits.arguments(before: words[0], Array(words.dropFirst()))),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables.map { (.init(rawValue: $0)!, $1) })),
            workingDirectory: "/", platformOptions: options, input: input, output: .sequence,
            error: errors
        ) { execution in
            let leader = execution.processIdentifier
            run.started(leader: leader.value)
            let tree = ProcessTree(leader: leader.value, marker: run.marker, adoptsOrphans: adoptsOrphans)
            let streams = streams(execution)
            return await watch(tree, of: leader, until: cancelled, logger: logger) { isOver in
                let output = CommandOutput(limitBytes: outputLimitBytes, isApart: isApart)
                await withTaskGroup(of: Void.self) { group in
                    for (index, stream) in streams.enumerated() {
                        group.addTask {
                            await read(stream, isError: index > 0, into: output, logger: logger, isOver: isOver)
                        }
                    }
                }
                return output
            }
        }
        let watched = result.closureResult
        let taken = watched.output.taken
        return CommandResult(
            output: taken.all, apart: taken.apart, stopped: watched.stopped,
            status: CommandResult.Status(result.terminationStatus), duration: clock.now - start,
            leftBehind: watched.stopped == nil ? watched.swept.ended : 0, notEnded: watched.swept.left)
    }

    private func read(
        _ stream: SubprocessOutputSequence, isError: Bool, into output: CommandOutput, logger: Logger,
        isOver: () -> Bool
    ) async {
        do {
            for try await chunk in stream {
                chunk.withUnsafeBytes { output.append($0, isError: isError) }
                if isOver() { break }
                // A flood is always ready to be read, and would keep everything else off this thread; of what nobody
                // will see the reading is not worth a processor.
                if output.isFlood {
                    try? await Task.sleep(for: Self.floodPause)
                } else {
                    await Task.yield()
                }
            }
        } catch {
            logger.warning("reading a collector's output failed", metadata: ["error": "\(error)"])
        }
    }

    /// Program and arguments, behind the sandbox.
    private var shutIn: [String] {
        switch sandbox {
        case .none: [program] + arguments
        case .bubblewrap, .bubblewrapWithNetwork:
            [bubblewrap]
                + Bubblewrap.arguments(hasNetwork: sandbox == .bubblewrapWithNetwork, before: program, arguments)
        }
    }

    /// What is known of a command when all of it has ended.
    private struct Watched: Sendable {
        let output: CommandOutput
        let stopped: StopReason?
        let swept: (ended: Int, left: Int)
    }

    /// Reads to the end of the command, while beside it the time limit and the cancellation are waited for.
    ///
    /// - Parameter read: gets to know when the command is over: what got away from it may hold its output, and write to
    ///   it for ever.
    private func watch(
        _ tree: ProcessTree, of leader: ProcessIdentifier, until cancelled: AsyncStream<Never>, logger: Logger,
        read: (_ isOver: @escaping @Sendable () -> Bool) async -> CommandOutput
    ) async -> Watched {
        let end = CommandEnd()
        return await withTaskGroup(of: StopReason?.self) { group in
            group.addTask {
                guard let reason = await firstReason(until: cancelled) else { return nil }
                _ = await tree.end(grace: Self.grace)
                return reason
            }
            group.addTask {
                await waitForExit(of: leader)
                end.reach()
                return nil
            }
            let output = await read { end.isOlder(than: Self.lastWords) }
            await waitForExit(of: leader)
            group.cancelAll()
            let stopped = await group.reduce(nil) { $0 ?? $1 }
            let swept = await tree.sweep()
            if swept.left > 0 {
                logger.warning(
                    "processes of a collector could not be ended",
                    metadata: ["program": "\(program)", "count": "\(swept.left)"])
            }
            return Watched(output: output, stopped: stopped, swept: swept)
        }
    }

    /// - Returns: `nil` when the command ended first.
    private func firstReason(until cancelled: AsyncStream<Never>) async -> StopReason? {
        await withTaskGroup(of: StopReason?.self) { group in
            group.addTask {
                do {
                    try await Task.sleep(for: timeout)
                    return .timeLimit
                } catch {
                    return nil
                }
            }
            group.addTask {
                for await _ in cancelled {}
                // A stream also ends when the task that waits for it is cancelled, which is the command's end.
                return Task.isCancelled ? nil : .cancelled
            }
            let reason = await group.next() ?? nil
            group.cancelAll()
            return reason
        }
    }

    /// Output may end long before the process does, when it closes its own.
    private func waitForExit(of process: ProcessIdentifier) async {
        var pause = Duration.milliseconds(1)
        while true {
            // A process descriptor becomes readable at the exit (pidfd_open(2)).
            var descriptor = pollfd(fd: process.processDescriptor, events: Int16(POLLIN), revents: 0)
            if process.processDescriptor >= 0 {
                if poll(&descriptor, 1, 0) == 1 { return }
            } else if ProcessTable.entry(process.value)?.isZombie ?? true {
                return
            }
            do { try await Task.sleep(for: pause) } catch { return }
            pause = min(pause * 2, .milliseconds(50))
        }
    }
}

/// When a command's first process ended.
private final class CommandEnd: Sendable {
    private let reached = Mutex<ContinuousClock.Instant?>(nil)

    func reach() { reached.withLock { $0 = .now } }

    func isOlder(than limit: Duration) -> Bool {
        reached.withLock { $0.map { $0.duration(to: .now) > limit } ?? false }
    }
}

/// A command's place in the registry, from before its start to its end.
private final class RegisteredRun: Sendable {
    let marker: String
    private let leader = Mutex<pid_t?>(nil)

    init(marker: String) {
        self.marker = marker
        RunRegistry.shared.begin(marker: marker)
    }

    func started(leader pid: pid_t) {
        leader.withLock { $0 = pid }
        RunRegistry.shared.started(leader: pid)
    }

    func end() { RunRegistry.shared.end(marker: marker, leader: leader.withLock { $0 }) }
}
