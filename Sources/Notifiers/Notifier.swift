package import IncidentCore

/// The code for one endpoint: it makes one attempt and says how it ended.
package struct Notifier: Sendable {
    package let deliver: @Sendable (Message) async -> DeliveryOutcome
    /// Closes what the other side keeps open of the message's incident, so that the page that follows rings; `nil` where
    /// every page does. Doing it twice is as good as once, but not after that page.
    package let letGo: (@Sendable (Message) async -> DeliveryOutcome)?

    /// - Parameter secrets: taken out of every evidence, should the other side quote them back at us.
    package init(
        secrets: SecretScrubber = SecretScrubber([]), letGo: (@Sendable (Message) async -> DeliveryOutcome)? = nil,
        deliver: @escaping @Sendable (Message) async -> DeliveryOutcome
    ) {
        self.deliver = { message in secrets.scrub(await deliver(message)) }
        if let letGo {
            self.letGo = { message in secrets.scrub(await letGo(message)) }
        } else {
            self.letGo = nil
        }
    }
}
