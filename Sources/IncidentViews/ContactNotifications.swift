internal import IncidentCore
package import IncidentStore

/// The notifications of an incident that are for one contact: many are read as one line.
package struct ContactNotifications: Sendable {
    package let contact: String
    /// Oldest first; none is empty.
    package let notifications: [StoredNotification]

    /// - Parameter notifications: oldest first.
    /// - Returns: the contacts in the order in which they were told.
    package static func all(_ notifications: [StoredNotification]) -> [ContactNotifications] {
        var order: [String] = []
        var groups: [String: [StoredNotification]] = [:]
        for notification in notifications {
            let contact = notification.notification.contact
            if groups[contact] == nil { order.append(contact) }
            groups[contact, default: []].append(notification)
        }
        return order.map { ContactNotifications(contact: $0, notifications: groups[$0] ?? []) }
    }

    /// The newest by each way, in the order of their first.
    package var newest: [StoredNotification] {
        var methods: [ContactMethod] = []
        for method in notifications.map(\.notification.method) where !methods.contains(method) {
            methods.append(method)
        }
        return methods.compactMap { method in notifications.last { $0.notification.method == method } }
    }

    /// How many there are, and how many of those that are not the newest have not arrived: `12 messages, 1 failed before`.
    package var countWords: String {
        let shown = Set(newest.map(\.notification.id))
        let failed = notifications.count { $0.notification.state == .failed && !shown.contains($0.notification.id) }
        let messages = "\(notifications.count) message\(notifications.count == 1 ? "" : "s")"
        return messages + (failed > 0 ? ", \(failed) failed before" : "")
    }
}
