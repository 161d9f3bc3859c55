internal import Dispatch
internal import Glibc
internal import Synchronization

/// Looks at `/proc` on threads of its own: who reads the environment of a process that the kernel holds waits as long as
/// that process does.
///
/// One look at a time, for everybody who asked before it began: two hundred commands that end at once would otherwise read
/// about each of their processes two hundred times. A process that is held costs one thread, and `patience` once: later looks
/// leave its environment out.
final class ProcessLook: Sendable {
    static let shared = ProcessLook()

    private let patience: DispatchTimeInterval
    private let environment: @Sendable (pid_t) -> [UInt8]?
    /// Whose environment could not be read in time.
    private let held = Mutex<Set<pid_t>>([])
    private let state = Mutex(State())
    // Concurrent, so that one that is held stops nobody else's look.
    private let queue = DispatchQueue(label: "collectors.processes", attributes: .concurrent)

    private struct State {
        /// `nil` while nobody looks.
        var round: Round?
        /// Those who have asked since it began.
        var waiting: [any WaitingForLook] = []
    }

    init(
        patience: DispatchTimeInterval = .milliseconds(500),
        environment: @escaping @Sendable (pid_t) -> [UInt8]? = ProcessTable.environment
    ) {
        self.patience = patience
        self.environment = environment
    }

    /// What `find` finds in a table that is made after this was asked. Where that takes too long, in one that knows no
    /// environment.
    func callAsFunction<Found: Sendable>(_ find: @escaping @Sendable (ProcessTable) -> Found) async -> Found {
        await withCheckedContinuation { continuation in
            let pending = PendingLook(continuation, find)
            ask(pending)
            queue.asyncAfter(deadline: .now() + patience) { [self] in
                guard pending.isOpen else { return }
                replaceRound(of: pending)
                pending.answer(from: ProcessTable(environment: { _ in nil }))
            }
        }
    }

    private func ask(_ pending: any WaitingForLook) {
        let begun = state.withLock { state -> Round? in
            let begun = state.round == nil ? Round() : nil
            state.round = state.round ?? begun
            pending.round.withLock { $0 = state.round }
            state.waiting.append(pending)
            return begun
        }
        if let begun { begin(begun) }
    }

    private func begin(_ round: Round) {
        queue.async { [self] in
            while let asked = takeWaiting(for: round) {
                let table = ProcessTable(environment: { self.environment(of: $0, in: round) })
                for pending in asked where pending.isOpen { pending.answer(from: table) }
            }
        }
    }

    /// - Returns: `nil` where nobody waits, or another round has taken the place of this one.
    private func takeWaiting(for round: Round) -> [any WaitingForLook]? {
        state.withLock { state in
            guard state.round === round else { return nil }
            guard !state.waiting.isEmpty else {
                state.round = nil
                return nil
            }
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Lets those who wait have a round of their own, which leaves out the process that holds this one.
    private func replaceRound(of pending: any WaitingForLook) {
        guard let round = pending.round.withLock({ $0 }) else { return }
        if let pid = round.reading.withLock({ $0 }) { held.withLock { _ = $0.insert(pid) } }
        let next = state.withLock { state -> Round? in
            state.waiting.removeAll { $0 === pending }
            guard state.round === round else { return nil }
            state.round = state.waiting.isEmpty ? nil : Round()
            for other in state.waiting { other.round.withLock { $0 = state.round } }
            return state.round
        }
        if let next { begin(next) }
    }

    private func environment(of pid: pid_t, in round: Round) -> [UInt8]? {
        guard held.withLock({ !$0.contains(pid) }) else { return nil }
        round.reading.withLock { $0 = pid }
        let bytes = environment(pid)
        round.reading.withLock { $0 = nil }
        held.withLock { _ = $0.remove(pid) }
        return bytes
    }
}

/// One thread that looks, until nobody waits any more.
private final class Round: Sendable {
    /// Whose environment is being read.
    let reading = Mutex<pid_t?>(nil)
}

private protocol WaitingForLook: AnyObject, Sendable {
    /// Which is to answer.
    var round: Mutex<Round?> { get }
    var isOpen: Bool { get }
    func answer(from table: ProcessTable)
}

/// A look that is answered once, by whoever comes first.
private final class PendingLook<Found: Sendable>: WaitingForLook {
    let round = Mutex<Round?>(nil)
    private let find: @Sendable (ProcessTable) -> Found
    private let continuation: Mutex<CheckedContinuation<Found, Never>?>

    init(_ continuation: CheckedContinuation<Found, Never>, _ find: @escaping @Sendable (ProcessTable) -> Found) {
        self.find = find
        self.continuation = Mutex(continuation)
    }

    var isOpen: Bool { continuation.withLock { $0 != nil } }

    func answer(from table: ProcessTable) {
        let found = find(table)
        let waiting = continuation.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        waiting?.resume(returning: found)
    }
}
