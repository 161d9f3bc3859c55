package import IncidentCore

/// The code for one kind of contact method: it makes one attempt and says how it ended.
package struct Notifier: Sendable {
    package let kind: NotifierKind
    package let deliver: @Sendable (Message) async -> DeliveryOutcome

    /// - Parameter secrets: taken out of every evidence, should the other side quote them back at us.
    package init(
        kind: NotifierKind, secrets: SecretScrubber = SecretScrubber([]),
        deliver: @escaping @Sendable (Message) async -> DeliveryOutcome
    ) {
        self.kind = kind
        self.deliver = { message in secrets.scrub(await deliver(message)) }
    }
}

/// How long one attempt may take.
package struct DeliveryTimeouts: Sendable, Equatable {
    package var connect: Duration
    package var total: Duration

    package init(connect: Duration, total: Duration) {
        self.connect = connect
        self.total = total
    }

    package static let pagerduty = DeliveryTimeouts(connect: .seconds(5), total: .seconds(12))
    package static let slack = DeliveryTimeouts(connect: .seconds(5), total: .seconds(10))
    /// A single reply may take a minute of it.
    package static let email = DeliveryTimeouts(connect: .seconds(10), total: .seconds(90))
}
