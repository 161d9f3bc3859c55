/// What PagerDuty says has happened to one of its incidents: the body of a webhook of its version 3.
///
/// PagerDuty's developer documentation, "Webhooks v3 Overview" of 2024: `{"event": {"id", "event_type", "resource_type",
/// "occurred_at", "agent", "client", "data"}}`. Most of `data` is an incident with its `incident_key`; a note has
/// `{"incident": {"id"}, "content"}` and no key.
package struct PagerDutyNews: Sendable, Equatable {
    /// Of the event: the same in every delivery of it.
    package let id: String
    package let kind: Kind
    package let occurredAt: Timestamp
    /// Who did it; `nil` when it does not say.
    package let agent: Agent?
    /// PagerDuty's own number of its incident.
    package let incidentID: String?
    /// The `dedup_key` under which we opened it, or whatever somebody else opened it by.
    package let incidentKey: String?
    /// The names of those it was given to.
    package let assignees: [String]
    /// What a note says.
    package let note: String
    /// Whether it was closed because it was merged into another one.
    package let isMerged: Bool

    package enum Kind: Sendable, Equatable {
        case acknowledged, unacknowledged, resolved, annotated
        /// It changes nothing here, and what was done to it before is past there.
        case reopened
        /// Given to somebody else, by a person or by PagerDuty's own escalation; the verb of its kind.
        case reassigned(String)
        /// One that changes nothing here.
        case other
    }

    package struct Agent: Sendable, Equatable {
        package let name: String
        /// `user_reference`, `service_reference`, `events_api_v2_inbound_integration_reference` and others; empty where
        /// it does not say.
        package let type: String

        package init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }

    /// So old an event may be: who was acknowledged half an hour ago has been told otherwise since. PagerDuty tries again
    /// for up to 48 hours while we do not answer.
    package static let freshFor: Duration = .seconds(1800)
    /// So far its clock may be ahead of ours.
    package static let clockTolerance: Duration = .seconds(300)

    /// More of a note is cut.
    package static let noteLimit = 10_000
    /// Whose endpoints tell it.
    package static let notifier = NotifierKind("pagerduty")

    package init(
        id: String, kind: Kind, occurredAt: Timestamp, agent: Agent? = nil, incidentID: String? = nil,
        incidentKey: String? = nil, assignees: [String] = [], note: String = "", isMerged: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.occurredAt = occurredAt
        self.agent = agent
        self.incidentID = incidentID
        self.incidentKey = incidentKey
        self.assignees = assignees
        self.note = note
        self.isMerged = isMerged
    }

    package func isFresh(at now: Timestamp) -> Bool {
        now - occurredAt <= Self.freshFor && occurredAt - now <= Self.clockTolerance
    }

    /// The person who did it; `nil` for PagerDuty itself, for whoever is not said to be a person, and for programs, of which
    /// we are one: what we say there comes back as an event too.
    package var person: String? {
        guard let agent, agent.type.hasPrefix("user") else { return nil }
        let name = agent.name.singleLine(limit: PersonName.limit)
        do throws(PersonNameProblem) {
            return try PersonName(name).text
        } catch {
            return switch error {
            case .empty, .tooLong: nil
            case .ours, .nobody, .lookAlike, .mixedScripts: "\(name) (PagerDuty)"
            }
        }
    }
}

extension PagerDutyNews.Kind {
    init(word: String) {
        self =
            switch word {
            case "incident.acknowledged": .acknowledged
            case "incident.unacknowledged": .unacknowledged
            case "incident.resolved": .resolved
            case "incident.annotated": .annotated
            case "incident.reopened": .reopened
            case "incident.reassigned", "incident.delegated", "incident.escalated":
                .reassigned(String(word.dropFirst("incident.".count)))
            default: .other
            }
    }
}
