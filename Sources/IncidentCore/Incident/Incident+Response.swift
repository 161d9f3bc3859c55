// By when somebody is to have taken it, and what follows when nobody has.
extension Incident {
    /// Sets the deadline that follows from how the incident has changed.
    ///
    /// It begins when the incident does, and anew whenever nobody has it again: released, re-opened, silenced no more. While
    /// somebody has it, while it is silenced and when it is over there is none. A higher priority has a deadline of its own,
    /// of which the earlier one counts; a lower one withdraws nothing. One that came while nothing fired just now counts as
    /// soon as something does.
    /// - Parameter before: as it was; `nil` for one that opens.
    package mutating func followResponse(after before: Incident?, within: RespondWithin, at now: Timestamp) {
        guard waitsForResponse else {
            response.by = nil
            return
        }
        let deadline = within[priority].map { now + $0 }
        guard let before, before.waitsForResponse else {
            response = Response(by: deadline)
            return
        }
        if before.isQuiet, !isQuiet, deadline != nil, response == .none { response.by = now }
        guard priority < before.priority, let deadline else { return }
        response.by = response.by.map { min($0, deadline) } ?? deadline
    }

    /// Nobody has taken it in time.
    mutating func missResponse(at now: Timestamp) -> [IncidentAction] {
        guard silence == nil, let deadline = response.by, deadline <= now else { return [] }
        response.by = nil
        guard !isQuiet else { return [] }
        response.missed = deadline
        let words = "nobody has taken it by \(deadline.readable), the time to respond to a \(priority.rawValue)"
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
