package import IncidentCore

/// A place in a list that is ordered by urgency: after this incident.
package struct UrgencyPlace: Sendable, Equatable, CustomStringConvertible {
    package let priority: Priority
    package let id: Int64

    package init(priority: Priority, id: Int64) {
        self.priority = priority
        self.id = id
    }

    /// `P2-312`
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let priority = Priority(rawValue: String(parts[0])), let id = Int64(parts[1]), id > 0
        else { return nil }
        self.init(priority: priority, id: id)
    }

    package var description: String { "\(priority.rawValue)-\(id)" }
}
