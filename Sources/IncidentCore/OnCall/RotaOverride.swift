/// Somebody who is on call for a while, whosever turn it is.
package struct RotaOverride: Sendable, Equatable {
    package let id: Int64
    package let rota: String
    package let person: String
    package let from: Timestamp
    package let until: Timestamp
    /// Who has said so.
    package let by: String
    package let reason: String
    package let madeAt: Timestamp

    package init(
        id: Int64, rota: String, person: String, from: Timestamp, until: Timestamp, by: String, reason: String,
        madeAt: Timestamp
    ) {
        self.id = id
        self.rota = rota
        self.person = person
        self.from = from
        self.until = until
        self.by = by
        self.reason = reason
        self.madeAt = madeAt
    }

    func covers(_ time: Timestamp) -> Bool { from <= time && time < until }
}
