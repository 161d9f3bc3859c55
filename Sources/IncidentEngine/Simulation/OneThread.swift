internal import Foundation
internal import Synchronization

/// Runs tasks on one thread of its own, in the order in which they become ready: what is played comes to the same at each run,
/// and no thread has to be woken for each of thousands of short tasks.
final class OneThread: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)

    init() {
        let thread = Thread { [self] in runUntilStopped() }
        thread.name = "simulation"
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isStopped = state.withLock { state in
            if !state.isStopped { state.jobs.append(job) }
            return state.isStopped
        }
        // Nobody would run it any more.
        guard !isStopped else { return job.runSynchronously(on: asUnownedTaskExecutor()) }
        work.signal()
    }

    /// Ends the thread once it has run what is ready.
    func stop() {
        state.withLock { $0.isStopped = true }
        work.signal()
    }

    private func runUntilStopped() {
        while true {
            work.wait()
            let (jobs, isStopped) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isStopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            if isStopped { return }
        }
    }
}
