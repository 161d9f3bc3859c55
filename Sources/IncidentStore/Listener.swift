internal import Synchronization

/// Whom the store tells of something; at first nobody.
final class Listener<Value: Sendable>: Sendable {
    /// A box around the closure: one kept bare in a `Mutex` is wrapped once more at each look, and so grows slower.
    private struct Box: Sendable { let call: @Sendable (Value) -> Void }

    private let box = Mutex(Box { _ in })

    func set(_ listener: @escaping @Sendable (Value) -> Void) { box.withLock { $0 = Box(call: listener) } }

    func tell(_ value: Value) { box.withLock { $0 }.call(value) }
}
