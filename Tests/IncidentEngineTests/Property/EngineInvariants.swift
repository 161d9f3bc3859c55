import IncidentCore
import IncidentStore
import TestSupport

/// What must hold of the store after every step, whatever the steps were.
struct EngineInvariants {
    /// How many timeline entries each incident had when it was last looked at.
    private var entries: [Int64: [TimelineEntry]] = [:]

    mutating func violations(in harness: EngineHarness) async throws -> [String] {
        var found: [String] = []
        let incidents = try await harness.incidents()
        for incident in incidents {
            let timeline = try await harness.timeline(incident.id)
            if !timeline.starts(with: entries[incident.id] ?? []) {
                found.append("\(incident.id): the timeline was changed")
            }
            entries[incident.id] = timeline
            found += try await violations(of: incident, timeline, in: harness)
        }
        let openKeys = incidents.filter { $0.status != .resolved }.map(\.groupKey)
        if Set(openKeys).count != openKeys.count { found.append("two open incidents have one group key: \(openKeys)") }
        return found
    }

    private func violations(
        of incident: Incident, _ timeline: [TimelineEntry], in harness: EngineHarness
    ) async throws -> [String] {
        var found: [String] = []
        let occurrences = try await harness.occurrences(incident.id)
        let firing = occurrences.filter { $0.alert.status == .firing }
        if incident.firingCount != firing.count || incident.occurrenceCount != occurrences.count {
            found.append("its counts are not those of its occurrences")
        }
        if Set(firing.map(\.alert.fingerprint)).count != firing.count { found.append("an alert fires twice at once") }
        if incident.status != .resolved, let urgent = firing.map(\.priority).min(), urgent != incident.priority {
            found.append("it is \(incident.priority.rawValue), its most urgent alert \(urgent.rawValue)")
        }
        let notifications = try await harness.notifications(incident.id)
        let escalation = try await harness.escalation(incident.id)
        found += Self.violations(of: incident, notifications, escalation, timeline)
        return found.map { "\(incident.id) (\(incident.status)): \($0)" }
    }

    private static func violations(
        of incident: Incident, _ notifications: [NotificationView], _ escalation: EscalationView?,
        _ timeline: [TimelineEntry]
    ) -> [String] {
        var found: [String] = []
        let owedPages = notifications.filter { $0.notification.event == .page && $0.notification.state.isOwed }
        let kinds = Set(timeline.map(\.kind))
        switch incident.status {
        case .resolved:
            if !owedPages.isEmpty { found.append("a page is owed") }
            if escalation?.nextDueAt != nil { found.append("an escalation deadline is left") }
        case .acknowledged:
            if !owedPages.isEmpty { found.append("a page is owed") }
            if let escalation, escalation.status != .paused { found.append("escalation is not paused") }
        case .triggered:
            let hasReason =
                switch escalation?.status {
                case .running?: escalation?.nextDueAt != nil
                case .exhausted?: kinds.contains(.escalationExhausted)
                case .paused?, .ended?: false
                case nil: kinds.contains(.notTold)
                }
            if !hasReason { found.append("nothing is due and no reason is given: \(String(describing: escalation))") }
        }
        let numbers = notifications.flatMap { view in view.attempts.map { "\(view.notification.id).\($0.number)" } }
        if Set(numbers).count != numbers.count { found.append("an attempt is stored twice") }
        return found
    }
}
