package import IncidentCore

/// What a webhook is sent of a bulletin, as `routes/schemas/webhook-digest.json` describes that of a digest and
/// `webhook-hand-off.json` that of a hand-off. Keys may be added; none changes its meaning.
package struct WebhookBulletin: Encodable, Sendable {
    /// Of this format.
    package let version = 1
    /// The idempotency key once more.
    package let id: String
    package let event: String
    package let digest: DigestDocument?
    package let handOff: HandOffDocument?

    enum CodingKeys: String, CodingKey {
        case version, id, event, digest
        case handOff = "hand_off"
    }

    package init(_ message: BulletinMessage) {
        id = message.idempotencyKey
        event = message.owed.kind.rawValue
        switch message.bulletin.content {
        case .digest(let content): (digest, handOff) = (DigestDocument(content), nil)
        case .handOff(let news): (digest, handOff) = (nil, HandOffDocument(news))
        }
    }
}
