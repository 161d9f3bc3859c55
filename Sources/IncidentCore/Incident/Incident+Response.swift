// By when somebody is to have taken it, and what follows when nobody has.
extension Incident {
    /// Sets the deadline that follows from how the incident has changed.
    ///
    /// It begins when the incident does, and anew whenever nobody has it again: released, re-opened, silenced no more. While
    /// somebody has it, while it is silenced and when it is over there is none. Each priority has its own, counted from when
    /// the incident came to it or to a higher one; of that which it has and of the lower ones the earliest counts. So a
    /// fall leaves what the lower priority would have had. A priority that comes back within its own time of its fall goes
    /// on with the deadline that it had, also one that has passed: what flaps is overdue too. One that came while nothing
    /// fired just now counts as soon as something does.
    /// - Parameter before: as it was; `nil` for one that opens.
    package mutating func followResponse(after before: Incident?, within: RespondWithin, at now: Timestamp) {
        guard waitsForResponse else {
            (response.by, response.spells) = (nil, [:])
            return
        }
        let deadline = within.shortest(from: priority).map { now + $0 }
        guard let before, before.waitsForResponse else {
            response = Response(by: deadline)
            // Whose time it was is told when it is missed.
            if within.shortest(from: priority) != within[priority] { response.spells = spells(within) }
            return
        }
        let hasCome = before.response.by != nil && response.by == nil
        if response.spells.isEmpty, hasCome || priority != before.priority { response.spells = before.spells(within) }
        if response.missed != before.response.missed {
            for reached in reachedPriorities { response.spells[reached]?.by = nil }
        }
        if before.isQuiet, !isQuiet, deadline != nil, response.by == nil, response.missed == nil { response.by = now }
        guard priority != before.priority else { return }
        for fallen in Priority.allCases where fallen >= before.priority && fallen < priority {
            response.spells[fallen]?.fellAt = now
        }
        for risen in Priority.allCases where risen >= priority && risen < before.priority {
            let spell = response.spells[risen]
            let goesOn = spell?.fellAt.map { now - $0 <= within[risen] ?? .zero } ?? false
            response.spells[risen] = .init(by: goesOn ? spell?.by : within[risen].map { now + $0 })
        }
        let earliest = reachedPriorities.compactMap { response.spells[$0]?.by }.min()
        response.by = earliest.map { priority > before.priority ? max($0, now) : $0 }
    }

    /// Its own and those below: it is at least as urgent as they are.
    private var reachedPriorities: [Priority] { Priority.allCases.filter { $0 >= priority } }

    /// What they are while its priority is the one with which it began to wait.
    private func spells(_ within: RespondWithin) -> [Priority: Response.Spell] {
        let shortest = within.shortest(from: priority)
        let start = response.by.flatMap { by in shortest.map { by - $0 } } ?? openedAt
        return Dictionary(
            uniqueKeysWithValues: reachedPriorities.map { reached in
                (reached, .init(by: response.missed == nil ? within[reached].map { start + $0 } : nil))
            })
    }

    /// Nobody has taken it in time.
    mutating func missResponse(at now: Timestamp) -> [IncidentAction] {
        guard silence == nil, let deadline = response.by, deadline <= now else { return [] }
        response.by = nil
        guard !isQuiet else { return [] }
        response.missed = deadline
        let timed = reachedPriorities.compactMap { reached in response.spells[reached]?.by.map { (reached, $0) } }
        let whose = timed.min { $0.1 < $1.1 }?.0 ?? priority
        let words = "nobody has taken it by \(deadline.readable), the time to respond to a \(whose.rawValue)"
        return [.record(TimelineDraft(.responseMissed, words)), .escalateOverdue]
    }

    private var waitsForResponse: Bool { status == .triggered && silence == nil }

    /// Whether nobody has it, and somebody should have by now.
    package var isOverdue: Bool { status == .triggered && response.missed != nil }

    /// As it was at a time, or will be when nobody does anything until then, by what is known now: who had it, whether it
    /// was over, whether it was overdue.
    package func seen(at time: Timestamp) -> Incident {
        var seen = self
        if status == .resolved, let resolvedAt, resolvedAt > time {
            seen.status = acknowledgedAt == nil ? .triggered : .acknowledged
            (seen.resolvedAt, seen.resolvedBy) = (nil, nil)
        }
        if seen.status != .resolved, let acknowledgedAt, acknowledgedAt > time {
            seen.status = .triggered
            (seen.acknowledgedAt, seen.acknowledgedBy) = (nil, nil)
        }
        guard let deadline = response.deadline else { return seen }
        seen.response = deadline <= time ? Response(missed: deadline) : Response(by: deadline)
        return seen
    }

    /// By when it is to be taken, or was: for the end of a line, empty where there is nothing to say.
    package var responseWords: String {
        switch status {
        case .triggered:
            if let missed = response.missed { return "; OVERDUE: to be taken by \(missed.readable)" }
            return response.by.map { "; to be taken by \($0.readable)" } ?? ""
        case .acknowledged, .resolved:
            return response.missed.map { "; late: it was to be taken by \($0.readable)" } ?? ""
        }
    }
}
