import IncidentCore
import Testing

/// What may happen to an incident that somebody has taken.
@Suite("An incident that somebody has taken", .timeLimit(.minutes(5)))
struct TakenIncidentTests {
    static let now = IncidentTransitionTests.now
    static let later = now + .seconds(60)

    /// P2, taken by alice when `Slow` fired.
    static func taken() throws -> Incident {
        var incident = Incident.sample()
        _ = try incident.apply(.acknowledged(by: "alice", expiresAfter: nil, covering: ["Slow"]), at: now)
        return incident
    }

    static func joining(_ alerts: JoinedAlert..., lead: Priority = .p2) -> IncidentEvent {
        .alertsChanged(
            AlertsChange(
                joined: alerts, firing: 3, occurrences: 3,
                lead: Lead(.sample(), Classification(priority: lead, rule: "lead"))))
    }

    @Test func `renewed by its owner it is told to nobody, taken over to everybody`() throws {
        var incident = try Self.taken()
        let renewed = try incident.apply(
            .acknowledged(by: "alice", expiresAfter: nil, covering: ["Slow"]), at: Self.later)
        #expect(renewed.map(\.name) == ["record acknowledged", "pause escalations"])
        #expect(renewed.summaries == ["acknowledgement renewed by alice"])
        let handed = try incident.apply(
            .acknowledged(by: "bob", expiresAfter: nil, covering: ["Slow"]), at: Self.later)
        #expect(handed.map(\.name) == ["record acknowledged", "pause escalations", "tell acknowledged"])
        #expect(handed.summaries == ["taken over from alice by bob"])
    }

    @Test func `whoever writes the owner's name in other letters is the owner`() throws {
        var incident = try Self.taken()
        let renewed = try incident.apply(
            .acknowledged(by: "Alice", expiresAfter: nil, covering: ["Slow"]), at: Self.later)
        #expect(renewed.summaries == ["acknowledgement renewed by alice"])
        #expect(incident.acknowledgedBy == "alice")
        let ended = try incident.apply(.unacknowledged(Deed(by: "ALICE")), at: Self.later)
        #expect(ended.summaries == ["the acknowledgement was ended by alice"])
    }

    @Test func `what joined is confirmed by taking it again, which everybody hears`() throws {
        var incident = try Self.taken()
        _ = try incident.apply(Self.joining(.sample("DbDown")), at: Self.now)
        let confirmed = try incident.apply(
            .acknowledged(by: "alice", expiresAfter: nil, covering: ["Slow", "DbDown"]), at: Self.later)
        #expect(confirmed.map(\.name) == ["record acknowledged", "pause escalations", "tell acknowledged"])
        #expect(confirmed.summaries == ["acknowledgement renewed by alice, confirming DbDown"])
        #expect(incident.taking == Taking(covered: ["Slow", "DbDown"]))
        #expect(incident.acknowledgedAt == Self.later)
    }

    @Test func `until when it is taken stands beside who took it, and not beside what is confirmed`() throws {
        var incident = try Self.taken()
        _ = try incident.apply(Self.joining(.sample("DbDown")), at: Self.now)
        let actions = try incident.apply(
            .acknowledged(by: "bob", expiresAfter: .seconds(3600), covering: ["Slow", "DbDown"]), at: Self.later)
        let end = (Self.later + .seconds(3600)).readable
        #expect(actions.summaries == ["taken over from alice by bob until \(end), confirming DbDown"])
    }

    @Test func `the first urgent alert that joins rings its owner, the next ones do not`() throws {
        var incident = try Self.taken()
        let (down, full) = (JoinedAlert.sample("DbDown"), JoinedAlert.sample("DiskFull", .p3))
        let first = try incident.apply(Self.joining(down, full), at: Self.now)
        #expect(
            first.map(\.name) == [
                "record alerts_added", "diagnose also DbDown, DiskFull", "record confirmation_asked",
                "tell confirmation", "cover joined", "tell update",
            ])
        #expect(first.contains(.cover([down], .joined)), "what can wait is covered when escalation goes on")
        let deadline = Self.now + .seconds(600)
        #expect(incident.taking == Taking(covered: ["Slow"], unconfirmed: ["DbDown"], confirmBy: deadline))

        let next = JoinedAlert.sample("CacheDown")
        let second = try incident.apply(Self.joining(next), at: Self.later)
        #expect(second.contains(.cover([next], .joined)))
        #expect(second.suffix(2).map(\.name) == ["cover joined", "tell update"])
        #expect(!second.map(\.name).contains("tell confirmation"))
        #expect(
            incident.taking == Taking(covered: ["Slow"], unconfirmed: ["DbDown", "CacheDown"], confirmBy: deadline))
    }

    @Test(arguments: [JoinedAlert.sample("DiskFull", .p3), .sample("Slow")])
    func `what can wait, or fired when it was taken, rings nobody`(alert: JoinedAlert) throws {
        var incident = try Self.taken()
        let actions = try incident.apply(Self.joining(alert), at: Self.later)
        #expect(actions.map(\.name) == ["record alerts_added", "diagnose also \(alert.name)", "tell update"])
        #expect(incident.taking == Taking(covered: ["Slow"]))
    }

    @Test(
        arguments: [
            // One that flaps takes the incident from nobody.
            ([.sample("Slow", .p1)], .acknowledged),
            ([.sample("Slow", .p1), .sample("DbDown", .p1)], .triggered),
            // It became more urgent by itself.
            ([], .triggered),
        ] as [([JoinedAlert], IncidentStatus)])
    func `becoming more urgent takes it from its owner, but for what they took it with`(
        joined: [JoinedAlert], status: IncidentStatus
    ) throws {
        var incident = try Self.taken()
        let change = AlertsChange(
            joined: joined, firing: 2, occurrences: 2,
            lead: Lead(.sample(), Classification(priority: .p1, rule: "service-down")))
        _ = try incident.apply(.alertsChanged(change), at: Self.later)
        #expect(incident.priority == .p1)
        #expect(incident.status == status)
    }

    @Test(arguments: [IncidentEvent.acknowledgementExpired, .confirmationMissed()])
    func `when it is anybody's again nothing of the taking is left, and that is news`(event: IncidentEvent) throws {
        var incident = try Self.taken()
        _ = try incident.apply(Self.joining(.sample("DbDown")), at: Self.now)
        _ = try incident.apply(event, at: Self.later)
        #expect(incident.status == .triggered)
        #expect(incident.taking == .none)
        #expect((incident.acknowledgedAt, incident.acknowledgedBy) == (nil, nil))
        #expect(incident.newsAt == Self.later)
    }

    @Test func `an acknowledgement that expires says what became of the question`() throws {
        var incident = try Self.taken()
        _ = try incident.apply(Self.joining(.sample("DbDown")), at: Self.now)
        #expect(
            try incident.apply(.acknowledgementExpired, at: Self.later).summaries == [
                "the acknowledgement by alice has expired, and nobody has confirmed DbDown; escalation goes on"
            ])
    }

    @Test(arguments: [IncidentEvent.acknowledgementExpired, .confirmationMissed()])
    func `what joins shortly before an acknowledgement ends is to be confirmed by then`(event: IncidentEvent) throws {
        var incident = Incident.sample()
        let end = Self.now + .seconds(300)
        _ = try incident.apply(
            .acknowledged(by: "alice", expiresAfter: .seconds(300), covering: ["Slow"]), at: Self.now)
        let asked = try incident.apply(Self.joining(.sample("DbDown")), at: Self.later)
        #expect(
            asked.summaries.contains(
                "DbDown joined after alice had taken it; to be confirmed by \(end.readable)"))
        #expect(incident.taking.confirmBy == end)
        let ended = try incident.apply(event, at: end)
        #expect(
            ended.summaries == [
                "the acknowledgement by alice has expired, and nobody has confirmed DbDown; escalation goes on"
            ])
        #expect(ended.contains(.tell(.released("the acknowledgement by alice has expired", owner: "alice"))))
    }

    @Test(arguments: [("", []), (", and nobody has confirmed CacheDown", [JoinedAlert.sample("CacheDown")])])
    func `what is more urgent than was taken ends the acknowledgement, and the timeline says so`(
        question: String, asked: [JoinedAlert]
    ) throws {
        var incident = try Self.taken()
        for alert in asked { _ = try incident.apply(Self.joining(alert), at: Self.now) }
        let actions = try incident.apply(Self.joining(.sample("DbDown", .p1), lead: .p1), at: Self.later)
        #expect(
            actions.summaries.last
                == "the acknowledgement by alice ends: it is more urgent than what alice had taken\(question); "
                + "escalation goes on")
        let names = actions.map(\.name)
        let end = try #require(names.firstIndex(of: "record acknowledgement_overtaken"))
        #expect(names[end + 1] == "cover priorityRaised", "before what follows from it")
    }

    @Test func `nothing is missed where nothing was asked, and the deadline goes`() throws {
        var incident = try Self.taken()
        incident.taking.confirmBy = Self.later
        #expect(try incident.apply(.confirmationMissed(), at: Self.later) == [])
        #expect(incident.status == .acknowledged)
        #expect(incident.taking.confirmBy == nil)
    }

    struct Lapse: CustomTestStringConvertible {
        let testDescription: String
        var asked = ["DbDown", "CacheDown"]
        /// What fires when one has ended.
        let firing: Set<String>
        let left: [String]
    }

    static let lapses = [
        Lapse(testDescription: "both have ended", firing: ["P2 Slow"], left: []),
        Lapse(testDescription: "one fires still", firing: ["P2 Slow", "P1 CacheDown"], left: ["CacheDown"]),
        Lapse(
            testDescription: "another of its name fires still", firing: ["P2 DbDown", "P2 CacheDown"],
            left: ["DbDown", "CacheDown"]),
        Lapse(testDescription: "of its name only a warning is left", firing: ["P3 DbDown"], left: []),
        Lapse(
            testDescription: "what is left of its name was taken, less urgent ones as well", asked: ["Known"],
            firing: ["P2 Known"], left: []),
        Lapse(
            testDescription: "of its name what is more urgent than was taken is left", asked: ["Known"],
            firing: ["P1 Known", "P2 Known"], left: ["Known"]),
    ]

    @Test(arguments: lapses)
    func `what was to be confirmed and has ended need not be`(lapse: Lapse) throws {
        var incident = try Self.taken()
        incident.taking.covered.insert("P2 Known")
        incident.taking.unconfirmed = lapse.asked
        incident.taking.confirmBy = Self.later
        let change = AlertsChange(
            ended: ["DbDown"], covers: lapse.firing, firing: 1, occurrences: 3,
            lead: Lead(.sample(), Classification(priority: .p2, rule: "lead")))
        let names = try incident.apply(.alertsChanged(change), at: Self.now).map(\.name)
        #expect(incident.taking.unconfirmed == lapse.left)
        #expect(incident.taking.confirmBy == (lapse.left.isEmpty ? nil : Self.later))
        #expect(incident.status == .acknowledged)
        #expect(names.contains("record confirmation_lapsed") == (lapse.left != lapse.asked))
        #expect(names.contains("withdraw question") == lapse.left.isEmpty)
    }

    @Test func `a resolution leaves nothing to be confirmed`() throws {
        var incident = try Self.taken()
        _ = try incident.apply(Self.joining(.sample("DbDown")), at: Self.now)
        _ = try incident.apply(.resolved(by: "bob"), at: Self.later)
        #expect(incident.taking.confirmBy == nil)
    }
}

extension JoinedAlert {
    /// An alert whose fingerprint is its name.
    static func sample(_ name: String, _ priority: Priority = .p2, summary: String? = nil) -> JoinedAlert {
        JoinedAlert(
            .sample(
                .firing, ["alertname": name], annotations: Labels(summary.map { ["summary": $0] } ?? [:]),
                fingerprint: name), Classification(priority: priority, rule: "rule"))
    }
}
