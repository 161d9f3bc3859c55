/// Sends HTTP requests; a value, so that a test can answer in its place.
package struct HTTPClient: Sendable {
    /// - Throws: `TransportFailure` when no complete answer came. Every status is an answer.
    package let send: @Sendable (HTTPRequest) async throws(TransportFailure) -> HTTPResponse

    package init(send: @escaping @Sendable (HTTPRequest) async throws(TransportFailure) -> HTTPResponse) {
        self.send = send
    }
}

/// One request to an `http` or `https` URL.
///
/// Redirects are never followed: a body may hold a key that only the configured host is to see.
package struct HTTPRequest: Sendable, Equatable {
    package var method: Method
    /// May be a credential (Slack's webhooks are), so the description leaves the path out.
    package var url: String
    package var headers: [String: String]
    package var body: [UInt8]
    /// Name look-up, connection and TLS together.
    package var connectTimeout: Duration
    /// For everything, the connection included.
    package var timeout: Duration
    /// A longer answer fails with `responseTooLarge`, or is cut here where its status says all.
    package var responseLimitBytes: Int
    /// Whether the status alone says what became of it: with its fields the answer has come, and of the body is kept what
    /// comes within a second or two.
    package var isAnsweredByStatus = false
    /// Whether the connection itself is asked about: it is made for this request alone and measured, and a body over the
    /// limit is cut there.
    package var isExamination = false
    /// Whether the host's name must not lead to this machine, its link or a cloud's metadata. Of a host behind a proxy
    /// nobody here can tell.
    package var refusesLocalAddresses = false
    /// PEM file of authorities to trust instead of the system's.
    package var caFile: String?
    package var proxy: ProxyUse
    /// Whether the other side takes it a second time without harm, because it changes nothing or has a key by which a
    /// repeat is known. What is not is sent once: libcurl sends any other again at once when a kept connection was closed
    /// without an answer (RFC 9110, 9.2.2).
    package var isIdempotent: Bool

    /// Whether a proxy carries it. One never does to this machine itself.
    package enum ProxyUse: Sendable, Equatable {
        /// As the client was told when it was made.
        case configured
        case direct
        /// Through this one, whatever the client was told.
        case through(Proxy)
    }

    package struct Method: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }

        package static let head = Method(rawValue: "HEAD")
        package static let get = Method(rawValue: "GET")
        package static let post = Method(rawValue: "POST")
    }

    package init(
        method: Method, url: String, headers: [String: String] = [:], body: [UInt8] = [],
        connectTimeout: Duration, timeout: Duration, responseLimitBytes: Int = 64 * 1024, caFile: String? = nil,
        proxy: ProxyUse = .configured, isIdempotent: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.responseLimitBytes = responseLimitBytes
        self.caFile = caFile
        self.proxy = proxy
        self.isIdempotent = isIdempotent
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let origin = url.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
        let host = origin.split(separator: "@").last.map(String.init) ?? ""
        return "\(method.rawValue) \(host)/… (\(body.count) bytes)"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

package struct HTTPResponse: Sendable, Equatable {
    package var status: Int
    /// Names in lower case; of a field that came twice the last value.
    package var headers: [String: String]
    package var body: [UInt8]
    /// How often the request had gone out when it came.
    package var timesSent: Int
    /// Of an examination.
    package var examination: Examination?

    /// How it went, from the request on.
    package struct Examination: Sendable, Equatable {
        /// Name look-up, connection and TLS.
        package var connected: Duration
        package var firstByte: Duration
        package var total: Duration
        /// When the other side's certificate ends, in seconds since 1970; `nil` without TLS.
        package var certificateEnd: Int64?
        /// Whether there was more of the body than the limit.
        package var isBodyCut = false

        package init(
            connected: Duration, firstByte: Duration, total: Duration, certificateEnd: Int64? = nil,
            isBodyCut: Bool = false
        ) {
            self.connected = connected
            self.firstByte = firstByte
            self.total = total
            self.certificateEnd = certificateEnd
            self.isBodyCut = isBodyCut
        }
    }

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = [], timesSent: Int = 1) {
        self.status = status
        self.headers = headers
        self.body = body
        self.timesSent = timesSent
    }

    /// That the request went out more than once, and why; `nil` where it did not.
    package var repetition: String? { Self.repetition(timesSent) }

    static func repetition(_ timesSent: Int) -> String? {
        guard timesSent > 1 else { return nil }
        return timesSent == 2
            ? "sent twice: the kept connection was closed before an answer to the first"
            : "sent \(timesSent) times: kept connections were closed before an answer"
    }

    /// The body as text, invalid UTF-8 replaced.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
