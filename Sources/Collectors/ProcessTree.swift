internal import Dispatch
internal import Glibc

/// Everything one command has started, as something that can be ended.
///
/// Valid until the command's first process has been waited for: until then its number cannot be given to another.
struct ProcessTree: Sendable {
    let leader: pid_t
    /// `NAME=value`, only in this command's environment.
    let marker: String

    /// Asks all of it to end, and ends what has not after `grace`.
    /// - Returns: how many processes are still there, which is 0 unless the kernel holds one.
    func end(grace: Duration) async -> Int {
        // Not cancelled with the caller: half an end would leave processes behind. Awaited right here.
        await Task {
            signal(SIGTERM, await processes())
            let deadline = ContinuousClock.now.advanced(by: grace)
            while ContinuousClock.now < deadline {
                try? await Task.sleep(for: .milliseconds(20))
                if await processes().isEmpty { return 0 }
            }
            return await killAll()
        }.value
    }

    /// Ends what is left after the command's first process has ended by itself.
    func sweep() async -> Int {
        await Task { await killAll() }.value
    }

    private func killAll() async -> Int {
        var left: Set<pid_t> = []
        // More than once: a process may fork between the look and the signal. 2 s in all at the most.
        for _ in 0..<100 {
            left = await processes()
            if left.isEmpty { return 0 }
            signal(SIGKILL, left)
            try? await Task.sleep(for: .milliseconds(10))
        }
        return left.count
    }

    private func signal(_ number: Int32, _ others: Set<pid_t>) {
        // The group at once, so that none of it can fork in between.
        kill(-leader, number)
        for pid in others { kill(pid, number) }
    }

    /// Reading `/proc` may wait for a process that the kernel holds, so it has a thread of its own.
    private func processes() async -> Set<pid_t> {
        await withCheckedContinuation { continuation in
            Self.queue.async { continuation.resume(returning: ProcessTable.processes(of: leader, marker: marker)) }
        }
    }

    private static let queue = DispatchQueue(label: "collectors.processes")
}
