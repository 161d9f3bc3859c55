internal import CCurl
internal import Synchronization

/// Runs transfers on a thread of its own and lets tasks wait for them.
///
/// A blocking call on the cooperative pool would hold up everything else; here one thread serves all connections.
final class CurlDriver: Sendable {
    private let worker: CurlWorker
    private let nextID = Atomic<UInt64>(1)

    /// Where a call stands, so that a cancellation that comes before the start is not lost.
    private enum CallState {
        case fresh, submitted, cancelled
    }

    init(connectionsPerHost: Int) {
        worker = CurlWorker(connectionsPerHost: connectionsPerHost)
        worker.startThread()
    }

    deinit { worker.post(.stop) }

    /// Waits for the transfer's end; cancelling the task ends the transfer at once.
    func perform(_ request: CurlRequest) async -> CurlResult {
        let id = nextID.add(1, ordering: .relaxed).oldValue
        let state = Mutex(CallState.fresh)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state == .cancelled { return true }
                    state = .submitted
                    worker.post(.start(id: id, request: request) { continuation.resume(returning: $0) })
                    return false
                }
                guard isCancelled else { return }
                var result = CurlResult(code: CURLE_ABORTED_BY_CALLBACK)
                result.wasCancelled = true
                continuation.resume(returning: result)
            }
        } onCancel: {
            state.withLock { state in
                if state == .submitted { worker.post(.cancel(id: id)) }
                state = .cancelled
            }
        }
    }
}
