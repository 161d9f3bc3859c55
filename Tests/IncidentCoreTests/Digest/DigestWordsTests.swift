import Testing

@testable import IncidentCore

@Suite("What a digest says", .timeLimit(.minutes(5)))
struct DigestWordsTests {
    private static func entry(
        _ id: Int64, _ status: IncidentStatus = .triggered, held: Bool = false,
        _ change: (inout Incident) -> Void = { _ in }
    ) -> Digest.Entry {
        var incident = Incident.sample(status)
        (incident.id, incident.title) = (id, "Alert \(id)\r\nBcc: x")
        change(&incident)
        return Digest.Entry(incident, isHeld: held, url: "https://desk.example.com/incidents/\(id)")
    }

    private static func digest(
        at time: Timestamp = "2026-11-24T08:00:00Z", open: [Digest.Entry] = [], openCounts: [Priority: Int] = [:],
        overdue: Int = 0, happened: [Digest.Entry] = [], happenedCount: Int? = nil, onCall: [String] = []
    ) throws -> Digest {
        Digest(
            contact: "Lead", plannedAt: "2026-11-24T08:00:00Z", at: time, since: "2026-11-23T06:00:00Z",
            clock: try #require(LocalClock(timeZone: "Europe/Berlin")), open: open, openCounts: openCounts,
            overdueCount: overdue, happened: happened, happenedCount: happenedCount ?? happened.count, onCall: onCall,
            url: "https://desk.example.com/")
    }

    @Test func `overdue first, then what is open, what happened and who is on call`() throws {
        let digest = try Self.digest(
            open: [
                Self.entry(1) { $0.response.missed = "2026-11-23T07:12:48Z" },
                Self.entry(2, .acknowledged), Self.entry(3, held: true) { $0.silence = .sample },
            ],
            openCounts: [.p2: 3, .p4: 60], overdue: 1,
            happened: [
                Self.entry(2, .acknowledged),
                Self.entry(4, .resolved, held: true) { $0.resolvedAt = "2026-11-23T07:00:00Z" },
            ], happenedCount: 9, onCall: ["On-Call (primary): Ann until 2026-11-24 12:00, then Ben"])
        #expect(
            digest.text == """
                Digest: 63 open, 1 overdue
                for Lead, 2026-11-24 09:00 Europe/Berlin

                Overdue
                - #1 P2 Alert 1 Bcc: x: nobody has taken it, since 2026-11-23 07:12, to be taken by 2026-11-23 08:12

                Open: P2 3, P4 60
                - #2 P2 Alert 2 Bcc: x: taken by alice, since 2026-11-23 07:12
                - #3 P2 Alert 3 Bcc: x: nobody has taken it, since 2026-11-23 07:12, silenced, told to nobody before
                - and 60 more

                Since 2026-11-23 07:00
                - #2 P2 Alert 2 Bcc: x: opened 2026-11-23 07:12, taken by alice 2026-11-23 07:12
                - #4 P2 Alert 4 Bcc: x: opened 2026-11-23 07:12, resolved by its alerts 2026-11-23 08:00, came and went before this digest
                - and 7 more

                On call today
                - On-Call (primary): Ann until 2026-11-24 12:00, then Ben

                https://desk.example.com/
                """)
    }

    @Test func `that nothing is open, and that it comes late`() throws {
        let digest = try Self.digest(at: "2026-11-24T11:30:00Z")
        #expect(digest.isLate)
        #expect(digest.headline == "Digest: nothing is open")
        #expect(
            digest.standing
                == "for Lead, 2026-11-24 12:30 Europe/Berlin, late: it was due at 2026-11-24 09:00, and could not be sent then"
        )
        #expect(digest.sections.map(\.lines) == [["nothing happened"], ["there is no rota"]])
        #expect(try !Self.digest(at: "2026-11-24T08:04:59Z").isLate)
    }
}
