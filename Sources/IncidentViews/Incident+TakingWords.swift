package import IncidentCore

extension Incident {
    /// What a button does with which somebody takes the incident as it stands.
    ///
    /// - Parameter person: who presses it; `nil` where nobody knows, who is taken for another than who has it. Who says on
    ///   the next page that they are the owner renews.
    package func takingWords(by person: String?) -> String {
        guard status == .acknowledged, let owner = acknowledgedBy else { return "Acknowledge" }
        let asked = taking.openQuestion == nil || taking.unconfirmed.isEmpty ? nil : taking.unconfirmed.shortList
        guard let person else {
            return asked.map { "Confirm \($0)" } ?? (taking.isAsked ? "Take it" : "Take over from \(owner)")
        }
        guard PersonName.isSame(owner, person) else {
            return "Take over from \(owner)" + (asked.map { " and confirm \($0)" } ?? "")
        }
        if taking.handedOverBy != nil { return "Take it" }
        return asked.map { "Confirm \($0)" } ?? (taking.isSnoozed ? "Acknowledge" : "Renew acknowledgement")
    }

    /// What takes it on a terminal as it stands: without `--take-over` that is refused where another has it, and who has it
    /// themselves renews it either way. `nil` where there is nothing to take.
    package var takingCommand: String? {
        switch status {
        case .triggered: "responder incident ack \(id)"
        case .acknowledged: "responder incident ack \(id) --take-over"
        case .resolved: nil
        }
    }

    /// What a button does that gives back what somebody has.
    package var endingWords: String {
        taking.handedOverBy != nil
            ? "End the hand-over" : taking.isSnoozed ? "End the snooze" : "End the acknowledgement"
    }

    /// What somebody has done who took the incident when it stood so.
    package func takenSentence(by person: String) -> String {
        guard status == .acknowledged, let owner = acknowledgedBy else { return "Acknowledged." }
        let confirmed = taking.unconfirmed.isEmpty ? nil : taking.unconfirmed.shortList
        guard !PersonName.isSame(owner, person) else {
            if let giver = taking.handedOverBy { return "Taken, as \(giver) has asked." }
            if taking.isSnoozed { return "Acknowledged; it is snoozed no more." }
            return confirmed.map { "Confirmed: \($0). The acknowledgement is renewed." } ?? "Acknowledgement renewed."
        }
        return "Taken over from \(owner), and everybody who was told of the incident hears of it."
            + (confirmed.map { " Confirmed as well: \($0)." } ?? "")
    }
}
