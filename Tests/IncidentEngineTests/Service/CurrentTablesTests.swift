import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@Suite("The tables in force", .timeLimit(.minutes(5)))
struct CurrentTablesTests {
    @Test func `a reload keeps what is redacted besides, and brings what the new tables know`() {
        let current = CurrentTables(.sample, secrets: [Secret("ourOwnToken")])
        #expect(current.value.redactions.apply(to: "ourOwnToken tableSecret") == "[redacted] tableSecret")
        var new = RoutingTables.sample
        new.redactions = Redactions(knowing: [Secret("tableSecret")])
        current.replace(with: new)
        #expect(current.value.redactions.apply(to: "ourOwnToken tableSecret") == "[redacted] [redacted]")
    }
}
