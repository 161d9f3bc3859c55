internal import Glibc

/// Everything one command has started, as something that can be ended.
///
/// Valid until the command's first process has been waited for: until then its number cannot be given to another.
struct ProcessTree: Sendable {
    let leader: pid_t
    /// `NAME=value`, only in this command's environment.
    let marker: String
    /// Whether orphans are given to this process, and it starts nothing else than collectors.
    let adoptsOrphans: Bool
    var look = ProcessLook.shared
    var runs = RunRegistry.shared

    /// Asks all of it to end, and ends what has not after `grace`.
    /// - Returns: how many processes are still there, which is 0 unless the kernel holds one.
    func end(grace: Duration) async -> Int {
        runs.ending(leader: leader)
        // Not cancelled with the caller: half an end would leave processes behind. Awaited right here.
        return await Task {
            signal(SIGTERM, await processes().found)
            let deadline = ContinuousClock.now.advanced(by: grace)
            while ContinuousClock.now < deadline {
                try? await Task.sleep(for: .milliseconds(20))
                let (found, isInDoubt) = await processes()
                if found.isEmpty, !isInDoubt { return 0 }
            }
            return await killAll().left
        }.value
    }

    /// Ends what is left after the command's first process has ended.
    func sweep() async -> (ended: Int, left: Int) {
        runs.ending(leader: leader)
        return await Task { await killAll() }.value
    }

    private func killAll() async -> (ended: Int, left: Int) {
        var (seen, left, isInDoubt): (Set<pid_t>, Set<pid_t>, Bool) = ([], [], false)
        // More than once: a process may fork between the look and the signal. 2 s in all at the most.
        for _ in 0..<100 {
            (left, isInDoubt) = await processes()
            seen.formUnion(left)
            if !left.isEmpty { signal(SIGKILL, left) } else if !isInDoubt { break }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return (seen.subtracting(left).subtracting([leader]).count, left.count)
    }

    private func signal(_ number: Int32, _ others: Set<pid_t>) {
        // The group at once, so that none of it can fork in between.
        kill(-leader, number)
        for pid in others { kill(pid, number) }
    }

    private func processes() async -> (found: Set<pid_t>, isInDoubt: Bool) {
        let (leader, marker, adoptsOrphans, runs) = (leader, marker, adoptsOrphans, runs)
        let before = runs.snapshot
        let (own, orphans) = await look { table in
            let own = table.processes(of: leader, marker: marker)
            // What has ended since was no orphan in this look, nor is what has been started since.
            let known = before.union(runs.snapshot)
            return (own, adoptsOrphans ? table.orphans(besides: known) : ProcessTable.Orphans())
        }
        for pid in orphans.dead { waitpid(pid, nil, WNOHANG) }
        return (own.union(orphans.living), orphans.isInDoubt)
    }
}
