internal import Dispatch
internal import Synchronization

/// Threads for reading and redacting outputs, which may take a second each: as many as two at once, so that neither the
/// tasks of the whole program nor its memory pay for what collectors wrote.
enum TextWork {
    private static let queues = [
        DispatchQueue(label: "collectors.text.1"), DispatchQueue(label: "collectors.text.2"),
    ]
    private static let turn = Atomic(0)

    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        let queue = queues[turn.wrappingAdd(1, ordering: .relaxed).oldValue & 1]
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
