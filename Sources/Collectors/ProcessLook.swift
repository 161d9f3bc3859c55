internal import Dispatch
internal import Glibc
internal import Synchronization

/// Looks at `/proc` on threads of its own: who reads the environment of a process that the kernel holds waits as long as
/// that process does.
///
/// Such a process costs one thread, and `patience` once: later looks leave its environment out.
final class ProcessLook: Sendable {
    static let shared = ProcessLook()

    private let patience: DispatchTimeInterval
    private let environment: @Sendable (pid_t) -> [UInt8]?
    /// Whose environment could not be read in time.
    private let held = Mutex<Set<pid_t>>([])
    // Concurrent, so that one that is held stops nobody else's look.
    private let queue = DispatchQueue(label: "collectors.processes", attributes: .concurrent)

    init(
        patience: DispatchTimeInterval = .milliseconds(500),
        environment: @escaping @Sendable (pid_t) -> [UInt8]? = ProcessTable.environment
    ) {
        self.patience = patience
        self.environment = environment
    }

    /// What `find` finds in a table of now. It is called a second time, with a table that knows no environment, when the
    /// first look takes too long.
    func callAsFunction<Found: Sendable>(_ find: @escaping @Sendable (ProcessTable) -> Found) async -> Found {
        await withCheckedContinuation { continuation in
            let pending = PendingLook(continuation)
            queue.async { [self] in
                pending.answer(find(ProcessTable(environment: { self.environment(of: $0, for: pending) })))
            }
            queue.asyncAfter(deadline: .now() + patience) { [self] in
                guard pending.isOpen else { return }
                if let pid = pending.reading.withLock({ $0 }) { held.withLock { _ = $0.insert(pid) } }
                pending.answer(find(ProcessTable(environment: { _ in nil })))
            }
        }
    }

    private func environment<Found>(of pid: pid_t, for pending: PendingLook<Found>) -> [UInt8]? {
        guard held.withLock({ !$0.contains(pid) }) else { return nil }
        pending.reading.withLock { $0 = pid }
        let bytes = environment(pid)
        pending.reading.withLock { $0 = nil }
        held.withLock { _ = $0.remove(pid) }
        return bytes
    }
}

/// A look that is answered once, by whoever comes first.
private final class PendingLook<Found: Sendable>: Sendable {
    /// Whose environment is being read.
    let reading = Mutex<pid_t?>(nil)
    private let continuation: Mutex<CheckedContinuation<Found, Never>?>

    init(_ continuation: CheckedContinuation<Found, Never>) { self.continuation = Mutex(continuation) }

    var isOpen: Bool { continuation.withLock { $0 != nil } }

    func answer(_ found: Found) {
        let waiting = continuation.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        waiting?.resume(returning: found)
    }
}
