import IncidentCore
import Testing

@Suite("A resolution that a person takes back", .timeLimit(.minutes(5)))
struct TakenBackTests {
    private static let p2 = Classification(priority: .p2, rule: "high-latency")
    private static let hour = ReopeningTerms(expiresAfter: .seconds(3600))
    private static let firing = AlertsChange(added: ["A"], firing: 1, occurrences: 1, classification: p2)

    /// Taken by alice for an hour, and closed by bob after ten minutes.
    private static func closed(lasting: Duration? = .seconds(3600)) throws -> Incident {
        var incident = Incident.sample()
        _ = try incident.apply(
            .acknowledged(by: "alice", expiresAfter: lasting, covering: ["P2 A"]), at: .start)
        _ = try incident.apply(.resolved(by: "bob", remindAfter: .seconds(1800)), at: .start + .seconds(600))
        return incident
    }

    @Test func `its owner has it again for as long as they would have had it, and is reminded before`() throws {
        var incident = try Self.closed()
        let before = incident
        let actions = try incident.apply(
            .reopened(Deed(by: "carol", why: "too soon"), Self.firing, Self.hour), at: .start + .seconds(660))
        let end = Timestamp.start + .seconds(3600)
        #expect(
            actions.map(\.name) == ["record reopened", "restore escalations", "tell taken back"])
        #expect(actions.contains(.restoreEscalations(until: end, after: .seconds(60))))
        #expect(
            actions.summaries == [
                "re-opened by carol, 1m after bob had resolved it; alice has it again until \(end.readable): too soon"
            ])
        #expect(
            actions.contains(
                .tell(
                    .takenBack(
                        "re-opened by carol, 1m after bob had resolved it: too soon", by: "carol",
                        and: ["alice", "bob"]))))
        #expect((incident.status, incident.acknowledgedBy) == (.acknowledged, "alice"))
        #expect(incident.acknowledgedAt == before.acknowledgedAt)
        #expect((incident.resolvedBy, incident.remindAt, incident.taking.heldUntil) == (nil, nil, nil))
        #expect((incident.taking.until, incident.taking.covered) == (end, ["P2 A"]))
        #expect(incident.taking.remindOwnerAt.map { $0 < end && $0 > .start + .seconds(660) } == true)
    }

    @Test(arguments: [(3599, true), (3600, false), (5000, false)])
    func `it waits for somebody where that time is over`(seconds: Int, isKept: Bool) throws {
        var incident = try Self.closed()
        let actions = try incident.apply(
            .reopened(Deed(by: "bob"), Self.firing, Self.hour), at: .start + .seconds(seconds))
        #expect((incident.status == .acknowledged) == isKept)
        // Whoever closed it by mistake is told nothing of their own doing.
        #expect(actions.contains(.tell(.reopened(owner: "alice", by: "bob"))) == !isKept)
        #expect(actions.contains(.cover(Self.firing.joined, .reopened)) == !isKept)
    }

    /// An older release has not kept until when.
    @Test(arguments: [(ReopeningTerms(expiresAfter: nil), true), (hour, false)])
    func `what held without an end holds on, where its policies let it`(terms: ReopeningTerms, isKept: Bool) throws {
        var incident = try Self.closed(lasting: nil)
        _ = try incident.apply(.reopened(Deed(by: "bob"), Self.firing, terms), at: .start + .seconds(700))
        #expect((incident.status == .acknowledged) == isKept)
        #expect(incident.taking.until == nil && incident.taking.remindOwnerAt == nil)
    }

    @Test func `where nobody had it what had steps left goes on, and who closed it is rung`() throws {
        var incident = Incident.sample()
        _ = try incident.apply(.resolved(by: "bob", remindAfter: .seconds(1800)), at: .start)
        let actions = try incident.apply(
            .reopened(Deed(by: "carol"), Self.firing, Self.hour), at: .start + .seconds(90))
        #expect(incident.status == .triggered && incident.newsAt == .start + .seconds(90))
        #expect(actions.contains(.cover(Self.firing.joined, .firesAgain(after: .seconds(90)))))
        #expect(actions.contains(.tell(.reopened(owner: "bob", by: "carol"))))
        #expect(actions.summaries == ["re-opened by carol, 1m30s after bob had resolved it; nobody has it"])
    }

    @Test func `what its owner was asked is asked on, with its time anew, where it still fires`() throws {
        for (fires, asked) in [("DbDown", ["DbDown"]), ("Slow", [])] {
            var incident = try Self.closed()
            incident.taking.unconfirmed = ["DbDown"]
            let change = AlertsChange(
                added: [fires], firing: 1, occurrences: 2, classification: Classification(priority: .p1, rule: "r"))
            let now = Timestamp.start + .seconds(700)
            _ = try incident.apply(.reopened(Deed(by: "bob"), change, Self.hour), at: now)
            #expect(incident.taking.unconfirmed == asked)
            #expect(incident.taking.confirmBy == (asked.isEmpty ? nil : now + .seconds(600)))
        }
    }

    @Test func `where all that fires is silenced nobody is asked, and the timeline says so`() throws {
        var incident = try Self.closed()
        incident.taking.unconfirmed = ["A"]
        var change = Self.firing
        change.silence = .sample
        let actions = try incident.apply(
            .reopened(Deed(by: "bob"), change, Self.hour), at: .start + .seconds(700))
        #expect(actions.map(\.name).contains("record silenced"))
        #expect(incident.silence == .sample && !incident.taking.isAsked && incident.taking.confirmBy == nil)
    }

    @Test func `it is refused where nothing fires, and where it is open`() throws {
        var incident = try Self.closed()
        let ended = AlertsChange(ended: ["A"], firing: 0, occurrences: 1, classification: nil)
        _ = try incident.apply(.alertsChanged(ended), at: .start + .seconds(650))
        let before = incident
        #expect(
            throws: TransitionRefused(
                "nothing of incident 42 fires any more, so it stays resolved; it opens again by itself when one of its "
                    + "alerts fires within 15m")
        ) { try incident.apply(.reopened(Deed(by: "bob"), ended, Self.hour), at: .start + .seconds(700)) }
        #expect(incident == before)
        for status in [IncidentStatus.triggered, .acknowledged] {
            var open = Incident.sample(status)
            #expect(throws: TransitionRefused("incident 42 is open; nothing to re-open")) {
                try open.apply(.reopened(Deed(by: "bob"), Self.firing, Self.hour), at: .start)
            }
        }
    }
}
