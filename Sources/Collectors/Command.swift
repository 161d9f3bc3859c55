internal import Glibc
internal import IncidentCore
internal import Logging
internal import Subprocess
internal import SystemPackage

/// One program to run, bounded in time, output and resources.
struct Command: Sendable {
    /// Absolute path.
    let program: String
    let arguments: [String]
    /// The whole of it: nothing else of ours reaches the program.
    let environment: [String: String]
    let timeout: Duration
    let outputLimitBytes: Int

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
        let runID = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
        let (markerName, markerValue) = ("RESPONDER_RUN_ID", "\(runID.0)-\(runID.1)")
        var options = PlatformOptions()
        options.createSession = true
        let limited = ResourceLimits(timeout: timeout).applied(to: program, arguments)
        let variables = environment.merging([markerName: markerValue]) { _, own in own }
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await Subprocess.run(
            .path(FilePath(limited.program)), arguments: Arguments(limited.arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables.map { (.init(rawValue: $0)!, $1) })),
            workingDirectory: "/", platformOptions: options, input: .none, output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            let tree = ProcessTree(
                leader: execution.processIdentifier.value, marker: "\(markerName)=\(markerValue)")
            return await watch(tree, until: cancelled, logger: logger) {
                var capture = OutputCapture(limitBytes: outputLimitBytes)
                do {
                    for try await chunk in execution.standardOutput {
                        chunk.withUnsafeBytes { capture.append($0) }
                        // A flood is always ready to be read, and would keep everything else off this thread.
                        await Task.yield()
                    }
                } catch {
                    logger.warning("reading a collector's output failed", metadata: ["error": "\(error)"])
                }
                await waitForExit(of: execution.processIdentifier)
                return capture
            }
        }
        let (output, stopped) = result.closureResult
        return CommandResult(
            output: output, stopped: stopped, status: CommandResult.Status(result.terminationStatus),
            duration: clock.now - start)
    }

    /// Reads to the end of the command, while beside it the time limit and the cancellation are waited for.
    private func watch(
        _ tree: ProcessTree, until cancelled: AsyncStream<Never>, logger: Logger,
        read: () async -> OutputCapture
    ) async -> (OutputCapture, StopReason?) {
        await withTaskGroup(of: (StopReason, left: Int)?.self) { group in
            group.addTask {
                guard let reason = await firstReason(until: cancelled) else { return nil }
                return (reason, await tree.end(grace: Self.grace))
            }
            let output = await read()
            group.cancelAll()
            let stop = await group.next() ?? nil
            let left = await tree.sweep()
            if left > 0 {
                logger.warning(
                    "processes of a collector could not be ended",
                    metadata: ["program": "\(program)", "count": "\(left)"])
            }
            return (output, stop?.0)
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
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
    }
}
