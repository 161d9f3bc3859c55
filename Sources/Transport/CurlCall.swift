internal import CCurl
internal import Synchronization

/// One call that waits, and is answered once: by its transfer's end, its cancellation or its time limit, whichever is
/// first. The transfer may go on for a while on its thread, but from then on it sends nothing that counts.
final class CurlCall: Sendable {
    /// How far its transfer has come.
    enum Phase: Int, Comparable, Sendable {
        case waitingForThread, resolving, connecting, connected
        /// The other side may have got it.
        case committed

        static func < (one: Phase, other: Phase) -> Bool { one.rawValue < other.rawValue }
    }

    enum Sending: Sendable {
        case goOn
        /// Nobody waits for its answer any more.
        case stop
        /// It has been sent, and a repeat would not be known for one.
        case stopRepeat
    }

    private enum Answer {
        case open
        case awaited(CheckedContinuation<CurlResult, Never>)
        case given(CurlResult)
    }

    let request: CurlRequest
    /// By when it must be connected; not after `deadline`.
    let connectDeadline: ContinuousClock.Instant
    let deadline: ContinuousClock.Instant
    private let state = Mutex(
        (phase: Phase.waitingForThread, timesSent: 0, fallback: CurlResult?.none, answer: Answer.open))

    init(_ request: CurlRequest) {
        self.request = request
        let now = ContinuousClock.now
        deadline = now + request.timeout
        connectDeadline = min(now + request.connectTimeout, deadline)
    }

    /// Whether it has been answered.
    var isOver: Bool {
        state.withLock { if case .given = $0.answer { true } else { false } }
    }

    func begin(_ continuation: CheckedContinuation<CurlResult, Never>) {
        let given: CurlResult? = state.withLock { state in
            if case .given(let result) = state.answer { return result }
            state.answer = .awaited(continuation)
            return nil
        }
        if let given { continuation.resume(returning: given) }
    }

    /// - Returns: false when it has been answered: the transfer must not go on then.
    func reach(_ phase: Phase) -> Bool {
        state.withLock { state in
            if case .given = state.answer { return false }
            state.phase = max(state.phase, phase)
            return true
        }
    }

    /// Before each sending of a request, of which every byte may have an effect. libcurl sends it again, on a fresh
    /// connection, when a kept one was closed without an answer.
    /// - Returns: what the transfer must do.
    func beginSending() -> Sending {
        state.withLock { state in
            if case .given = state.answer { return .stop }
            guard state.timesSent == 0 || request.isIdempotent else { return .stopRepeat }
            state.phase = .committed
            state.timesSent += 1
            return .goOn
        }
    }

    /// Keeps an answer whose body is still to come; it is given where the call ends without that.
    func keep(_ answer: CurlResult) { state.withLock { $0.fallback = answer } }

    func end(_ result: CurlResult) { end { _ in result } }

    func cancel() {
        end { _ in
            var result = CurlResult(code: CURLE_ABORTED_BY_CALLBACK)
            result.wasCancelled = true
            return result
        }
    }

    /// Answers at a time limit where libcurl cannot: none of its own holds while it waits for a look-up.
    /// - Parameter onlyConnecting: whether it is the limit for the connection that has passed.
    func expire(onlyConnecting: Bool) {
        end { [request] phase in
            var result = CurlResult(code: CURLE_OPERATION_TIMEDOUT)
            switch phase {
            case .waitingForThread: result.message = "too many transfers to the same host have not ended"
            case .resolving: result.message = "no address was found for the host within \(request.connectTimeout)"
            case .connecting: result.message = "no connection within \(request.connectTimeout)"
            case .connected, .committed:
                if onlyConnecting { return nil }
                result.message = "no answer within \(request.timeout)"
            }
            return result
        }
    }

    /// - Parameter answer: `nil` leaves the call open.
    private func end(_ answer: (Phase) -> CurlResult?) {
        let continuation: CheckedContinuation<CurlResult, Never>? = state.withLock { state in
            if case .given = state.answer { return nil }
            guard var result = answer(state.phase) else { return nil }
            if result.code != CURLE_OK, let fallback = state.fallback { result = fallback }
            result.mayHaveArrived = state.phase == .committed
            result.timesSent = state.timesSent
            defer { state.answer = .given(result) }
            if case .awaited(let continuation) = state.answer { return continuation }
            return nil
        }
        if let continuation, case .given(let result) = state.withLock({ $0.answer }) {
            continuation.resume(returning: result)
        }
    }
}
