/// Which Alertmanager sent a body, and for which of its receivers: what tells the alerts of one cluster of Alertmanagers
/// from those of another, and from Grafana's.
package struct AlertSender: Hashable, Sendable {
    package let receiver: String
    /// Of the Alertmanager (`--web.external-url`); each of a cluster may have its own.
    package let externalURL: String

    /// Longer ones are nobody's.
    private static let limitBytes = 1024

    package init(receiver: String, externalURL: String) {
        self.receiver = receiver
        self.externalURL = externalURL
    }

    /// - Returns: `nil` where a body does not say who sends it.
    init?(told receiver: String, _ externalURL: String) {
        guard !receiver.isEmpty, receiver.utf8.count <= Self.limitBytes, externalURL.utf8.count <= Self.limitBytes
        else { return nil }
        self.init(receiver: receiver, externalURL: externalURL)
    }
}
