package import IncidentCore

extension StoreReader {
    /// The most urgent incidents first, and of equal ones the newest.
    ///
    /// - Parameter place: only what comes after it.
    /// - Returns: up to `filter.limit` incidents, and the place of the last one when more follow.
    package func incidentsByUrgency(
        _ filter: IncidentFilter, after place: UrgencyPlace?
    ) throws -> IncidentsFound<UrgencyPlace> {
        var found: [Incident] = []
        for priority in Priority.allCases where priority >= place?.priority ?? .p1 {
            guard filter.priorities.isEmpty || filter.priorities.contains(priority) else { continue }
            var part = filter
            part.priorities = [priority]
            part.before = priority == place?.priority ? place?.id : nil
            repeat {
                part.limit = filter.limit + 1 - found.count
                // Of these some may be missing that cannot be understood.
                let page = try incidents(part)
                found += page.incidents
                if let searched = page.searched, found.count <= filter.limit {
                    return IncidentsFound(
                        incidents: found, next: UrgencyPlace(priority: priority, id: searched.from),
                        searched: SearchedPart(from: searched.from, priority: priority))
                }
                part.before = page.next
            } while found.count <= filter.limit && part.before != nil
            if found.count > filter.limit { break }
        }
        let shown = Array(found.prefix(filter.limit))
        let last = found.count > filter.limit ? shown.last : nil
        return IncidentsFound(
            incidents: shown, next: last.map { UrgencyPlace(priority: $0.priority, id: $0.id) }, searched: nil)
    }
}
