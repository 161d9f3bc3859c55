/// A hand-off as webhooks show it. Times are RFC 3339 in UTC with milliseconds.
package struct HandOffDocument: Encodable, Sendable {
    let contact: String
    let timeZone: String
    let rota: String
    let roles: [String]
    let at: String
    let late: Bool
    /// Absent is nobody.
    let from: String?
    let to: String?
    /// The next one; absent when none comes within four weeks.
    let nextAt: String?
    let nextTo: String?
    /// How many are open, by priority.
    let openCounts: [String: Int]
    let overdue: Int
    let open: [DigestDocument.Entry]
    let silenced: [String]
    /// The whole as plain text.
    let text: String
    let url: String

    enum CodingKeys: String, CodingKey {
        case contact, rota, roles, at, late, from, to, overdue, open, silenced, text, url
        case timeZone = "time_zone"
        case nextAt = "next_at"
        case nextTo = "next_to"
        case openCounts = "open_counts"
    }

    package init(_ news: HandOffNews) {
        func short(_ name: String) -> String { name.singleLine(limit: 200) }
        let (handOff, facts) = (news.handOff, DigestDocument(news.facts))
        (contact, timeZone, late) = (facts.contact, facts.timeZone, facts.late)
        rota = short(handOff.rota)
        roles = news.roles.map(short)
        at = handOff.at.rfc3339
        (from, to) = (handOff.from.map(short), handOff.to.map(short))
        (nextAt, nextTo) = (news.next?.at.rfc3339, news.next?.to.map(short))
        (openCounts, overdue, open) = (facts.openCounts, facts.overdue, facts.open)
        silenced = news.silenced
        text = news.bulletin.text
        url = facts.url
    }
}
