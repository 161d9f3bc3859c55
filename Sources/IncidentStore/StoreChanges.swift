package import IncidentCore

/// What a transaction left for the services to do; they are woken after its commit.
package struct StoreChanges: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let email = StoreChanges(rawValue: 1)
    package static let pagerduty = StoreChanges(rawValue: 2)
    package static let slack = StoreChanges(rawValue: 4)
    package static let escalation = StoreChanges(rawValue: 8)
    package static let diagnosis = StoreChanges(rawValue: 16)
    package static let heartbeat = StoreChanges(rawValue: 32)
    package static let doubtful = StoreChanges(rawValue: 128)
    /// Some of it must not wait a moment.
    package static let urgent = StoreChanges(rawValue: 64)

    /// A notification is owed to this kind of contact method.
    package static func owed(_ notifier: NotifierKind) -> StoreChanges {
        switch notifier {
        case .email: .email
        case .pagerduty: .pagerduty
        case .slack: .slack
        }
    }
}
