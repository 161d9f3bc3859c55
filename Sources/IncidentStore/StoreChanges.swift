package import IncidentCore

/// What a transaction left for the services to do; they are woken after its commit.
package struct StoreChanges: OptionSet, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package static let escalation = StoreChanges(rawValue: 1)
    package static let diagnosis = StoreChanges(rawValue: 2)
    package static let heartbeat = StoreChanges(rawValue: 4)
    package static let doubtful = StoreChanges(rawValue: 16)
    /// A body hid alerts of its group.
    package static let hidden = StoreChanges(rawValue: 32)
    /// A silence was made or ended.
    package static let silences = StoreChanges(rawValue: 64)
    /// Somebody else is on call for a while, or no more.
    package static let onCall = StoreChanges(rawValue: 128)
    /// A baseline is to be taken at once.
    package static let baseline = StoreChanges(rawValue: 256)
    /// Some of it must not wait a moment.
    package static let urgent = StoreChanges(rawValue: 8)

    /// Notifications are owed, through whatever endpoint.
    package static let delivery = StoreChanges(rawValue: ~0 << 16)

    /// A notification is owed through this endpoint.
    ///
    /// There are more endpoints than bits: two that share one wake each other, which costs a look. A process has its own
    /// way to spread them, and nothing of this is stored.
    package static func owed(_ endpoint: EndpointID) -> StoreChanges {
        StoreChanges(rawValue: 1 << (16 + UInt64(UInt(bitPattern: endpoint.hashValue)) % 48))
    }
}
