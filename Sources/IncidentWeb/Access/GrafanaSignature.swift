internal import HTTPTypes
internal import IncidentCore

/// Grafana's proof of a body: HMAC-SHA256 in hexadecimal over the body or, where its contact point names a header for the
/// time, over the seconds since 1970 in that header, a colon and the body.
struct GrafanaSignature: Equatable, Sendable {
    let code: String
    /// As the header has it.
    let sentAt: String?

    /// How far the time may be off: a body that somebody else has kept is of no use to him later.
    static let tolerance = Duration.seconds(300)

    /// - Returns: `nil` when the request is not signed so.
    init?(_ headers: HTTPFields) {
        guard let code = headers[.grafanaSignature] else { return nil }
        self.init(code: code, sentAt: headers[.grafanaTimestamp])
    }

    init(code: String, sentAt: String? = nil) {
        (self.code, self.sentAt) = (code, sentAt)
    }

    /// Whether one of the keys has signed the body, and not too long ago.
    func proves(_ body: [UInt8], keys: Credentials, at now: Timestamp) -> Bool {
        guard let sentAt else { return keys.admit(signature: code, of: body) }
        guard let seconds = Int64(sentAt), case let age = now - Timestamp(seconds: seconds),
            age <= Self.tolerance, age >= .zero - Self.tolerance
        else { return false }
        return keys.admit(signature: code, of: Array("\(sentAt):".utf8) + body)
    }
}

extension HTTPField.Name {
    static let grafanaSignature = HTTPField.Name("X-Grafana-Alerting-Signature")!
    /// The name that Grafana's documentation proposes.
    static let grafanaTimestamp = HTTPField.Name("X-Grafana-Alerting-Timestamp")!
}
