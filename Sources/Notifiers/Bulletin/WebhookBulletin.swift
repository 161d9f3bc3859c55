package import IncidentCore

/// What a webhook is sent of a bulletin, as `routes/schemas/webhook-digest.json`, `webhook-hand-off.json` and
/// `webhook-storm.json` describe it. Keys may be added; none changes its meaning.
package struct WebhookBulletin: Encodable, Sendable {
    /// Of this format.
    package let version = 1
    /// The idempotency key once more.
    package let id: String
    /// That of what it holds.
    package let event: String
    package let digest: DigestDocument?
    package let handOff: HandOffDocument?
    package let storm: StormDocument?

    enum CodingKeys: String, CodingKey {
        case version, id, event, digest, storm
        case handOff = "hand_off"
    }

    package init(_ message: BulletinMessage) {
        id = message.idempotencyKey
        event = message.owed.kind.rawValue
        switch message.bulletin.content {
        case .digest(let content): (digest, handOff, storm) = (DigestDocument(content), nil, nil)
        case .handOff(let news): (digest, handOff, storm) = (nil, HandOffDocument(news), nil)
        case .storm(let content): (digest, handOff, storm) = (nil, nil, StormDocument(content))
        }
    }
}
