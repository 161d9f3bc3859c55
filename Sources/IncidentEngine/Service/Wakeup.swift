package import IncidentCore
internal import Synchronization

/// Tells one waiting service that there is work. Signals that come while nobody waits are kept, as one.
package final class Wakeup: Sendable {
    private struct State {
        var isSignalled = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func signal() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isSignalled = state.waiter == nil
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns at the next signal, or at once after one that nobody waited for, or when the task is cancelled.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let passed = state.withLock { state in
                    if state.isSignalled || Task.isCancelled {
                        state.isSignalled = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if passed { continuation.resume() }
            }
        } onCancel: {
            // Wakes the waiter only; a signal for the next one must not be made up.
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }

    /// The same, but not longer than until `deadline`.
    package func wait(until deadline: Timestamp?, time: TimeSource) async {
        guard let deadline else { return await wait() }
        await withTaskGroup { group in
            group.addTask { await self.wait() }
            group.addTask { try? await time.sleepUntil(deadline) }
            await group.next()
            group.cancelAll()
        }
    }
}
