internal import CCurl
internal import Glibc

/// What every use of libcurl needs.
enum CurlLibrary {
    static let initialized: Void = {
        // Nobody waits for our threads, not even the end of the program.
        ccurl_keep_openssl_at_exit()
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    }()

    /// Runs `body` on a thread of its own, which nobody waits for.
    ///
    /// - Returns: false when the system gives none; nothing is run then.
    static func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(ThreadBody(run: body))
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
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
}
