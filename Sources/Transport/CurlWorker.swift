internal import CCurl
internal import Synchronization

/// The thread that owns a multi handle and every easy handle on it.
///
/// `@unchecked Sendable`: others touch `inbox` only, through its lock, and `curl_multi_wakeup`, which libcurl documents
/// as safe from any thread; everything else belongs to the thread that runs `run()`.
final class CurlWorker: @unchecked Sendable {
    enum Command: Sendable {
        case start(id: UInt64, request: CurlRequest, completion: @Sendable (CurlResult) -> Void)
        case cancel(id: UInt64)
        case stop
    }

    private struct Inbox {
        var commands: [Command] = []
        var isClosed = false
    }

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer
    private var running: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var idleHandles: [UnsafeMutableRawPointer] = []

    /// Easy handles kept for the next transfer; each costs about 20 kB.
    private static let idleHandleLimit = 16
    init(connectionsPerHost: Int) {
        CurlLibrary.initialized
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl has no memory for a multi handle") }
        self.multi = multi
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost)
        ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connectionsPerHost * 4)
    }

    /// The thread keeps the worker alive until `.stop`.
    func startThread() {
        // Once, when the program starts.
        precondition(CurlLibrary.startThread { self.run() }, "the system gives no thread for libcurl")
    }

    func post(_ command: Command) {
        // The wake-up stays inside the lock: once the inbox is closed the multi handle may be gone.
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            inbox.commands.append(command)
            curl_multi_wakeup(multi)
        }
    }

    private func run() {
        while carryOutCommands() {
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            takeFinished()
            curl_multi_poll(multi, nil, 0, 1000, nil)
        }
        for easy in Array(running.keys) { end(easy, code: CURLE_ABORTED_BY_CALLBACK, cancelled: true) }
        for easy in idleHandles { curl_easy_cleanup(easy) }
        curl_multi_cleanup(multi)
    }

    /// - Returns: `false` once asked to stop.
    private func carryOutCommands() -> Bool {
        let commands = inbox.withLock { inbox in
            let commands = inbox.commands
            inbox.commands = []
            for case .stop in commands { inbox.isClosed = true }
            return commands
        }
        var goesOn = true
        for command in commands {
            switch command {
            case .start(let id, let request, let completion): start(id, request, completion)
            case .cancel(let id):
                // A cancellation may come after the end: then there is nothing left to do.
                guard let easy = running.first(where: { $0.value.id == id })?.key else { continue }
                end(easy, code: CURLE_ABORTED_BY_CALLBACK, cancelled: true)
            case .stop: goesOn = false
            }
        }
        return goesOn
    }

    private func start(_ id: UInt64, _ request: CurlRequest, _ completion: @escaping @Sendable (CurlResult) -> Void) {
        guard let easy = idleHandles.popLast() ?? curl_easy_init() else {
            return completion(CurlResult(code: CURLE_OUT_OF_MEMORY))
        }
        let transfer = CurlTransfer(id: id, easy: easy, request: request, completion: completion)
        running[easy] = transfer
        let code = transfer.prepare()
        guard code == CURLE_OK else { return end(easy, code: code, isAdded: false) }
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
            return end(easy, code: CURLE_FAILED_INIT, isAdded: false)
        }
    }

    private func takeFinished() {
        var code = CURLE_OK
        while let easy = ccurl_multi_next_finished(multi, &code) { end(easy, code: code) }
    }

    private func end(_ easy: UnsafeMutableRawPointer, code: CURLcode, cancelled: Bool = false, isAdded: Bool = true) {
        guard let transfer = running[easy] else { return }
        // Removing may still call back (the reply to QUIT), so the transfer goes last.
        if isAdded { curl_multi_remove_handle(multi, easy) }
        transfer.finish(code, cancelled: cancelled)
        running[easy] = nil
        curl_easy_reset(easy)
        if idleHandles.count < Self.idleHandleLimit {
            idleHandles.append(easy)
        } else {
            curl_easy_cleanup(easy)
        }
    }
}
