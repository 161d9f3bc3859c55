/// What follows here from what has happened in PagerDuty.
package enum PagerDutyConsequence: Sendable, Equatable {
    case take(by: String)
    case giveBack(by: String, why: String?)
    case resolve(by: String)
    /// It stands in the timeline, and changes nothing.
    case note(by: String, String)
    /// Why not, in words.
    case nothing(String)
}

/// What is known here about the alert in PagerDuty that an event speaks of.
package struct PagerDutyStanding: Sendable, Equatable {
    /// Whether the newest page about the incident went out under its key. A former one was closed, or should have been.
    package let isCurrent: Bool
    /// When that page was written.
    package let pagedAt: Timestamp
    /// Where who has the incident took it.
    package let taken: Taken
    /// When the newest happened there of what has been told and leaves without effect what was before it; `nil` where
    /// nothing has.
    package let newestAt: Timestamp?
    /// When the newest of the urgent alerts that fire was first heard of; `nil` where none is.
    package let joinedAt: Timestamp?

    package enum Taken: Sendable {
        /// Not in PagerDuty.
        case here
        /// By this alert, or by another of the incident's there, as where two services were told.
        case byThisAlert, byAnotherAlert
    }

    package init(
        isCurrent: Bool, pagedAt: Timestamp, taken: Taken, newestAt: Timestamp? = nil, joinedAt: Timestamp? = nil
    ) {
        self.isCurrent = isCurrent
        self.pagedAt = pagedAt
        self.taken = taken
        self.newestAt = newestAt
        self.joinedAt = joinedAt
    }
}

extension PagerDutyNews {
    /// How far two clocks that are kept right may differ.
    private static let clockDifference: Duration = .seconds(60)
    /// Who does what no person did there.
    package static let itself = "PagerDuty"

    /// Only a person takes, gives back or resolves; what we or another program said there comes back as an event too, and
    /// must not be taken for somebody. Nor does anybody who answers an alert that a later page has taken the place of.
    ///
    /// - Parameter person: `person`, by the name that the incident knows them by.
    package func consequence(
        for incident: Incident, by person: String?, _ standing: PagerDutyStanding
    ) -> PagerDutyConsequence {
        switch kind {
        case .reopened, .other: return .nothing("events of this kind change nothing here")
        case .annotated:
            let text = note.trimmingBlanks()
            return text.isEmpty ? .nothing("the note is empty") : .note(by: doer(person), "in PagerDuty: \(text)")
        case .reassigned(let verb):
            guard incident.status != .resolved else { return .nothing("incident \(incident.id) is resolved") }
            let names = assignees.isEmpty ? "somebody else" : assignees.joined(separator: ", ")
            return .note(by: doer(person), "\(verb) in PagerDuty to \(names); who has the incident here stays as it is")
        case .acknowledged, .unacknowledged, .resolved: break
        }
        guard incident.status != .resolved else { return .nothing("incident \(incident.id) is resolved") }
        guard standing.isCurrent else {
            return passedOver(person, "it is about an alert that a later page has replaced")
        }
        guard !isBeforePage(standing) else { return passedOver(person, "it is from before the newest page") }
        if let newestAt = standing.newestAt, occurredAt < newestAt {
            return passedOver(
                person,
                "it is of \(occurredAt.readable), and what happened there later, at \(newestAt.readable), came first")
        }
        return switch kind {
        case .acknowledged: acknowledged(incident, by: person, standing)
        case .unacknowledged: unacknowledged(incident, by: person, standing)
        case .resolved, .annotated, .reassigned, .reopened, .other: resolved(by: person)
        }
    }

    private func acknowledged(
        _ incident: Incident, by person: String?, _ standing: PagerDutyStanding
    ) -> PagerDutyConsequence {
        guard let person else {
            // Of ours the echo, or another program's.
            guard incident.status == .triggered else { return .nothing("it names no person") }
            return .note(
                by: Self.itself,
                "acknowledged in PagerDuty by \(agentName), which is no person; nobody has taken it here")
        }
        // One that comes late would cover what its person has not seen, and nobody would be rung for that.
        if let joinedAt = standing.joinedAt, occurredAt + Self.clockDifference < joinedAt {
            return passedOver(person, "urgent alerts have joined since")
        }
        guard incident.status == .acknowledged, !isLater(than: incident, standing) else { return .take(by: person) }
        let owner = incident.acknowledgedBy ?? "somebody"
        guard owner != person else { return .nothing("\(person) has it already") }
        return .note(by: person, "acknowledged in PagerDuty before \(owner) took it here, who keeps it")
    }

    private func unacknowledged(
        _ incident: Incident, by person: String?, _ standing: PagerDutyStanding
    ) -> PagerDutyConsequence {
        guard incident.status == .acknowledged else { return .nothing("nobody has taken incident \(incident.id)") }
        let owner = incident.acknowledgedBy ?? "somebody"
        if let person {
            guard isLater(than: incident, standing) else {
                return .note(by: person, "unacknowledged in PagerDuty before \(owner) took it here, who keeps it")
            }
            return .giveBack(by: person, why: nil)
        }
        switch standing.taken {
        case .here:
            return .note(
                by: Self.itself, "the acknowledgement in PagerDuty has run out; \(owner) has it here and keeps it")
        case .byAnotherAlert:
            return .note(
                by: Self.itself,
                "an acknowledgement in PagerDuty has run out by which nobody had taken it; \(owner) keeps it")
        case .byThisAlert: return .giveBack(by: Self.itself, why: "the acknowledgement there has run out")
        }
    }

    private func resolved(by person: String?) -> PagerDutyConsequence {
        if isMerged {
            return .note(
                by: doer(person),
                "merged in PagerDuty into another incident; nobody has resolved it here, and what is done there does not "
                    + "count here")
        }
        guard let person else {
            return .note(by: Self.itself, "closed in PagerDuty by \(agentName); nobody has resolved it here")
        }
        return .resolve(by: person)
    }

    /// What a person did in vain is in the timeline; what we did ourselves need not be.
    private func passedOver(_ person: String?, _ why: String) -> PagerDutyConsequence {
        let word =
            switch kind {
            case .acknowledged: "acknowledged"
            case .unacknowledged: "unacknowledged"
            case .resolved, .annotated, .reassigned, .reopened, .other: "resolved"
            }
        return person.map { .note(by: $0, "\(word) in PagerDuty, which changes nothing here: \(why)") } ?? .nothing(why)
    }

    /// Whether it comes after whoever has the incident took it. Where they took it there, that came before this: what is
    /// older than their taking has been passed over.
    private func isLater(than incident: Incident, _ standing: PagerDutyStanding) -> Bool {
        standing.taken != .here || incident.acknowledgedAt.map { occurredAt > $0 } ?? true
    }

    /// How far two clocks that are kept right may differ is allowed for.
    func isBeforePage(_ standing: PagerDutyStanding) -> Bool {
        occurredAt + Self.clockDifference < standing.pagedAt
    }

    private func doer(_ person: String?) -> String { person ?? Self.itself }

    private var agentName: String { agent.map { $0.name.singleLine(limit: 100) } ?? "PagerDuty itself" }
}
