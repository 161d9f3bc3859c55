/// What a contact is told in the morning, or a person asks for: what is open, what happened, who is on call today.
package struct Digest: Sendable, Equatable {
    package let contact: String
    /// When it was to come; `nil` for one that a person asks for.
    package let plannedAt: Timestamp?
    package let at: Timestamp
    /// From when on it tells what happened: the digest before it.
    package let since: Timestamp
    package let clock: LocalClock
    /// The most urgent first; how many there are of each priority stands in `openCounts`.
    package let open: [Entry]
    package let openCounts: [Priority: Int]
    package let overdueCount: Int
    /// What opened, was taken or was resolved in the meantime, the most urgent first.
    package let happened: [Entry]
    package let happenedCount: Int
    /// `primary: Alice until 2026-11-24 09:00, then Bob`; empty without rotas.
    package let onCall: [String]
    /// Where everything open is listed.
    package let url: String

    package struct Entry: Sendable, Equatable {
        package let incident: Incident
        /// Whether it was held for this digest: it told the contact nothing before.
        package let isHeld: Bool
        package let url: String

        package init(_ incident: Incident, isHeld: Bool, url: String) {
            self.incident = incident
            self.isHeld = isHeld
            self.url = url
        }
    }

    package init(
        contact: String, plannedAt: Timestamp?, at: Timestamp, since: Timestamp, clock: LocalClock, open: [Entry],
        openCounts: [Priority: Int], overdueCount: Int, happened: [Entry], happenedCount: Int, onCall: [String],
        url: String
    ) {
        self.contact = contact
        self.plannedAt = plannedAt
        self.at = at
        self.since = since
        self.clock = clock
        self.open = open
        self.openCounts = openCounts
        self.overdueCount = overdueCount
        self.happened = happened
        self.happenedCount = happenedCount
        self.onCall = onCall
        self.url = url
    }

    /// Less is the time that sending takes.
    package static let lateAfter: Duration = .seconds(300)

    package var isLate: Bool { plannedAt.map { at - $0 >= Self.lateAfter } ?? false }
    package var openCount: Int { openCounts.values.reduce(0, +) }
}
