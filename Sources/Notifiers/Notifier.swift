package import IncidentCore

/// The code for one endpoint: it makes one attempt and says how it ended.
package struct Notifier: Sendable {
    package let deliver: @Sendable (Message) async -> DeliveryOutcome

    /// - Parameter secrets: taken out of every evidence, should the other side quote them back at us.
    package init(
        secrets: SecretScrubber = SecretScrubber([]),
        deliver: @escaping @Sendable (Message) async -> DeliveryOutcome
    ) {
        self.deliver = { message in secrets.scrub(await deliver(message)) }
    }
}
