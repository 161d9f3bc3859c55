internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

extension IncidentExplanation {
    /// Why a policy tells of an incident, and where it stands.
    package struct ExplainedPolicy: Encodable, Sendable {
        package let name: String
        /// Why it covers an alert of the incident, by the tables in force.
        package let because: String
        /// Its conditions, and on which labels of that alert they hold.
        package let held: [ExplainedCondition]
        /// Where it stands, and what comes next of it.
        package let standing: String
    }
}

/// By which policies an incident is told, and why by those.
struct PoliciesExplained {
    let incident: Incident
    let escalations: [StoredEscalation]
    /// The most urgent of its alerts.
    let occurrences: [Occurrence]
    /// With the overrides of the rotas; `nil` where they cannot be read.
    let tables: RoutingTables?
    let redactions: Redactions

    /// Those that have begun, then those that would cover an alert and have not.
    var all: [IncidentExplanation.ExplainedPolicy] {
        var covers: [(occurrence: Occurrence, reason: PolicyReason)] = []
        if let tables {
            // The lead's first, as it is what the incident is told by.
            let lead = occurrences.filter { $0.alert.fingerprint == incident.lead }
            for occurrence in lead + occurrences {
                let reason = tables.policyReason(for: occurrence.priority, labels: occurrence.alert.labels)
                guard let reason, !covers.contains(where: { $0.reason.policy == reason.policy }) else { continue }
                covers.append((occurrence, reason))
            }
        }
        let begun = escalations.map { stored in
            explained(
                stored.policy, covers.first { $0.reason.policy == stored.policy },
                standing: stored.words(in: incident, tables: tables))
        }
        let others = covers.filter { cover in !escalations.contains { $0.policy == cover.reason.policy } }
        return begun
            + others.map {
                explained(
                    $0.reason.policy, $0, standing: "policy \"\($0.reason.policy)\" has not begun for this incident")
            }
    }

    private func explained(
        _ name: String, _ cover: (occurrence: Occurrence, reason: PolicyReason)?, standing: String
    ) -> IncidentExplanation.ExplainedPolicy {
        guard let cover else {
            let because =
                tables == nil
                ? "the tables cannot be read, so why is not known"
                : "it began when an alert of the incident had it; by the tables in force none has"
            return .init(name: name, because: because, held: [], standing: standing)
        }
        let alert = cover.occurrence.redacted(by: redactions).alert.shown.displayName
        let priorities = cover.reason.priorities.map(\.rawValue).joined(separator: ", ")
        let what = priorities.isEmpty ? "for every priority" : "for \(priorities)"
        return .init(
            name: name,
            because: cover.reason.held.isEmpty
                ? "it is the first in the tables \(what) that takes \(alert), as it does every alert"
                : "it is the first in the tables \(what) whose conditions all hold on \(alert)",
            held: cover.reason.held.map { IncidentExplanation.ExplainedCondition($0, redactions) }, standing: standing)
    }
}
