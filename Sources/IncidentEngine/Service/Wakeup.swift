package import IncidentCore
internal import Synchronization

/// Tells one waiting service that there is work. Signals that come while nobody waits are kept, as one.
///
/// Signals that are not urgent are gathered for a moment, so that a thousand commits a second do not make the service
/// look a thousand times.
package final class Wakeup: Sendable {
    /// How long signals are gathered.
    static let gathering: Duration = .milliseconds(50)

    fileprivate enum Signal: Int { case none, gathered, urgent }

    fileprivate struct State {
        var signal = Signal.none
        var waiter: (continuation: CheckedContinuation<Void, Never>, least: Signal)?
    }

    private let state = Mutex(State())

    package init() {}

    package func signal(urgently: Bool = true) {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            if urgently { state.signal = .urgent } else if state.signal == .none { state.signal = .gathered }
            let reached = state.signal.rawValue
            return state.takeWaiter { $0 <= reached }
        }
        waiter?.resume()
    }

    /// Takes what was signalled and waits for nothing; for who ticks by hand.
    ///
    /// - Returns: whether there was a signal.
    func take() -> Bool {
        state.withLock { state in
            defer { state.signal = .none }
            return state.signal != .none
        }
    }

    /// Returns at the next signal, or at `deadline`, or when the task is cancelled.
    package func wait(until deadline: Timestamp?, time: TimeSource) async {
        await wait(for: .gathered, until: deadline, time: time)
        let isGathered = state.withLock { $0.signal == .gathered }
        if isGathered, !Task.isCancelled {
            await wait(for: .urgent, until: time.now() + Self.gathering, time: time)
        }
        state.withLock { $0.signal = .none }
    }

    private func wait(for least: Signal, until deadline: Timestamp?, time: TimeSource) async {
        guard let deadline else { return await wait(for: least) }
        await withTaskGroup { group in
            group.addTask { await self.wait(for: least) }
            group.addTask { try? await time.sleepUntil(deadline) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait(for least: Signal) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let hasPassed = state.withLock { state in
                    if state.signal.rawValue >= least.rawValue || Task.isCancelled { return true }
                    state.waiter = (continuation, least)
                    return false
                }
                if hasPassed { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { $0.takeWaiter { _ in true } }
            waiter?.resume()
        }
    }
}

extension Wakeup.State {
    fileprivate mutating func takeWaiter(_ isDue: (Int) -> Bool) -> CheckedContinuation<Void, Never>? {
        guard let waiter, isDue(waiter.least.rawValue) else { return nil }
        self.waiter = nil
        return waiter.continuation
    }
}
