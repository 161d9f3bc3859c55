package import IncidentCore

/// What a webhook is sent of a digest, as `routes/schemas/webhook-digest.json` describes it. Keys may be added; none changes
/// its meaning.
package struct WebhookDigest: Encodable, Sendable {
    /// Of this format.
    package let version = 1
    /// The idempotency key once more.
    package let id: String
    package let event = "digest"
    package let digest: DigestDocument

    package init(_ message: DigestMessage) {
        id = message.idempotencyKey
        digest = DigestDocument(message.digest)
    }
}
