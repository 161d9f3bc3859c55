/// Why no answer came, and whether what we sent may have arrived all the same.
package struct TransportFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: Reason
    /// What libcurl said, or we: `Failed to connect to 127.0.0.1 port 25`. It may quote the other side.
    package let message: String
    /// Whether the other side may have taken it. For HTTP: the request had begun to go out. For SMTP: the final dot may
    /// have; until then a server keeps nothing.
    package let mayHaveArrived: Bool

    package enum Reason: String, Sendable, CaseIterable {
        /// The URL or a field cannot be sent; nothing was tried.
        case invalidRequest = "invalid request"
        case nameNotResolved = "name not resolved"
        case notConnected = "not connected"
        case timedOut = "timed out"
        /// Signed by nobody we trust, expired, or for another name.
        case certificateNotTrusted = "certificate not trusted"
        case tlsFailed = "TLS failed"
        /// TLS is required and the server does not offer STARTTLS.
        case tlsNotOffered = "TLS not offered"
        /// No authentication mechanism fits.
        case notAuthenticated = "not authenticated"
        case connectionLost = "connection lost"
        case responseTooLarge = "response too large"
        /// The task was cancelled.
        case cancelled
        case other = "failed"
    }

    package init(_ reason: Reason, _ message: String, mayHaveArrived: Bool = false) {
        self.reason = reason
        self.message = message
        self.mayHaveArrived = mayHaveArrived
    }

    package var description: String { message.isEmpty ? reason.rawValue : "\(reason.rawValue): \(message)" }
}
