package import IncidentCore
internal import IncidentEngine
package import IncidentStore

/// What an escalation brings next, if nobody does anything.
package struct UpcomingTelling: Sendable, Equatable {
    package enum Place: Sendable, Equatable {
        /// All from 1.
        case step(Int, of: Int, round: Int, rounds: Int)
        case lastResort
        /// Nobody is left.
        case end
        /// There is nothing to come: it is over, or at its end.
        case nothing
    }

    let policy: String
    let place: Place
    /// `nil` where it comes when something else happens.
    let at: Timestamp?
    /// Who is told then, by the tables of today; empty where that is nobody, or nobody knows.
    let who: String
    /// Whether it has told everybody.
    let isExhausted: Bool
    /// Whether that comes only where nobody has been reached by then.
    let isUnlessReached: Bool

    /// - Parameter tables: those of today; `nil` where they cannot be read.
    init(_ stored: StoredEscalation, in incident: Incident, tables: RoutingTables?) {
        let (telling, _) = stored.pastSteps(hours: tables?.businessHours)
        policy = stored.policy
        isExhausted = stored.status == .exhausted
        let recipients = tables.flatMap { telling.nextRecipients(in: incident, tables: $0) }
        who = recipients?.words ?? ""
        at = telling.comesAt
        isUnlessReached = telling.sooner?.cause == .unreached
        place =
            switch telling.next {
            case .step(let step, let round):
                .step(
                    step + 1, of: max(telling.document?.steps.count ?? 0, step + 1), round: round + 1,
                    rounds: 1 + (telling.document?.repetition?.times ?? 0))
            case .end: recipients == nil ? .end : .lastResort
            case nil: .nothing
            }
    }
}

extension UpcomingTelling {
    /// `round 2 of 2, step 1 of 3`
    var placeWords: String {
        switch place {
        case .step(let step, let count, let round, let rounds):
            (rounds > 1 ? "round \(round) of \(rounds), " : "") + "step \(step) of \(count)"
        case .lastResort: "the last resort"
        case .end, .nothing: ""
        }
    }
}
