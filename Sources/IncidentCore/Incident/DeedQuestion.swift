/// What a person is asked before they do what somebody else does not expect. Nothing has changed by then; they do it by
/// saying that they do it all the same.
package enum DeedQuestion: Error, Sendable, Equatable, CustomStringConvertible {
    /// Somebody else has the incident.
    case takesOver(Holding)
    /// Somebody else has it, and nobody would any more.
    case endsTaking(Holding)
    /// It is to be closed, and so many of its alerts fire, or may.
    case stillFires(incidentID: Int64, count: Int, hidden: HiddenAlerts = .none)

    /// What somebody has.
    package struct Holding: Sendable, Equatable {
        package let incidentID: Int64
        package let owner: String
        package let since: Timestamp?
        /// `nil` is for ever.
        package let until: Timestamp?
        package let isSnoozed: Bool
        /// Who has handed it to them, while they have not taken it.
        package let handedOverBy: String?
        /// Why nobody can tell them that it is theirs no more; `nil` where they are told.
        package let unheard: Unheard?
    }

    /// What stands against it, in words.
    package var description: String {
        switch self {
        case .takesOver(let holding), .endsTaking(let holding): holding.words
        case .stillFires(let id, let count, let hidden):
            "\(hidden.stillFiringWords(beside: count))\(hidden.isEmpty ? "" : ",") of incident \(id)"
        }
    }
}

extension DeedQuestion.Holding {
    /// What its owner hears of it when another takes it.
    package var consequence: String {
        unheard.map { "nobody can tell \(owner): \($0.words)" } ?? "\(owner) is told that it is theirs no more"
    }

    fileprivate var words: String {
        standing + (unheard == nil ? "" : "; \(consequence)")
    }

    private var standing: String {
        let until = until.map { " until \($0.readable)" } ?? ""
        if let handedOverBy {
            return "\(handedOverBy) has handed incident \(incidentID) over to \(owner), who has not taken it yet"
        }
        guard !isSnoozed else { return "\(owner) has snoozed incident \(incidentID)\(until)" }
        let since = since.map { " since \($0.readable)" } ?? ""
        return "\(owner) has incident \(incidentID)\(since)\(until.isEmpty ? "" : ",\(until)")"
    }
}

extension Int {
    /// `1 alert still fires`, `3 alerts still fire`
    package var alertsStillFiring: String { self == 1 ? "1 alert still fires" : "\(self) alerts still fire" }
}

extension Incident {
    /// What a person is asked before they take the incident, put it off or give it to another: who has it now would not
    /// know.
    ///
    /// - Parameters:
    ///   - consent: to taking it from who has it; knowing is by their name.
    ///   - unheard: why who has it does not hear of it, by their name.
    /// - Returns: `nil` where nobody else has it, or they know who does.
    package func question(
        beforeTakenBy person: String, _ consent: Consent<String>, unheard: (String) throws -> Unheard?
    ) rethrows -> DeedQuestion? {
        guard status == .acknowledged, let owner = acknowledgedBy, !PersonName.isSame(owner, person) else { return nil }
        switch consent {
        case .whatever: return nil
        case .knowing(let known) where PersonName.isSame(known, owner): return nil
        case .knowing, .notAsked:
            return .takesOver(
                DeedQuestion.Holding(
                    incidentID: id, owner: owner, since: acknowledgedAt, until: taking.until,
                    isSnoozed: taking.isSnoozed, handedOverBy: taking.handedOverBy, unheard: try unheard(owner)))
        }
    }

    /// What a person is asked before they give back what another has; as of `question(beforeTakenBy:)`.
    package func question(
        beforeGivenBackBy person: String, _ consent: Consent<String>, unheard: (String) throws -> Unheard?
    ) rethrows -> DeedQuestion? {
        guard case .takesOver(let holding) = try question(beforeTakenBy: person, consent, unheard: unheard) else {
            return nil
        }
        return .endsTaking(holding)
    }

    /// What a person is asked before they close the incident.
    ///
    /// - Parameter consent: to closing it while alerts fire; knowing is by how many did, or may have.
    /// - Returns: `nil` where none does, or no more than they know of.
    package func question(beforeResolving consent: Consent<Int>) -> DeedQuestion? {
        let count = firingCount + hidden.count
        guard status != .resolved, count > 0 else { return nil }
        switch consent {
        case .whatever: return nil
        case .knowing(let known) where count <= known: return nil
        case .knowing, .notAsked: return .stillFires(incidentID: id, count: firingCount, hidden: hidden)
        }
    }
}
