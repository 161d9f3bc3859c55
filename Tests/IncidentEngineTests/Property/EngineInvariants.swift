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
        if incident.status != .resolved, let urgent = Self.counting(firing).map(\.priority).min(),
            urgent != incident.priority
        {
            found.append("it is \(incident.priority.rawValue), its most urgent alert \(urgent.rawValue)")
        }
        let notifications = try await harness.notifications(incident.id)
        let escalations = try await harness.escalations(incident.id)
        found += Self.violations(of: incident, notifications, escalations, timeline)
        found += Self.leadViolations(of: incident, Self.counting(firing))
        return found.map { "\(incident.id) (\(incident.status)): \($0)" }
    }

    private static func violations(
        of incident: Incident, _ notifications: [StoredNotification], _ escalations: [StoredEscalation],
        _ timeline: [TimelineEntry]
    ) -> [String] {
        var found: [String] = []
        let owedPages = notifications.filter { $0.notification.event == .page && $0.notification.state.isOwed }
        let kinds = Set(timeline.map(\.kind))
        if incident.silence != nil {
            found += silenceViolations(of: incident, notifications, escalations, kinds)
            guard incident.status == .acknowledged else { return found }
        }
        switch incident.status {
        case .resolved:
            if !owedPages.isEmpty { found.append("a page is owed") }
            if escalations.contains(where: { $0.nextDueAt != nil }) { found.append("an escalation deadline is left") }
        case .acknowledged:
            // What a person asked for is told whoever has it.
            let goesOn = Set(escalations.filter { $0.document?.until == .resolved }.map(\.policy))
            let owedPages = owedPages.filter {
                $0.notification.askedBy == nil && !($0.notification.policy.map(goesOn.contains) ?? false)
            }
            // What joined and is not confirmed, or was handed over, may ring the owner, and begin a policy of its own.
            let joined = incident.taking.isAsked
            if !owedPages.isEmpty, !joined { found.append("a page is owed") }
            if escalations.contains(where: {
                $0.status == .running && $0.nextDueAt != nil && !goesOn.contains($0.policy)
            }), !joined {
                found.append("escalation is not paused")
            }
            if joined, incident.taking.confirmBy == nil { found.append("nobody waits for a confirmation") }
        case .triggered:
            let hasReason =
                escalations.isEmpty
                ? kinds.contains(.notTold)
                : escalations.contains {
                    switch $0.status {
                    case .running: $0.nextDueAt != nil || kinds.contains(.escalationRested)
                    case .exhausted: kinds.contains(.escalationExhausted)
                    // One that only notifies has told everybody whom it names.
                    case .ended: $0.document?.until == .notified
                    case .paused: false
                    }
                }
            if !hasReason { found.append("nothing is due and no reason is given: \(escalations)") }
        }
        let numbers = notifications.flatMap { view in view.attempts.map { "\(view.notification.id).\($0.number)" } }
        if Set(numbers).count != numbers.count { found.append("an attempt is stored twice") }
        return found
    }

    /// Nobody is told, the timeline says why, and the policies keep their places.
    private static func silenceViolations(
        of incident: Incident, _ notifications: [StoredNotification], _ escalations: [StoredEscalation],
        _ kinds: Set<TimelineKind>
    ) -> [String] {
        var found: [String] = []
        if incident.status == .resolved { found.append("it is over and silenced") }
        if !kinds.contains(.silenced) { found.append("it is silenced and the timeline does not say so") }
        let owed = notifications.map(\.notification).filter { [.pending, .unknown].contains($0.state) }
        // What a person asks of another goes out.
        let isHandedOver = incident.taking.handedOverBy != nil
        let isKept = owed.filter { $0.askedBy == nil && !(isHandedOver && $0.event == .page && $0.policy == nil) }
        if isKept.contains(where: { $0.event == .page || $0.event == .update }) {
            found.append("a message is owed though it is silenced")
        }
        if escalations.contains(where: { $0.status == .running && $0.nextDueAt != nil }) {
            found.append("a step is due though it is silenced")
        }
        if incident.status == .triggered, !escalations.isEmpty,
            !escalations.contains(where: { $0.status == .running || $0.status == .exhausted })
        {
            found.append("nothing goes on when it is silenced no more")
        }
        return found
    }

    /// It is named after the most urgent alert that fires, of these the first we knew.
    /// What is silenced counts only where all of it is.
    private static func counting(_ firing: [Occurrence]) -> [Occurrence] {
        let loud = firing.filter { $0.silence == nil }
        return loud.isEmpty ? firing : loud
    }

    private static func leadViolations(of incident: Incident, _ firing: [Occurrence]) -> [String] {
        guard incident.status != .resolved, !firing.isEmpty else { return [] }
        let lead = firing.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }[0]
        return incident.lead == lead.alert.fingerprint && incident.labels == lead.alert.labels
            ? [] : ["it is led by \(incident.lead ?? "nothing"), not by \(lead.alert.fingerprint)"]
    }
}
