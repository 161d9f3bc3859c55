package import IncidentCore

/// The code for one endpoint: it makes one attempt and says how it ended.
package struct Notifier: Sendable {
    /// What is told once the other side has taken the message, where something is left to do after that.
    package typealias Taken = @Sendable () -> Void

    private let attempt: @Sendable (Message, @escaping Taken) async -> DeliveryOutcome
    /// One attempt at a digest, by kinds that send them.
    package let deliverDigest: @Sendable (DigestMessage) async -> DeliveryOutcome

    /// - Parameter secrets: taken out of every evidence, should the other side quote them back at us.
    package init(
        secrets: SecretScrubber = SecretScrubber([]),
        digest: @escaping @Sendable (DigestMessage) async -> DeliveryOutcome = { _ in .noDigests },
        deliver: @escaping @Sendable (Message) async -> DeliveryOutcome
    ) {
        attempt = { message, _ in secrets.scrub(await deliver(message)) }
        deliverDigest = { message in secrets.scrub(await digest(message)) }
    }

    package init(
        secrets: SecretScrubber = SecretScrubber([]),
        deliver: @escaping @Sendable (Message, @escaping Taken) async -> DeliveryOutcome
    ) {
        attempt = { message, taken in secrets.scrub(await deliver(message, taken)) }
        deliverDigest = { _ in .noDigests }
    }

    package func deliver(_ message: Message, taken: @escaping Taken = {}) async -> DeliveryOutcome {
        await attempt(message, taken)
    }
}

extension DeliveryOutcome {
    /// Of a kind that is for what rings.
    package static let noDigests = DeliveryOutcome(
        .permanent, evidence: "no digest goes out this way; nothing was sent", .notSendable)
}
