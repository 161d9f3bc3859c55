package import IncidentCore

/// The code for one endpoint: it makes one attempt and says how it ended.
package struct Notifier: Sendable {
    /// What is told once the other side has taken the message, where something is left to do after that.
    package typealias Taken = @Sendable () -> Void

    private let attempt: @Sendable (Message, @escaping Taken) async -> DeliveryOutcome

    /// - Parameter secrets: taken out of every evidence, should the other side quote them back at us.
    package init(
        secrets: SecretScrubber = SecretScrubber([]),
        deliver: @escaping @Sendable (Message) async -> DeliveryOutcome
    ) {
        self.init(secrets: secrets) { message, _ in await deliver(message) }
    }

    package init(
        secrets: SecretScrubber = SecretScrubber([]),
        deliver: @escaping @Sendable (Message, @escaping Taken) async -> DeliveryOutcome
    ) {
        attempt = { message, taken in secrets.scrub(await deliver(message, taken)) }
    }

    package func deliver(_ message: Message, taken: @escaping Taken = {}) async -> DeliveryOutcome {
        await attempt(message, taken)
    }
}
