/// The proxies of a client, and where it goes without them. This machine itself is never reached through one.
package struct ProxySettings: Sendable {
    /// For `https` URLs.
    package var https: Proxy?
    /// For `http` URLs.
    package var http: Proxy?
    private let exceptions: ProxyExceptions

    package static let none = ProxySettings(https: nil, http: nil)

    /// - Parameter exceptions: as NO_PROXY has them: names with their subdomains, `.` before one for its subdomains alone,
    ///   addresses and networks (`10.0.0.0/8`), each with a port or without; `*` for all.
    package init(https: Proxy?, http: Proxy?, exceptions: String = "") {
        self.https = https
        self.http = http
        self.exceptions = ProxyExceptions(exceptions)
    }

    /// Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or their lower-case forms where those are not set, as Alertmanager
    /// does.
    package init(environment: [String: String]) throws(ProxyProblem) {
        func setting(_ name: String) -> (name: String, text: String)? {
            for name in [name, name.lowercased()] {
                if let text = environment[name], !text.isEmpty { return (name, text) }
            }
            return nil
        }
        func proxy(_ name: String) throws(ProxyProblem) -> Proxy? {
            guard let (name, text) = setting(name) else { return nil }
            do throws(ProxyProblem) {
                return try Proxy(text)
            } catch {
                throw ProxyProblem(variable: name)
            }
        }
        self.init(
            https: try proxy("HTTPS_PROXY"), http: try proxy("HTTP_PROXY"), exceptions: setting("NO_PROXY")?.text ?? "")
    }

    /// What no message may repeat.
    package var secrets: [String] { [https, http].compactMap { $0 }.flatMap(\.secrets) }

    /// - Returns: `nil` when the request goes straight to its host.
    package func proxy(for request: HTTPRequest) -> Proxy? {
        CurlURL(request.url).flatMap { proxy(for: $0, request.proxy) }
    }

    func proxy(for url: CurlURL, _ use: HTTPRequest.ProxyUse) -> Proxy? {
        guard !url.isLoopback else { return nil }
        switch use {
        case .direct: return nil
        case .through(let proxy): return proxy
        case .configured:
            guard let proxy = url.scheme == "https" ? https : http else { return nil }
            return exceptions.contains(host: url.host, port: url.port) ? nil : proxy
        }
    }
}
