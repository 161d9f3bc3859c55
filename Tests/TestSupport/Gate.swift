import Synchronization

/// A place where work stands still until the test lets it go on: an endpoint that hangs, a collector that takes long.
package final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var held: [Int: CheckedContinuation<Void, Never>] = [:]
        var watchers: [Int: (count: Int, continuation: CheckedContinuation<Void, Never>)] = [:]
        var watcherCount = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Waits until the gate is open, or the task is cancelled.
    package func pass() async {
        let number = arrive()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let passes = state.withLock { state in
                    if state.isOpen || Task.isCancelled { return true }
                    state.held[number] = continuation
                    return false
                }
                if passes { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.held.removeValue(forKey: number) }?.resume()
        }
    }

    package func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [:] }
            return state.held.values.map { $0 }
        }
        for continuation in held { continuation.resume() }
    }

    /// Returns when so many have come to the gate since it was made, or when the task is cancelled: a test for which
    /// nobody comes is ended by its time limit.
    package func arrivals(_ count: Int = 1) async {
        let number = state.withLock { state in
            state.watcherCount += 1
            return state.watcherCount
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.arrived >= count || Task.isCancelled { return true }
                    state.watchers[number] = (count, continuation)
                    return false
                }
                if isThere { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.watchers.removeValue(forKey: number) }?.continuation.resume()
        }
    }

    private func arrive() -> Int {
        let (number, watchers) = state.withLock { state in
            state.arrived += 1
            let arrived = state.arrived
            let satisfied = state.watchers.filter { $0.value.count <= arrived }
            for number in satisfied.keys { state.watchers[number] = nil }
            return (arrived, satisfied.values)
        }
        for watcher in watchers { watcher.continuation.resume() }
        return number
    }
}
