import Testing

@testable import IncidentWeb

@Suite("Who has an incident, or is told next, in the list", .timeLimit(.minutes(20)))
struct WhoPartTests {
    @Test(arguments: [
        ("alice until 09:00 Europe/Berlin", ["alice until 09:00 Europe/Berlin"]),
        ("alice until 2026-11-28 09:00:12 UTC", ["alice until ", "|2026-11-28", " 09:00:12 UTC"]),
        ("DevOps Lead in 23h (2026-11-28 09:00:12 UTC)", ["DevOps Lead in 23h (", "|2026-11-28", " 09:00:12 UTC)"]),
        ("2026-11-28 until 2026-11-31", ["|2026-11-28", " until 2026-11-31"]), ("", []),
    ])
    func `has dates that are not broken, and loses nothing`(sentence: String, parts: [String]) {
        let found = IncidentListPage.WhoPart.all(sentence)
        #expect(found.map { ($0.isDate ? "|" : "") + $0.whoPart } == parts)
        #expect(found.map(\.whoPart).joined() == sentence)
    }
}
