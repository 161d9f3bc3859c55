internal import IncidentCore

/// A part of what is owed through an endpoint; each is looked for by itself.
package struct NotificationClass: Sendable {
    let priority: Priority
    /// Of P1 and P2 pages are looked for apart from all else; `nil` is both.
    let arePages: Bool?

    /// Those of `Notification.isUrgent`, the most urgent first.
    package static let urgent = Priority.allCases.filter(\.isUrgent).map {
        NotificationClass(priority: $0, arePages: true)
    }
    package static let deferrable = Priority.allCases.map {
        NotificationClass(priority: $0, arePages: $0.isUrgent ? false : nil)
    }

    var isUrgent: Bool { arePages == true }

    /// A condition on `notification`, after that on its priority.
    var condition: String {
        switch arePages {
        case true: "AND event = 'page'"
        case false: "AND event <> 'page'"
        case nil: ""
        }
    }
}
