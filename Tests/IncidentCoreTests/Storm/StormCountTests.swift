import Testing

@testable import IncidentCore

@Suite("Whether a storm needs a summary", .timeLimit(.minutes(5)))
struct StormCountTests {
    @Test(
        arguments: [
            (StormCount(held: 1, told: 0, messages: 0), false, false),
            (.init(held: 2, told: 1, messages: 1), true, true),
            (.init(held: 2, told: 2, messages: 1), false, false),
            (.init(held: 16, told: 16, messages: 1), false, false),
            (.init(held: 17, told: 17, messages: 1), true, false), (.init(held: 2, told: 2, messages: 2), true, false),
        ])
    func `not where all of it was told in a way that is complete`(count: StormCount, by mail: Bool, byPager pager: Bool)
    {
        #expect(count.needsSummary(keepsIncidents: false) == mail)
        #expect(count.needsSummary(keepsIncidents: true) == pager)
    }
}
