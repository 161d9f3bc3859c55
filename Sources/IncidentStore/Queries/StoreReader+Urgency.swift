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

extension StoreReader {
    /// The most urgent incidents first, and of equal ones the newest.
    ///
    /// - Parameter place: only what comes after it.
    /// - Returns: up to `filter.limit` incidents, and the place of the last one when more follow.
    package func incidentsByUrgency(
        _ filter: IncidentFilter, after place: UrgencyPlace?
    ) throws -> (incidents: [Incident], next: UrgencyPlace?) {
        var found: [Incident] = []
        for priority in Priority.allCases where priority >= place?.priority ?? .p1 {
            guard filter.priorities.isEmpty || filter.priorities.contains(priority) else { continue }
            var part = filter
            part.priorities = [priority]
            part.before = priority == place?.priority ? place?.id : nil
            part.limit = filter.limit + 1 - found.count
            found += try incidents(part).incidents
            if found.count > filter.limit { break }
        }
        let shown = Array(found.prefix(filter.limit))
        let last = found.count > filter.limit ? shown.last : nil
        return (shown, last.map { UrgencyPlace(priority: $0.priority, id: $0.id) })
    }
}
