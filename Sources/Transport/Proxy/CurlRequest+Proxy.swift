internal import CCurl

extension CurlRequest {
    mutating func use(_ proxy: Proxy) {
        // Apart from the address, so that no message of libcurl's quotes them.
        texts.append((CURLOPT_PROXY, proxy.address))
        if let username = proxy.username { texts.append((CURLOPT_PROXYUSERNAME, username)) }
        if let password = proxy.password { texts.append((CURLOPT_PROXYPASSWORD, password)) }
        // Our header fields are for the host alone, and the proxy's are no part of the answer.
        numbers += [(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE)), (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)]
    }
}

extension CurlResult {
    /// What a proxy said in place of the host; `nil` when it let the request through.
    func refusal(by proxy: Proxy, of url: CurlURL) -> TransportFailure? {
        // Without a tunnel only 407 is surely the proxy's own word.
        let code = url.scheme == "https" ? proxyConnectCode : responseCode == 407 ? 407 : 0
        guard !wasCancelled, code != 0, !(200...299).contains(code) else { return nil }
        let remedy = code == 407 ? "; its URL needs the right user and password" : ""
        return TransportFailure(.notConnected, "the proxy \(proxy) answered \(code)\(remedy)")
    }
}
