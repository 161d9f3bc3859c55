internal import CCurl
internal import Glibc

/// What every use of libcurl needs.
enum CurlLibrary {
    static let initialized: Void = { curl_global_init(Int(CURL_GLOBAL_DEFAULT)) }()

    /// Runs `body` on a thread of its own, which nobody waits for.
    static func startThread(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                // With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE to us; other signals are for the main thread.
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_BLOCK, &all, nil)
                Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(ThreadBody(run: body)).toOpaque())
        precondition(status == 0, "no thread for libcurl: \(status)")
        pthread_detach(thread)
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
}
