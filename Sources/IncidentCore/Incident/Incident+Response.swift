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
