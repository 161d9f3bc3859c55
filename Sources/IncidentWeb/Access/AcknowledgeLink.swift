package import IncidentCore

/// A link by which the receiver of a page acknowledges without logging in: signed, expiring, naming the contact.
///
/// Following it changes nothing; it shows a page whose button does. Mail scanners follow links.
package struct AcknowledgeLink: Sendable, Equatable {
    /// How long after the page was sent it may be used.
    package static let validity: Duration = .seconds(24 * 3600)

    package let incidentID: Int64
    package let contact: String
    package let expiresAt: Timestamp

    package init(incidentID: Int64, contact: String, expiresAt: Timestamp) {
        self.incidentID = incidentID
        self.contact = contact
        self.expiresAt = expiresAt
    }

    /// The path with its query, below the public URL.
    package func path(key: [UInt8]) -> String {
        let contact = contact.percentEncoded
        let signature = Signature.hex(of: message, key: key)
        return
            "\(Routes.acknowledgeLink(incidentID))?contact=\(contact)&expires=\(expiresAt.seconds)&signature=\(signature)"
    }

    func isSigned(_ signature: String, key: [UInt8]) -> Bool {
        Signature.isValid(signature, of: message, key: key)
    }

    private var message: [UInt8] { Array("acknowledge\n\(incidentID)\n\(contact)\n\(expiresAt.seconds)".utf8) }
}
