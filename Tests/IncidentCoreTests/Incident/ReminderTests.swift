import IncidentCore
import Testing

@Suite("What a person resolved and what fires on", .timeLimit(.minutes(5)))
struct ReminderTests {
    private static let p2 = Classification(priority: .p2, rule: "high-latency")

    private static func resolved() throws -> Incident {
        var incident = Incident.sample()
        _ = try incident.apply(.resolved(by: "bob", remindAfter: .seconds(1800)), at: .start)
        return incident
    }

    @Test func `it says when it opens again`() throws {
        var incident = Incident.sample()
        let actions = try incident.apply(.resolved(by: "bob", remindAfter: .seconds(1800)), at: .start)
        #expect(incident.remindAt == .start + .seconds(1800))
        #expect(
            actions.summaries == [
                "resolved by bob; 1 still firing; opens again at 2026-11-23 06:42:48 UTC if that fires on"
            ])
    }

    @Test func `it opens again and says who had resolved it when`() throws {
        var incident = try Self.resolved()
        let change = AlertsChange(added: ["A"], firing: 1, occurrences: 1, classification: Self.p2)
        let actions = try incident.apply(.reminded(change), at: .start + .seconds(1800))
        #expect(actions.summaries.first == "re-opened: bob resolved it 30m ago, and A fires on")
        #expect(actions.contains(.cover(change.joined, .reopened)))
        #expect((incident.status, incident.remindAt, incident.resolvedBy) == (.triggered, nil, nil))
    }

    @Test func `it does not when its alerts have ended, or when nothing fired`() throws {
        var incident = try Self.resolved()
        let ended = AlertsChange(ended: ["A"], firing: 0, occurrences: 1, classification: nil)
        _ = try incident.apply(.alertsChanged(ended), at: .start + .seconds(60))
        #expect(incident.remindAt == nil)
        var quiet = Incident.sample()
        quiet.firingCount = 0
        _ = try quiet.apply(.resolved(by: "bob", remindAfter: .seconds(1800)), at: .start)
        #expect(quiet.remindAt == nil)
    }

    @Test func `P1 is believed for less long than P2, and P2 than the rest`() {
        let times = RemindStillFiring()
        #expect(Priority.allCases.map { times[$0] } == [1800, 4 * 3600, 24 * 3600, 24 * 3600].map(Duration.seconds))
    }
}
