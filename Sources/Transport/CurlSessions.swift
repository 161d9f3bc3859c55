internal import CCurl
internal import Synchronization

/// Runs each transfer on a thread of its own, with connections kept for the next one to the same host.
///
/// On a shared thread one dead host would hold up every other transfer: libcurl waits inside its calls for SMTP replies,
/// and for the end of a name look-up also when its time limit has passed. What hangs so keeps its thread until the system
/// gives the look-up up; its caller has been answered by then, and each host has so many threads and no more.
final class CurlSessions: Sendable {
    private struct State {
        var hosts: [String: Host] = [:]
        /// Whose last transfer ended well, so that its connection may be used again; the oldest first.
        var idle: [IdleSession] = []
    }

    private struct Host {
        var threadCount = 0
        var waiting: [CurlCall] = []
    }

    private struct IdleSession {
        let host: String
        let handle: EasyHandle
    }

    private let state = Mutex(State())
    private let threadsPerHost: Int
    /// Each costs about 20 kB and a connection.
    private static let idleLimit = 32
    /// libcurl's own limits come first where they hold: it says more.
    private static let patience = Duration.milliseconds(100)

    init(threadsPerHost: Int) {
        self.threadsPerHost = threadsPerHost
        CurlLibrary.initialized
    }

    deinit {
        let idle = state.withLock { $0.idle }
        guard !idle.isEmpty else { return }
        // Says QUIT to each server and waits for its answer. Without a thread the connections end with the program.
        _ = CurlLibrary.startThread { for session in idle { session.handle.close() } }
    }

    /// Waits for the transfer's end, but no longer than its time limits. When the task is cancelled it returns at once.
    func perform(_ request: CurlRequest) async -> CurlResult {
        let call = CurlCall(request)
        return await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await Self.expire(call) }
                let result = await withCheckedContinuation { continuation in
                    call.begin(continuation)
                    submit(call)
                }
                group.cancelAll()
                withdraw(call)
                return result
            }
        } onCancel: {
            call.cancel()
        }
    }

    private static func expire(_ call: CurlCall) async {
        do {
            try await ContinuousClock().sleep(until: call.connectDeadline + patience)
            call.expire(onlyConnecting: call.connectDeadline < call.deadline)
            try await ContinuousClock().sleep(until: call.deadline + patience)
            call.expire(onlyConnecting: false)
        } catch {
            // Answered, or cancelled.
        }
    }

    private func submit(_ call: CurlCall) {
        guard !call.isOver else { return }
        let name = call.request.host
        let hasRoom = state.withLock { state in
            var host = state.hosts[name] ?? Host()
            let hasRoom = host.threadCount < threadsPerHost
            if hasRoom { host.threadCount += 1 } else { host.waiting.append(call) }
            state.hosts[name] = host
            return hasRoom
        }
        guard hasRoom, !CurlLibrary.startThread({ self.work(on: call) }) else { return }
        call.end(CurlResult(code: CURLE_OUT_OF_MEMORY))
        // Whoever began to wait for its end.
        while let next = next(name) { next.end(CurlResult(code: CURLE_OUT_OF_MEMORY)) }
    }

    /// What was answered while it waited needs no thread any more.
    private func withdraw(_ call: CurlCall) {
        state.withLock { state in state.hosts[call.request.host]?.waiting.removeAll { $0 === call } }
    }

    private func work(on first: CurlCall) {
        var call = first
        while true {
            run(call)
            guard let next = next(call.request.host) else { return }
            call = next
        }
    }

    /// What the thread does next; `nil` ends it.
    private func next(_ name: String) -> CurlCall? {
        state.withLock { state in
            guard var host = state.hosts[name] else { return nil }
            defer { state.hosts[name] = host.threadCount == 0 ? nil : host }
            if !host.waiting.isEmpty { return host.waiting.removeFirst() }
            host.threadCount -= 1
            return nil
        }
    }

    private func run(_ call: CurlCall) {
        guard call.reach(.resolving) else { return }
        guard let handle = takeIdle(call.request.host) ?? EasyHandle() else {
            return call.end(CurlResult(code: CURLE_OUT_OF_MEMORY))
        }
        let transfer = CurlTransfer(easy: handle.easy, call: call)
        var code = transfer.prepare()
        if code == CURLE_OK { code = curl_easy_perform(handle.easy) }
        let result = transfer.result(code)
        let isKept = code == CURLE_OK
        // After anything else what comes next on the connection could be the answer to this transfer.
        if !isKept { ccurl_shut_connection(handle.easy) }
        // The transfer goes after this: until then libcurl may call it back.
        curl_easy_reset(handle.easy)
        withExtendedLifetime(transfer) {}
        // Before the answer: who sends the next message then finds the connection.
        let unwanted = isKept ? keep(handle, for: call.request.host) : handle
        call.end(result)
        unwanted?.close()
    }

    private func takeIdle(_ host: String) -> EasyHandle? {
        state.withLock { state in
            state.idle.lastIndex { $0.host == host }.map { state.idle.remove(at: $0).handle }
        }
    }

    /// - Returns: one that has to go instead.
    private func keep(_ handle: EasyHandle, for host: String) -> EasyHandle? {
        let oldest = state.withLock { state in
            state.idle.append(IdleSession(host: host, handle: handle))
            return state.idle.count > Self.idleLimit ? state.idle.removeFirst().handle : nil
        }
        if let oldest { ccurl_shut_connection(oldest.easy) }
        return oldest
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
