package import IncidentCore

extension Incident {
    /// What a button does with which somebody takes the incident as it stands.
    ///
    /// - Parameter person: who presses it; `nil` where nobody knows.
    package func takingWords(by person: String?) -> String {
        guard status == .acknowledged, let owner = acknowledgedBy else { return "Acknowledge" }
        let asked = taking.openQuestion == nil ? nil : taking.unconfirmed.shortList
        switch person {
        case nil: return asked.map { "Confirm \($0)" } ?? "Renew or take over"
        case owner: return asked.map { "Confirm \($0)" } ?? "Renew acknowledgement"
        default: return "Take over from \(owner)" + (asked.map { " and confirm \($0)" } ?? "")
        }
    }

    /// What somebody has done who took the incident when it stood so.
    package func takenSentence(by person: String) -> String {
        guard status == .acknowledged, let owner = acknowledgedBy else { return "Acknowledged." }
        let confirmed = taking.unconfirmed.isEmpty ? nil : taking.unconfirmed.shortList
        guard owner != person else {
            return confirmed.map { "Confirmed: \($0). The acknowledgement is renewed." } ?? "Acknowledgement renewed."
        }
        return "Taken over from \(owner), and everybody who was told of the incident hears of it."
            + (confirmed.map { " Confirmed as well: \($0)." } ?? "")
    }
}
