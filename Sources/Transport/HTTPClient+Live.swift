internal import CCurl

extension HTTPClient {
    /// Over libcurl, with connections kept for the next request. One client serves the whole process.
    ///
    /// - Parameter transfersPerHost: so many run at once to one host. One whose caller has been answered counts until the
    ///   system has given up its name look-up, which takes 20 s with two silent name servers.
    package static func live(proxies: ProxySettings = .none, transfersPerHost: Int = 32) -> HTTPClient {
        let sessions = CurlSessions(threadsPerHost: transfersPerHost)
        return HTTPClient { (request) async throws(TransportFailure) in
            guard let url = CurlURL(request.url) else {
                throw TransportFailure(.invalidRequest, "the URL cannot be read")
            }
            let proxy = proxies.proxy(for: url, request.proxy)
            let result = await sessions.perform(try request.curlRequest(to: url, through: proxy))
            if let proxy, let refusal = result.refusal(by: proxy, of: url) { throw refusal }
            guard result.code == CURLE_OK, !result.wasCancelled, !result.isOverLimit else {
                throw TransportFailure(result, proxy: proxy)
            }
            var response = HTTPResponse(
                status: result.responseCode, headers: HTTPResponse.headers(in: result.headerLines), body: result.body,
                timesSent: result.timesSent)
            if request.isExamination { response.examination = result.examination }
            return response
        }
    }
}

extension HTTPRequest {
    func curlRequest(to host: CurlURL, through proxy: Proxy?) throws(TransportFailure) -> CurlRequest {
        var lines = headers.map { "\($0.key): \($0.value)" }
        guard lines.allSatisfy({ line in line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else {
            throw TransportFailure(.invalidRequest, "a header field holds a control character")
        }
        // Without a value libcurl leaves the field out; else it would wait a second for a 100 that nobody sends.
        lines.append("Expect:")
        var curl = CurlRequest(
            url: url, host: host.origin + (proxy.map { " through \($0.address)" } ?? ""), protocols: "http,https",
            connectTimeout: connectTimeout, timeout: timeout)
        curl.responseLimitBytes = responseLimitBytes
        curl.isAnsweredByStatus = isAnsweredByStatus
        curl.isIdempotent = isIdempotent
        curl.lists = [(CURLOPT_HTTPHEADER, lines)]
        curl.texts = [(CURLOPT_CUSTOMREQUEST, method.rawValue)]
        curl.numbers = [(CURLOPT_FOLLOWLOCATION, 0)]
        if method == .head { curl.numbers.append((CURLOPT_NOBODY, 1)) }
        if isExamination {
            // The certificate comes with the handshake, and a kept connection has none.
            curl.numbers += [(CURLOPT_FRESH_CONNECT, 1), (CURLOPT_FORBID_REUSE, 1), (CURLOPT_CERTINFO, 1)]
            curl.cutsBody = true
        }
        curl.refusesLocalAddresses = refusesLocalAddresses && proxy == nil
        if let proxy { curl.use(proxy) }
        if let caFile { curl.texts.append((CURLOPT_CAINFO, caFile)) }
        if method == .post || !body.isEmpty { curl.body = .post(body) }
        return curl
    }
}

extension HTTPRequest {
    /// Whether the host of a URL is an address as it is usually written, or `localhost`: whoever wrote it has seen who is
    /// asked. `2130706433`, `0x7f.1`, `[::ffff:127.0.0.1]` and `localhost.` are names that lead there.
    package static func namesAddress(_ url: String) -> Bool {
        guard let host = CurlURL(url)?.host, host == "localhost" || IPAddress(host)?.description == host else {
            return false
        }
        let written = url.lowercased().drop { $0 != ":" }.dropFirst(3)
        let rest = written.dropFirst(host.contains(":") ? host.count + 2 : host.count)
        return written.prefix(written.count - rest.count) == (host.contains(":") ? "[\(host)]" : host)
            && rest.first.map { ":/?#".contains($0) } ?? true
    }
}

extension HTTPResponse {
    /// The fields of the last header block: an informational answer (100) comes before it.
    static func headers(in lines: [String]) -> [String: String] {
        var headers: [String: String] = [:]
        for line in lines {
            if line.hasPrefix("HTTP/") {
                headers = [:]
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].trimmingPrefix(while: \.isWhitespace)
                let end = value.lastIndex { !$0.isWhitespace }
                headers[line[..<colon].lowercased()] = end.map { String(value[...$0]) } ?? ""
            }
        }
        return headers
    }
}
