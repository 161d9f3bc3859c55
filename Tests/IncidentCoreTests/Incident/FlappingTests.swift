import Testing

@testable import IncidentCore

@Suite("A flapping incident", .timeLimit(.minutes(5)))
struct FlappingTests {
    private static let p2 = Classification(priority: .p2, rule: "high-latency")
    private static let p1 = Classification(priority: .p1, rule: "service-down")

    /// An alert begins again, or ends.
    private static func begins(_ name: String = "A", again: Bool = true, firing: Int = 1) -> IncidentEvent {
        var change = AlertsChange(added: [name], firing: firing, occurrences: 3, classification: p2)
        if again { change.returned = [name] }
        return .alertsChanged(change)
    }

    private static let ends = IncidentEvent.alertsChanged(
        AlertsChange(ended: ["A"], firing: 0, occurrences: 3, classification: nil))

    /// Opened at the start, and opened again three times, the last time fifty minutes after the start.
    private static func flapping() throws -> Incident {
        var incident = Incident.sample()
        for minute in [10, 30, 50] {
            _ = try incident.apply(ends, at: .start + .seconds(60 * minute - 60))
            _ = try incident.apply(begins(), at: .start + .seconds(60 * minute))
        }
        return incident
    }

    @Test func `the third re-opening within an hour is told as flapping`() throws {
        var incident = Incident.sample()
        var last: [IncidentAction] = []
        for minute in [10, 30, 50] {
            #expect(!incident.flapping.isOn)
            _ = try incident.apply(Self.ends, at: .start + .seconds(60 * minute - 60))
            last = try incident.apply(Self.begins(), at: .start + .seconds(60 * minute))
        }
        #expect(incident.flapping.since == .start + .seconds(3000))
        #expect(incident.flapping.quietBy == .start + .seconds(3900))
        #expect(
            last.map(\.name) == [
                "record reopened", "record alerts_added", "record classified", "record flapping", "tell update",
                "cover firesAgain", "diagnose reopened", "tell reopened",
            ])
    }

    @Test(arguments: [(3599, true), (3600, true), (3601, false)])
    func `only what began again within an hour counts`(seconds: Int, flaps: Bool) throws {
        var flapping = Flapping()
        let began = [0, 1800, seconds].map { flapping.flip(at: .start + .seconds($0), quietAfter: .seconds(900)) }
        #expect(began == [false, false, flaps])
    }

    @Test func `while it flaps it stays open, and what begins again is told to nobody`() throws {
        var incident = try Self.flapping()
        let at = Timestamp.start + .seconds(3100)
        #expect(try incident.apply(Self.ends, at: at).map(\.name) == ["record alerts_ended"])
        #expect(incident.status == .triggered && incident.isQuiet)
        #expect(incident.flapping.quietBy == at + .seconds(900))
        #expect(try incident.apply(Self.begins(), at: at + .seconds(60)).map(\.name) == ["record alerts_added"])
        #expect(incident.flapping.quietBy == at + .seconds(960))
    }

    @Test func `a new alert is told as ever`() throws {
        var incident = try Self.flapping()
        let actions = try incident.apply(Self.begins("B", again: false, firing: 2), at: .start + .seconds(3100))
        #expect(actions.contains(.tell(.update("joined: B"))))
    }

    @Test func `a priority that rises again is told to nobody, by a new alert to all`() throws {
        var incident = try Self.flapping()
        var change = AlertsChange(added: ["C"], firing: 2, occurrences: 4, classification: Self.p1)
        change.returned = ["C"]
        var other = incident
        #expect(
            try incident.apply(.alertsChanged(change), at: .start + .seconds(3100)).map(\.name)
                == ["record alerts_added", "record priority_changed"])
        #expect(incident.priority == .p1)
        change.returned = []
        #expect(
            try other.apply(.alertsChanged(change), at: .start + .seconds(3100)).map(\.name)
                .contains("cover priorityRaised"))
    }

    @Test func `an acknowledgement holds over the flips`() throws {
        var incident = try Self.flapping()
        let cover = Taking.cover("A", .p2)
        _ = try incident.apply(
            .acknowledged(by: "bob", expiresAfter: nil, covering: [cover]), at: .start + .seconds(3010))
        _ = try incident.apply(Self.ends, at: .start + .seconds(3100))
        _ = try incident.apply(Self.begins(), at: .start + .seconds(3200))
        #expect(incident.status == .acknowledged)
    }

    @Test func `when nothing has begun or ended for long enough it resolves, or fires for good`() throws {
        var quiet = try Self.flapping()
        var steady = quiet
        _ = try quiet.apply(Self.ends, at: .start + .seconds(3100))
        let none = AlertsChange(firing: 0, occurrences: 3, classification: nil)
        #expect(
            try quiet.apply(.wentQuiet(none), at: .start + .seconds(4000)).map(\.name)
                == ["record flapping_ended", "record resolved", "end escalations", "tell resolved"])
        #expect(quiet.status == .resolved && !quiet.flapping.isOn)
        let fires = AlertsChange(added: ["A"], firing: 1, occurrences: 3, classification: Self.p2)
        #expect(
            try steady.apply(.wentQuiet(fires), at: .start + .seconds(3900)).map(\.name) == ["record flapping_ended"])
        #expect(steady.status == .triggered && !steady.flapping.isOn)
    }

    @Test func `what began while it flapped and was not taken is told when it fires for good`() throws {
        var incident = try Self.flapping()
        let cover = Taking.cover("A", .p2)
        _ = try incident.apply(
            .acknowledged(by: "bob", expiresAfter: nil, covering: [cover]), at: .start + .seconds(3010))
        let fires = AlertsChange(added: ["A", "B"], firing: 2, occurrences: 4, classification: Self.p2)
        let actions = try incident.apply(.wentQuiet(fires), at: .start + .seconds(3900))
        #expect(actions.map(\.name).contains("tell confirmation"))
        #expect(incident.taking.unconfirmed == ["B"])
    }

    @Test func `a person who resolves it ends the flapping too`() throws {
        var incident = try Self.flapping()
        _ = try incident.apply(.resolved(by: "bob"), at: .start + .seconds(3100))
        #expect(incident.flapping == .none)
    }

    @Test func `it says since when it flaps and when that is over`() throws {
        #expect(
            try Self.flapping().flappingWords
                == "; flapping since 2026-11-23 07:02:48 UTC; over at 2026-11-23 07:17:48 UTC unless something begins or "
                + "ends before")
        #expect(Incident.sample().flappingWords.isEmpty)
    }
}
