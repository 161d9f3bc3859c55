package import IncidentCore
package import IncidentStore

extension StoredEscalation {
    /// Where it stands, and what comes next and who hears of it then by the tables of today; the latter is left out where
    /// nobody knows these.
    package func words(in incident: Incident, tables: RoutingTables?) -> String {
        let (telling, passedOver) = pastSteps(hours: tables?.businessHours)
        let words =
            isPausedUntil.map { end in
                let at = telling.comesAt == end ? "" : telling.comesAt.map { " at \($0.readable)" } ?? ""
                let next = telling.nextWords(tables.flatMap { telling.nextRecipients(in: incident, tables: $0) })
                return "policy \"\(policy)\" paused until \(end.readable), then \(next)\(at)"
            } ?? telling.wordsOfNext(in: incident, tables: tables)
        return words + passedOver.map(\.passedOverWords).joined()
    }

    /// As it will be when it goes on after an acknowledgement, and when the steps have gone by that come outside business
    /// hours and do not wait for them, and those.
    package func pastSteps(hours: BusinessHours?) -> (telling: StoredEscalation, passedOver: [UpcomingOutcome]) {
        guard var escalation, !isIdle else { return (self, []) }
        var skipped: [UpcomingOutcome] = []
        if status == .paused, let end = nextDueAt {
            let former = escalation
            escalation.resume(at: end, hours: hours)
            skipped = escalation.skipped(since: former).map {
                UpcomingOutcome(at: end, outcome: .passedOver($0.step, number: $0.number))
            }
        }
        let (later, passed) = escalation.pastSteps(hours: hours)
        let passedOver = skipped + passed
        if let sooner { return (self, sooner.passedOver ?? passedOver.filter { $0.at < sooner.at }) }
        return (standing(as: later), passedOver)
    }

    private func wordsOfNext(in incident: Incident, tables: RoutingTables?) -> String {
        let nextWords = self.nextWords(tables.flatMap { nextRecipients(in: incident, tables: $0) })
        let name = "policy \"\(policy)\""
        let at =
            (comesAt.map { " at \($0.readable)" } ?? "") + (sooner?.cause.words ?? "")
        switch status {
        case .running where rests && incident.silence != nil:
            return "\(name) waits until the incident is silenced no more, then \(nextWords)"
        case .running where rests: return "\(name) rests until one of its alerts fires, then \(nextWords)"
        case .running: return "\(name), \(nextWords)\(at)"
        case .paused: return "\(name) paused\(comesAt.map { " until \($0.readable), then rests" } ?? "")"
        case .exhausted: return "\(name) is exhausted: nobody else is to be told"
        case .ended: return "\(name) ended"
        }
    }

    /// When an acknowledgement ends after which it goes on.
    private var isPausedUntil: Timestamp? { status == .paused && !isIdle ? nextDueAt : nil }

    /// It goes on when one of the alerts that it covers fires.
    package var rests: Bool { status == .running && nextDueAt == nil }

    /// Who is told next, unless somebody takes the incident before; `nil` when nobody is to be.
    package func nextRecipients(in incident: Incident, tables: RoutingTables) -> Recipients? {
        let tables = comesAt.map { tables.onCall(at: $0) } ?? tables
        switch next {
        case .step(let step, _):
            guard let document, document.steps.indices.contains(step) else { return nil }
            return Recipients(
                of: document.steps[step].notify, at: .step(step), of: policy, in: incident, tables: tables)
        case .end where hasToldLastResort: return nil
        case .end:
            return document?.otherwise.map {
                Recipients(of: [$0], at: .lastResort, of: policy, in: incident, tables: tables)
            }
        case nil: return nil
        }
    }

    /// What comes next; both numbers from 0.
    package enum Next: Equatable {
        case step(Int, round: Int)
        case end
    }

    package var next: Next? {
        switch status {
        case .exhausted, .ended: return nil
        case .paused where nextDueAt == nil || isIdle: return nil
        case .running, .paused: break
        }
        switch sooner?.next {
        case .step(_, let number, let round): return .step(number - 1, round: round)
        case .lastResort: return .end
        case nil: break
        }
        guard let document, nextStep >= document.steps.count else { return .step(nextStep, round: round) }
        if !document.steps.isEmpty, round < document.repetition?.times ?? 0 { return .step(0, round: round + 1) }
        // It begins its round anew where it need not rest any more, or an acknowledgement ends, and nothing else is left.
        return (status == .paused || rests) && document.otherwise == nil ? .step(0, round: round) : .end
    }

    /// Where what comes next stands; both numbers from 0, and after the last step the last resort.
    package var place: (step: Int, round: Int) {
        guard case .step(let step, let round) = next else { return (nextStep, round) }
        return (step, round)
    }

    private func nextWords(_ recipients: Recipients?) -> String {
        let roles = recipients?.words ?? ""
        switch next {
        case .step(let step, let round):
            let words = "step \(step + 1)" + (document.map { " of \($0.steps.count)" } ?? "")
            let rounds = 1 + (document?.repetition?.times ?? 0)
            let inRound = rounds > 1 ? "round \(round + 1) of \(rounds), " : ""
            return inRound + words + (roles.isEmpty ? "" : ": \(roles)")
        case .end where hasToldLastResort: return "gives up, whose last resort was told before,"
        case .end: return roles.isEmpty ? "gives up" : "gives up and tells \(roles)"
        case nil: return ""
        }
    }
}

extension StoredEscalation.Sooner.Cause {
    /// After when that is.
    package var words: String {
        switch self {
        case .untaken: ", when nobody has taken it in time"
        case .unreached: ", unless somebody is reached by then"
        }
    }
}

extension UpcomingOutcome {
    /// `; step 2 at 2026-11-23 18:00:00 UTC is passed over, because it is for business hours`.
    fileprivate var passedOverWords: String {
        guard case .passedOver(_, let number) = outcome else { return "" }
        return "; step \(number) at \(at.readable) is passed over, because it is for business hours"
    }
}
