package import IncidentCore

/// The code for one endpoint: it makes one attempt and says how it ended.
package struct Notifier: Sendable {
    /// What is told once the other side has taken the message, where something is left to do after that.
    package typealias Taken = @Sendable () -> Void

    private let attempt: @Sendable (Message, @escaping Taken) async -> DeliveryOutcome
    /// What a message will be known by, in kinds whose messages are conversations.
    package let messageID: @Sendable (Message) -> String?
    /// One attempt at a bulletin, by kinds that send them.
    package let deliverBulletin: @Sendable (BulletinMessage) async -> DeliveryOutcome

    /// - Parameter secrets: taken out of every evidence, should the other side quote them back at us.
    package init(
        secrets: SecretScrubber = SecretScrubber([]),
        messageID: @escaping @Sendable (Message) -> String? = { _ in nil },
        bulletin: @escaping @Sendable (BulletinMessage) async -> DeliveryOutcome = { _ in .noBulletins },
        deliver: @escaping @Sendable (Message) async -> DeliveryOutcome
    ) {
        self.messageID = messageID
        attempt = { message, _ in secrets.scrub(await deliver(message)) }
        deliverBulletin = { message in secrets.scrub(await bulletin(message)) }
    }

    package init(
        secrets: SecretScrubber = SecretScrubber([]),
        deliver: @escaping @Sendable (Message, @escaping Taken) async -> DeliveryOutcome
    ) {
        messageID = { _ in nil }
        attempt = { message, taken in secrets.scrub(await deliver(message, taken)) }
        deliverBulletin = { _ in .noBulletins }
    }

    package func deliver(_ message: Message, taken: @escaping Taken = {}) async -> DeliveryOutcome {
        await attempt(message, taken)
    }
}

extension DeliveryOutcome {
    /// Of a kind that is for what rings.
    package static let noBulletins = DeliveryOutcome(
        .permanent, evidence: "no bulletin goes out this way; nothing was sent", .notSendable)
}
