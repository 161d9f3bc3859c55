internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

extension IncidentAnswers {
    static func next(_ sources: AnswerSources, at now: Timestamp, by clock: LocalClock) -> AnswerText {
        let incident = sources.incident
        var text = AnswerText()
        if incident.status == .resolved {
            text.add("nothing")
            if let time = incident.remindAt {
                text.add(", unless its alerts fire on: it opens again ")
                text.add(coming: time, at: now, by: clock)
            }
            return text
        }
        if let silence = incident.silence {
            text.add("nobody is told before ")
            text.add(clock: silence.until, at: now, by: clock)
            text.add(": it is silenced until then at least")
            return text
        }
        let first = sources.upcoming.filter { $0.at != nil && $0.place != .nothing }.min { left, right in
            (left.at ?? now) < (right.at ?? now)
        }
        if incident.status == .acknowledged {
            text.add(whileTaken(incident, first, at: now, by: clock))
        } else if let first, let time = first.at {
            text.add(first.told(at: time, now: now, by: clock))
        } else if let rest = sources.rest {
            text.add(rest.restText(at: now, by: clock))
            guard let nobody = sources.upcoming.nobodyNewWords else { return text }
            text.add("; ")
            text.add(nobody, sources.upcoming.areOver ? .bad : .plain)
        } else {
            text.add(sources.upcoming.nobodyWords, sources.upcoming.areOver ? .bad : .plain)
        }
        return text
    }

    /// `nothing while alice has it, until 17:25 UTC; then DevOps Lead`
    private static func whileTaken(
        _ incident: Incident, _ next: UpcomingTelling?, at now: Timestamp, by clock: LocalClock
    ) -> AnswerText {
        let owner = (incident.acknowledgedBy ?? "somebody").singleLine(limit: 80)
        var text = AnswerText()
        if let deadline = incident.taking.confirmBy, let question = incident.taking.question {
            text.add("\(owner) is to confirm \(question) ")
            text.add(coming: deadline, at: now, by: clock)
            text.add("; then escalation goes on")
        } else {
            text.add("nothing while \(owner) has it")
            guard let end = incident.taking.until ?? next?.at else { return text }
            text.add(", ")
            text.add(coming: end, at: now, by: clock)
        }
        if let who = next?.who, !who.isEmpty { text.add("; then \(who)") }
        return text
    }
}

extension UpcomingTelling {
    /// `DevOps Lead in 3 min (16:38 UTC), step 2 of 3`, and `, unless somebody is reached by then`
    fileprivate func told(at time: Timestamp, now: Timestamp, by clock: LocalClock) -> AnswerText {
        var text = AnswerText()
        guard place != .end else {
            text.add("gives up ", .bad)
            text.add(coming: time, at: now, by: clock)
            text.add(": nobody is left to be told")
            return text
        }
        text.add(who.isEmpty ? "the next step" : who, .strong)
        text.add(" ")
        text.add(coming: time, at: now, by: clock)
        text.add(", \(placeWords)", .aside)
        if isUnlessReached, time > now { text.add(StoredEscalation.Sooner.Cause.unreached.words) }
        return text
    }
}

extension [UpcomingTelling] {
    private var isExhausted: Bool { !isEmpty && allSatisfy(\.isExhausted) }

    private var rests: Bool { contains { $0.place != .nothing } }

    /// Whether nobody is told by them any more, whatever becomes of the alerts, although they were to be.
    fileprivate var areOver: Bool { isEmpty || isExhausted }

    /// Why nothing of them has a time.
    var nobodyWords: String {
        if isEmpty { return "nobody: no policy covers this incident" }
        if isExhausted { return "nobody: the escalation is exhausted" }
        return rests
            ? "nobody until one of the alerts fires that its policy covers" : "nobody: nothing is left to come"
    }

    /// The same beside something else that comes; `nil` where that need not be said.
    fileprivate var nobodyNewWords: String? {
        if isEmpty { return "no policy covers this incident" }
        if isExhausted { return "nobody new: the escalation is exhausted" }
        return rests ? "nobody new until one of the alerts fires that its policy covers" : nil
    }
}
