package import IncidentCore

/// What a webhook is sent of a bulletin, as `routes/schemas/webhook-digest.json` describes that of a digest. Keys may be added;
/// none changes its meaning.
package struct WebhookBulletin: Encodable, Sendable {
    /// Of this format.
    package let version = 1
    /// The idempotency key once more.
    package let id: String
    package let event: String
    package let digest: DigestDocument?

    package init(_ message: BulletinMessage) {
        id = message.idempotencyKey
        event = message.owed.kind.rawValue
        switch message.bulletin.content {
        case .digest(let content): digest = DigestDocument(content)
        }
    }
}
