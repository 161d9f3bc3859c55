internal import HTTPTypes
internal import NIOCore

/// What makes a sender a known one by the head of a request alone.
struct SenderProof: Sendable {
    let webhook: Credentials
    let api: Credentials
    /// Without a credential for the webhook this machine is let in, and nobody else.
    let opensToThisMachine: Bool

    func isGiven(by headers: HTTPFields, from address: SocketAddress?) -> Bool {
        if opensToThisMachine, address.isLoopback { return true }
        return headers[.authorization] != nil && (webhook.admit(headers) || api.admit(headers))
    }
}

extension SocketAddress? {
    /// Whether the other side is on this machine.
    var isLoopback: Bool {
        guard let address = self?.ipAddress else { return false }
        return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }
}
