/// An HTTP proxy that requests go through. Prints without its password.
package struct Proxy: Sendable, Equatable {
    /// Scheme, host and port, which may be shown: `http://proxy.example.com:3128`.
    package let address: String
    /// For basic authentication.
    let username: String?
    let password: String?

    /// - Parameter text: `http://user:password@host:port` or `https://…`; without a scheme `http` is meant, without a port
    ///   80 or 443. User and password may be percent-encoded.
    package init(_ text: String) throws(ProxyProblem) {
        guard let url = CurlURL(text.contains("://") ? text : "http://" + text),
            ["http", "https"].contains(url.scheme),
            ["", "/"].contains(url.path)
        else { throw ProxyProblem() }
        address = url.origin
        username = url.username
        password = url.password
    }

    /// What no message may repeat.
    package var secrets: [String] { password.map { $0.isEmpty ? [] : [$0] } ?? [] }
}

extension Proxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { address }
    package var debugDescription: String { address }
    package var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}

/// A text that is no proxy's URL, in words that go after the name of its setting. They do not repeat it, since it may
/// hold a password.
package struct ProxyProblem: Error, CustomStringConvertible {
    /// The variable that holds it, if it was one.
    package var variable: String?

    package var description: String {
        (variable.map { "\($0): " } ?? "")
            + "a proxy's URL is expected: http://host:port or http://user:password@host:port"
    }
}
