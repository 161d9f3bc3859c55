import Testing

@testable import IncidentCore

@Suite("Hand-offs", .timeLimit(.minutes(5)))
struct HandOffTests {
    /// Ann, Ben and Carl, a day each; hand-off at 09:00 UTC, and the first is Ann's on the 23rd.
    static let rota = Rota(
        name: "primary", clock: .utc,
        layers: [
            RotaLayer(
                name: "day", people: ["Ann", "Ben", "Carl"], turnDays: 1,
                firstDay: LocalClock.day(ofDate: "2026-11-23")!, handOffMinute: 9 * 60,
                lastDay: LocalClock.day(ofDate: "2026-11-29")!)
        ], fallBack: "Lead")

    static let contacts = ContactTable(
        contacts: [Contact(role: "Lead", address: "lead@example.com", escalationPath: [TellingGateTests.mail])],
        people: ["Ann", "Ben"].map { name in
            Person(
                contact: Contact(role: name, address: "\(name)@example.com", escalationPath: [TellingGateTests.mail]))
        }, rotas: [rota], rotaRoles: ["On-Call": "primary"])

    @Test(
        arguments: [
            // Who was on call, since; now; from, to, at.
            ("Ann", "2026-11-23T09:00:00Z", "2026-11-24T08:59:59Z", nil),
            ("Ann", "2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z", "Ann to Ben at 2026-11-24 09:00:00 UTC"),
            // Carl stands nowhere in people: nobody can tell him.
            ("Ben", "2026-11-24T09:00:00Z", "2026-11-25T12:00:00Z", "Ben to nobody at 2026-11-25 09:00:00 UTC"),
            (nil, "2026-11-25T09:00:00Z", "2026-11-26T12:00:00Z", "nobody to Ann at 2026-11-26 09:00:00 UTC"),
            // Half a second before Ben's turn: that has not come yet, and it is Ann who comes.
            ("Ben", "2026-11-23T10:00:00Z", "2026-11-24T08:59:59.500Z", "Ben to Ann at 2026-11-24 08:59:59 UTC"),
            // Missed some: the last one.
            ("Ann", "2026-11-23T09:00:00Z", "2026-11-27T10:00:00Z", "Ann to Ben at 2026-11-27 09:00:00 UTC"),
            ("Ann", "2026-11-23T09:00:00Z", "2026-11-26T10:00:00Z", nil),
            // A clock that was set back.
            ("Ben", "2026-11-24T09:00:00Z", "2026-11-24T08:00:00Z", nil),
            // The table has somebody else since.
            ("Ben", "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z", "Ben to Ann at 2026-11-23 12:00:00 UTC"),
        ] as [(String?, String, String, String?)])
    func `the last that has come since is told`(person: String?, since: String, now: String, told: String?) throws {
        let (since, now) = (try #require(Timestamp(rfc3339: since)), try #require(Timestamp(rfc3339: now)))
        let handOff = Self.contacts.handOff(of: Self.rota, since: RotaWatch(person: person, since: since), at: now)
        #expect(handOff.map { "\($0.from ?? "nobody") to \($0.to ?? "nobody") at \($0.at.readable)" } == told)
    }

    private func news(_ handOff: HandOff, next: HandOff?, fallBack: String? = nil) -> HandOffNews {
        let facts = Digest(
            contact: "Ann", plannedAt: handOff.at, at: handOff.at, since: handOff.at, clock: .utc, open: [],
            openCounts: [:], overdueCount: 0, happened: [], happenedCount: 0, onCall: [], url: "https://desk/")
        return HandOffNews(
            handOff, roles: ["On-Call"], next: next, fallBack: fallBack, silenced: ["a: silence #1"], facts: facts)
    }

    @Test func `who comes, until when and who is next`() throws {
        let first = HandOff(rota: "primary", at: "2026-11-24T09:00:00Z", from: "Ann", to: "Ben")
        let next = HandOff(rota: "primary", at: "2026-11-25T09:00:00Z", from: "Ben", to: "Dora")
        #expect(
            news(first, next: next).bulletin.text == """
                Hand-over of primary: Ben is on call until 2026-11-25 09:00; nothing is open
                for Ann, 2026-11-24 09:00 UTC

                On call
                - Ben is on call as On-Call by rota "primary" since 2026-11-24 09:00, in place of Ann
                - until 2026-11-25 09:00, then Dora

                Silenced
                - a: silence #1

                https://desk/
                """)
    }

    @Test func `where nobody comes it is said who is told, and what to do`() {
        let last = HandOff(rota: "primary", at: "2026-11-29T09:00:00Z", from: "Ben", to: nil)
        let alone = news(last, next: nil).bulletin
        #expect(alone.headline == "Hand-over of primary: nobody is on call; nothing is open")
        #expect(
            alone.sections.first?.lines == [
                "nobody is on call as On-Call by rota \"primary\" since 2026-11-29 09:00; until then it was Ben; it has no "
                    + "fall_back, so nobody is told",
                "nobody comes within four weeks: make an override, or put somebody into the rota",
            ])
        #expect(
            news(last, next: nil, fallBack: "Lead").bulletin.sections.first?.lines.first?.hasSuffix(
                "told instead: Lead, its fall_back") == true)
        let ends = HandOff(rota: "primary", at: "2026-11-28T09:00:00Z", from: nil, to: "Ann")
        #expect(
            news(ends, next: last).bulletin.sections.first?.lines == [
                "Ann is on call as On-Call by rota \"primary\" since 2026-11-28 09:00, and nobody was before",
                "until 2026-11-29 09:00; from then on nobody is on call",
            ])
    }
}
