internal import CCurl
internal import Synchronization

/// Runs each transfer on a thread of its own, with connections kept for the next one.
///
/// For SMTP: libcurl waits inside its calls for the reply to the final dot and to QUIT, and on a shared thread one silent
/// server would hold up every other message.
final class CurlSessions: Sendable {
    /// Whose last transfer ended well; its connection may be used again.
    private let idle = Mutex<[EasyHandle]>([])
    /// Each costs about 20 kB and a connection.
    private static let idleLimit = 8

    init() { CurlLibrary.initialized }

    deinit {
        let handles = idle.withLock { $0 }
        guard !handles.isEmpty else { return }
        // Says QUIT to each server and waits for its answer. Without a thread the connections end with the program.
        _ = CurlLibrary.startThread { for handle in handles { handle.close() } }
    }

    /// Waits for the transfer's end. When the task is cancelled it returns at once, and the transfer ends within a
    /// second.
    func perform(_ request: CurlRequest) async -> CurlResult {
        let call = Call()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard call.begin(continuation) else { return }
                if !CurlLibrary.startThread({ self.run(request, call) }) {
                    call.end(CurlResult(code: CURLE_OUT_OF_MEMORY))
                }
            }
        } onCancel: {
            call.cancel()
        }
    }

    private func run(_ request: CurlRequest, _ call: Call) {
        guard let handle = idle.withLock({ $0.popLast() }) ?? EasyHandle() else {
            return call.end(CurlResult(code: CURLE_OUT_OF_MEMORY))
        }
        let result = Mutex(CurlResult(code: CURLE_FAILED_INIT))
        let transfer = CurlTransfer(id: 0, easy: handle.easy, request: request) { end in result.withLock { $0 = end } }
        transfer.isUnwanted = { call.isCancelled }
        var code = transfer.prepare()
        if code == CURLE_OK { code = curl_easy_perform(handle.easy) }
        transfer.finish(code)
        let isKept = code == CURLE_OK && idle.withLock { $0.count < Self.idleLimit }
        // After anything else what comes next on the connection could be the answer to this transfer.
        if !isKept { ccurl_shut_connection(handle.easy) }
        // The transfer goes after this: until then libcurl may call it back.
        curl_easy_reset(handle.easy)
        withExtendedLifetime(transfer) {}
        // Before the answer: who sends the next message then finds the connection.
        if isKept { idle.withLock { $0.append(handle) } }
        call.end(result.withLock { $0 })
        if !isKept { handle.close() }
    }
}

/// An easy handle. Unchecked because it is a pointer: one thread at a time has it.
private struct EasyHandle: @unchecked Sendable {
    let easy: UnsafeMutableRawPointer

    init?() {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
    }

    func close() { curl_easy_cleanup(easy) }
}

/// One call that waits, and is answered once: by the transfer's end or by its cancellation, whichever is first.
private final class Call: Sendable {
    private enum State {
        case fresh
        case waiting(CheckedContinuation<CurlResult, Never>)
        case over(cancelled: Bool)
    }

    private let state = Mutex(State.fresh)

    var isCancelled: Bool {
        state.withLock { if case .over(cancelled: true) = $0 { true } else { false } }
    }

    /// - Returns: false when the call was cancelled before; it has been answered then.
    func begin(_ continuation: CheckedContinuation<CurlResult, Never>) -> Bool {
        let isFresh = state.withLock { state in
            guard case .fresh = state else { return false }
            state = .waiting(continuation)
            return true
        }
        if !isFresh { continuation.resume(returning: Self.cancelled) }
        return isFresh
    }

    func end(_ result: CurlResult) { leave(cancelled: false)?.resume(returning: result) }

    func cancel() { leave(cancelled: true)?.resume(returning: Self.cancelled) }

    private func leave(cancelled: Bool) -> CheckedContinuation<CurlResult, Never>? {
        state.withLock { state in
            if case .over = state { return nil }
            defer { state = .over(cancelled: cancelled) }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
    }

    private static var cancelled: CurlResult {
        var result = CurlResult(code: CURLE_ABORTED_BY_CALLBACK)
        result.wasCancelled = true
        return result
    }
}
