internal import CCurl

/// A URL as libcurl reads it: what is decided by its host is then decided by the host that is connected to.
struct CurlURL {
    let scheme: String
    /// In lower case, without brackets or a last dot; an IPv4 address in its usual form, however it was written.
    let host: String
    let port: Int
    let username: String?
    let password: String?
    let path: String

    /// - Returns: `nil` when it is no URL, or has no host.
    init?(_ text: String) {
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK else { return nil }
        func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(url, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard let scheme = part(CURLUPART_SCHEME), let host = part(CURLUPART_HOST), !host.isEmpty,
            let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap({ Int($0) })
        else { return nil }
        self.scheme = scheme.lowercased()
        self.host = host.normalizedHost
        self.port = port
        username = part(CURLUPART_USER, CURLU_URLDECODE)
        password = part(CURLUPART_PASSWORD, CURLU_URLDECODE)
        path = part(CURLUPART_PATH) ?? ""
    }

    /// Scheme, host and port, which hold no credential.
    var origin: String { "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// Whether it leads to this machine.
    var isLoopback: Bool {
        if let address = IPAddress(host) { return address.isLoopback }
        return host == "localhost" || host.hasSuffix(".localhost")
    }
}

extension String {
    /// A host as two of them are compared.
    var normalizedHost: String {
        var host = lowercased()[...]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        if host.hasSuffix(".") { host = host.dropLast() }
        return String(host)
    }
}
