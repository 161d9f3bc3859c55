package import IncidentCore

/// The ways out as delivery sees them.
package struct WaysOut: Sendable {
    /// All kinds of notifiers.
    package let profiles: [NotifierProfile]
    /// The endpoints of the tables in force.
    package let endpoints: @Sendable () -> [EndpointID]
    /// Whether an endpoint's messages go to the spool, for want of its credentials.
    package let isSpooled: @Sendable (EndpointID) -> Bool
    /// What a message will be known by in a mailbox, where later ones are to name it; `nil` at an endpoint without such
    /// conversations.
    package let messageID: @Sendable (Message) -> String?
    /// One attempt; it answers within its own time limits, and fails at once where there is no such endpoint. What it is
    /// given besides is called once the other side has taken the message, where something is left to do after that.
    package let deliver: @Sendable (Message, @escaping @Sendable () -> Void) async -> DeliveryOutcome
    /// One attempt at a digest, likewise.
    package let deliverBulletin: @Sendable (BulletinMessage) async -> DeliveryOutcome

    package init(
        profiles: [NotifierProfile], endpoints: @escaping @Sendable () -> [EndpointID],
        isSpooled: @escaping @Sendable (EndpointID) -> Bool = { _ in false },
        messageID: @escaping @Sendable (Message) -> String? = { _ in nil },
        deliver: @escaping @Sendable (Message, @escaping @Sendable () -> Void) async -> DeliveryOutcome,
        deliverBulletin: @escaping @Sendable (BulletinMessage) async -> DeliveryOutcome
    ) {
        self.profiles = profiles
        self.endpoints = endpoints
        self.isSpooled = isSpooled
        self.messageID = messageID
        self.deliver = deliver
        self.deliverBulletin = deliverBulletin
    }

    /// Whether a kind has one alert for all messages about an incident.
    func keepsIncidents(_ kind: NotifierKind) -> Bool { profiles.contains { $0.kind == kind && $0.keepsIncidents } }

    /// How a kind is sent; what is owed to one that is gone fails at the first attempt, so that any limits will do.
    func sending(by kind: NotifierKind) -> (retry: RetryPolicy, limits: SendingLimits) {
        if let profile = profiles.first(where: { $0.kind == kind }) { return (profile.retry, profile.limits) }
        return (
            RetryPolicy(delays: [.seconds(60)], jitter: 0, giveUpAfter: .seconds(3600)),
            SendingLimits(rate: DeliveryRate(burst: 50, perSecond: 10))
        )
    }
}
