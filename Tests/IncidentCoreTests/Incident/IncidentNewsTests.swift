import IncidentCore
import Testing

/// What an incident says of alerts that come, go and lead.
@Suite("News of an incident", .timeLimit(.minutes(5)))
struct IncidentNewsTests {
    static let now = IncidentTransitionTests.now

    static func change(
        _ joined: [JoinedAlert] = [], ended: [String] = [], firing: Int = 2, occurrences: Int = 5,
        lead: JoinedAlert? = .sample("Slow"), mayFire: AlertsChange.MayFire? = nil
    ) -> AlertsChange {
        AlertsChange(
            joined: joined, ended: ended, firing: firing, occurrences: occurrences, lead: lead?.lead, mayFire: mayFire)
    }

    /// P2, led by `Slow`.
    static func led(_ status: IncidentStatus = .triggered) -> Incident {
        var incident = Incident.sample(status)
        incident.lead = "Slow"
        return incident
    }

    @Test(arguments: IncidentStatus.allCases)
    func `it counts its occurrences whatever its state`(status: IncidentStatus) throws {
        for event in [IncidentEvent.alertsChanged(Self.change([.sample("A")])), .opened(Self.change([.sample("A")]))] {
            var incident = Self.led(status)
            _ = try incident.apply(event, at: Self.now)
            #expect((incident.firingCount, incident.occurrenceCount) == (2, 5))
        }
    }

    @Test func `an alert that joins is news, one that ends is none`() throws {
        var incident = Self.led()
        _ = try incident.apply(.alertsChanged(Self.change(ended: ["A"])), at: Self.now)
        #expect(incident.newsAt == .start)
        _ = try incident.apply(.alertsChanged(Self.change([.sample("A")])), at: Self.now)
        #expect(incident.newsAt == Self.now)
    }

    @Test func `a doubtful alert keeps it open without a word, since it has an entry of its own`() throws {
        var incident = Self.led()
        let change = Self.change(ended: ["A"], firing: 0, lead: nil, mayFire: .doubtful)
        #expect(try incident.apply(.alertsChanged(change), at: Self.now).map(\.name) == ["record alerts_ended"])
        #expect(incident.status == .triggered)
    }

    @Test func `when another alert leads that is said, and it is diagnosed`() throws {
        var incident = Self.led()
        let change = Self.change(ended: ["Slow"], lead: .sample("DbDown", summary: "primary is gone"))
        let actions = try incident.apply(.alertsChanged(change), at: Self.now)
        #expect(actions.map(\.name) == ["record alerts_ended", "record lead_changed", "diagnose also DbDown"])
        #expect(actions.summaries.last == "leads now: DbDown: primary is gone")
    }

    @Test func `an alert that joins and leads is diagnosed once`() throws {
        var incident = Self.led()
        let (leading, other) = (JoinedAlert.sample("DbDown"), JoinedAlert.sample("A", .p3))
        let actions = try incident.apply(
            .alertsChanged(Self.change([other, leading], lead: leading)), at: Self.now)
        #expect(actions.contains(.diagnoseAlso([leading.lead, other.lead])))
    }

    @Test(
        arguments: [
            (.p1, "priority rises from P2 to P1 by rule \"rule\""),
            (.p4, "priority falls from P2 to P4 by rule \"rule\""),
        ] as [(Priority, String)])
    func `where its priority goes is said`(priority: Priority, words: String) throws {
        var incident = Self.led()
        let actions = try incident.apply(
            .alertsChanged(Self.change(lead: .sample("Slow", priority))), at: Self.now)
        #expect(actions.summaries == [words])
    }

    @Test func `that it has become more urgent is news, though nothing joined`() throws {
        var incident = Self.led()
        let actions = try incident.apply(.alertsChanged(Self.change(lead: .sample("Slow", .p1))), at: Self.now)
        #expect(
            actions.suffix(3) == [
                .cover([], .priorityRaised), .diagnose(.priorityRaised), .tell(.update("its alerts have changed")),
            ])
        #expect(incident.newsAt == Self.now)
    }

    @Test(
        arguments: [
            ([.sample("DbDown", summary: "primary is gone")], "joined: DbDown: primary is gone"),
            ([.sample("DbDown", summary: "primary is gone"), .sample("A")], "joined: DbDown, A"),
        ] as [([JoinedAlert], String)])
    func `an update tells one alert in full and several by their names`(joined: [JoinedAlert], words: String) throws {
        var incident = Self.led()
        let actions = try incident.apply(.alertsChanged(Self.change(joined)), at: Self.now)
        #expect(actions.contains(.tell(.update(words))))
    }

    @Test(arguments: [(0, "resolved by bob"), (3, "resolved by bob; 3 still firing")])
    func `a person who resolves it is told what still fires`(firing: Int, words: String) throws {
        var incident = Self.led()
        incident.firingCount = firing
        #expect(try incident.apply(.resolved(by: "bob"), at: Self.now).summaries == [words])
    }
}
