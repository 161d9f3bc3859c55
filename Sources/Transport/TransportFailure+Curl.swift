internal import CCurl
internal import Glibc

extension TransportFailure {
    init(_ result: CurlResult, proxy: Proxy? = nil) {
        let mayHaveArrived = result.mayHaveArrived
        // After the request has begun, what is not supported is the answer: something else than HTTP.
        let reason = result.code == CURLE_UNSUPPORTED_PROTOCOL && mayHaveArrived ? .other : Reason(result.code)
        let fallback = String(cString: curl_easy_strerror(result.code))
        // Where the system has no word of it, libcurl counts its silence as an error.
        let said = result.message.replacing(" (errno: 0)", with: "").replacing(
            "Couldn't connect to server", with: result.systemWords ?? "Couldn't connect to server")
        let message =
            (said.isEmpty ? fallback : said) + (proxy.map { ", through the proxy \($0)" } ?? "")
        let repetition = HTTPResponse.repetition(result.timesSent).map { "; \($0)" } ?? ""
        if let address = result.refusedAddress, reason == .notConnected {
            self.init(
                .invalidRequest,
                "its name leads to \(address), which is asked only where the address itself is written")
        } else if result.isOverLimit {
            let words = "the answer is longer than its limit\(repetition)"
            self.init(.responseTooLarge, words, mayHaveArrived: mayHaveArrived)
        } else if result.wasCancelled {
            self.init(.cancelled, "stopped before an answer came\(repetition)", mayHaveArrived: mayHaveArrived)
        } else {
            self.init(reason, message + repetition, mayHaveArrived: mayHaveArrived)
        }
    }
}

extension CurlResult {
    /// Why the system could not connect: `connection refused`.
    fileprivate var systemWords: String? {
        guard systemError > 0 else { return nil }
        let words = String(cString: strerror(Int32(systemError)))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}

extension TransportFailure.Reason {
    init(_ code: CURLcode) {
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: self = .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .nameNotResolved
        case CURLE_COULDNT_CONNECT: self = .notConnected
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut
        // An authority file that cannot be read trusts nobody.
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE:
            self = .certificateNotTrusted
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_INITFAILED: self = .tlsFailed
        case CURLE_USE_SSL_FAILED: self = .tlsNotOffered
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: self = .notAuthenticated
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_WEIRD_SERVER_REPLY:
            self = .connectionLost
        default: self = .other
        }
    }
}
