/// What a contact is told of a hand-off.
package struct HandOffNews: Sendable, Equatable {
    package let handOff: HandOff
    /// The roles that the rota fills.
    package let roles: [String]
    /// The hand-off after it; `nil` when none comes within four weeks.
    package let next: HandOff?
    /// Who is told while nobody is on call.
    package let fallBack: String?
    /// What is silenced now, in words.
    package let silenced: [String]
    /// For whom, by which clock, and what is open.
    package let facts: Digest

    package init(
        _ handOff: HandOff, roles: [String], next: HandOff?, fallBack: String?, silenced: [String], facts: Digest
    ) {
        self.handOff = handOff
        self.roles = roles
        self.next = next
        self.fallBack = fallBack
        self.silenced = silenced
        self.facts = facts
    }
}

extension Silence {
    /// `alertname="DiskFull": silence #3 by alice until 2026-11-23 09:00: upgrade`, by a clock that is named elsewhere.
    package func shownWords(by clock: LocalClock) -> String {
        let any = selector.any.map { $0.map(\.description).joined(separator: ", ") }.joined(separator: " or ")
        let conditions = selector.all.map(\.description) + (any.isEmpty ? [] : [any])
        return
            "\(conditions.joined(separator: ", ").singleLine(limit: 200)): \(words(clock.text).singleLine(limit: 300))"
    }
}
