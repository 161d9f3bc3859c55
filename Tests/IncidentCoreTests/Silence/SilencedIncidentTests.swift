import IncidentCore
import Testing

@Suite("An incident that is silenced", .timeLimit(.minutes(5)))
struct SilencedIncidentTests {
    static let now: Timestamp = "2026-11-23T07:00:00Z"
    static let p2 = Classification(priority: .p2, rule: "high-latency")
    static let over = IncidentEvent.silenceEnded(
        reason: "silence #3 is over", firing: [], confirmWithin: .seconds(600))

    static func silenced(_ status: IncidentStatus = .triggered) -> Incident {
        var incident = Incident.sample(status)
        incident.silence = .sample
        return incident
    }

    static func change(_ added: [String] = [], ended: [String] = [], silence: IncidentSilence?) -> AlertsChange {
        var change = AlertsChange(added: added, ended: ended, firing: 2, occurrences: 2, classification: p2)
        change.silence = silence
        return change
    }

    @Test func `it opens so, with the reason before anything begins`() throws {
        var incident = Incident.sample()
        var change = AlertsChange(added: ["A"], firing: 1, occurrences: 1, classification: Self.p2)
        change.silence = .sample
        let actions = try incident.apply(.opened(change), at: Self.now)
        #expect(
            actions.map(\.name)
                == ["record opened", "record classified", "record silenced", "cover opened", "diagnose opened"])
        #expect(
            actions.summaries.last == "nobody is told: silence #3 by carol until 2026-11-23 09:00:00 UTC: upgrade")
        #expect(incident.silence == .sample)
    }

    @Test func `one that fires again begins anew, because those told before know that it is over`() throws {
        var incident = Incident.sample(.resolved)
        let actions = try incident.apply(.alertsChanged(Self.change(["A"], silence: .sample)), at: Self.now)
        #expect(
            actions.map(\.name) == [
                "record reopened", "record alerts_added", "record classified", "record silenced", "cover reopened",
                "diagnose reopened", "tell reopened",
            ])
    }

    @Test func `its end lets escalation go on and tells those told before`() throws {
        var incident = Self.silenced()
        let actions = try incident.apply(Self.over, at: Self.now)
        #expect(actions.map(\.name) == ["record silence_ended", "release escalations", "tell released", "tell update"])
        #expect(actions.summaries == ["silenced no more: silence #3 is over; escalation goes on"])
        #expect(incident.silence == nil && incident.newsAt == Self.now)
    }

    @Test func `another silence takes over without a word to anybody`() throws {
        var incident = Self.silenced()
        let next = IncidentSilence(words: "silence #4", until: Self.now + .seconds(60))
        #expect(try incident.apply(.silenced(next), at: Self.now).map(\.name) == ["record silenced"])
        #expect(try incident.apply(.silenced(next), at: Self.now).isEmpty)
        #expect(incident.silence == next)
    }

    @Test func `an alert that joins and is silenced too leaves it so`() throws {
        var incident = Self.silenced()
        let actions = try incident.apply(.alertsChanged(Self.change(["B"], silence: .sample)), at: Self.now)
        #expect(actions.map(\.name) == ["record alerts_added", "diagnose also B", "cover joined", "tell update"])
    }

    @Test func `an alert that joins and is not silenced ends it`() throws {
        var incident = Self.silenced()
        let actions = try incident.apply(.alertsChanged(Self.change(["B"], silence: nil)), at: Self.now)
        #expect(
            actions.map(\.name) == [
                "record alerts_added", "record silence_ended", "cover unsilenced", "tell released", "diagnose also B",
                "tell update",
            ])
        #expect(
            actions.summaries.contains(
                "silenced no more: B fires and is not silenced; escalation begins with it"))
    }

    @Test func `the end of the only alert that is not silenced begins it`() throws {
        var incident = Incident.sample()
        let actions = try incident.apply(.alertsChanged(Self.change(ended: ["B"], silence: .sample)), at: Self.now)
        #expect(actions.map(\.name) == ["record alerts_ended", "record silenced", "hold escalations"])
    }

    @Test func `while nothing fires that is known it stays as it was`() throws {
        var incident = Self.silenced()
        let hidden = AlertsChange(ended: ["A"], firing: 0, occurrences: 1, classification: nil, mayFire: .hidden)
        #expect(
            try incident.apply(.alertsChanged(hidden), at: Self.now).map(\.name)
                == ["record alerts_ended", "record kept_open"])
        #expect(incident.silence == .sample)
    }

    @Test(arguments: [false, true])
    func `who has it is not asked about what is silenced, and is when that ends`(byAnAlert: Bool) throws {
        var incident = Self.silenced(.acknowledged)
        incident.taking.covered = [Taking.cover("A", .p2)]
        let joins = try incident.apply(.alertsChanged(Self.change(["B"], silence: .sample)), at: Self.now)
        #expect(joins.map(\.name) == ["record alerts_added", "diagnose also B", "tell update"])
        #expect(incident.taking.openQuestion == nil)
        let b = Self.change(["B"], silence: nil).joined
        let actions: [IncidentAction]
        if byAnAlert {
            var change = Self.change(["C"], silence: nil)
            change.unsilenced = b + change.joined
            actions = try incident.apply(.alertsChanged(change), at: Self.now)
            #expect(incident.taking.unconfirmed == ["B", "C"])
        } else {
            actions = try incident.apply(
                .silenceEnded(reason: "over", firing: b, confirmWithin: .seconds(600)), at: Self.now)
            #expect(incident.taking.unconfirmed == ["B"])
        }
        #expect(actions.map(\.name).contains("tell confirmation"))
        #expect(actions.map(\.name).filter { $0 == "tell update" }.count == 1)
        #expect(incident.taking.confirmBy == Self.now + .seconds(600))
    }

    @Test func `who was asked is not any more when it begins`() throws {
        var incident = Incident.sample(.acknowledged)
        (incident.taking.unconfirmed, incident.taking.confirmBy) = (["B"], Self.now)
        #expect(
            try incident.apply(.silenced(.sample), at: Self.now).map(\.name)
                == ["record silenced", "withdraw question", "hold escalations"])
        #expect(incident.taking.unconfirmed.isEmpty && incident.taking.confirmBy == nil)
    }

    @Test func `its end is told, and what is over is not silenced`() throws {
        var incident = Self.silenced()
        let ended = AlertsChange(ended: ["A"], firing: 0, occurrences: 1, classification: nil)
        let actions = try incident.apply(.alertsChanged(ended), at: Self.now)
        #expect(
            actions.map(\.name) == ["record alerts_ended", "record resolved", "end escalations", "tell resolved"])
        #expect(incident.silence == nil)
    }
}

@Suite("An escalation whose incident is silenced", .timeLimit(.minutes(5)))
struct HeldEscalationTests {
    static let policy = EscalationPolicy(
        name: "p", steps: [0, 15, 30].map { EscalationStep(after: .seconds($0 * 60), notify: ["A"]) })

    /// After `steps` steps have run, each at its time.
    static func escalation(after steps: Int) -> Escalation {
        var escalation = Escalation.starting(policy, at: .start, hours: nil)
        for step in 0..<steps { _ = escalation.advance(at: .start + .seconds(step * 900), hours: nil) }
        return escalation
    }

    @Test(
        arguments: [
            // Silenced after so many steps; again the last of them; lifted at; then this step comes, at.
            (1, false, 5, 1, 15), (1, false, 60, 1, 60), (1, true, 60, 0, 60), (1, true, 5, 0, 5), (0, false, 3, 0, 3),
            (3, false, 90, 0, 90), (3, true, 90, 2, 90), (3, false, 40, 3, 45),
        ])
    func `it goes on with the step that is due by then`(
        steps: Int, again: Bool, liftedAfter: Int, next: Int, dueAfter: Int
    ) {
        var escalation = Self.escalation(after: steps)
        escalation.hold(again: again)
        #expect(escalation.rests)
        var waiting = escalation
        #expect(waiting.advance(at: .start + .seconds(86_400), hours: nil) == .nothing)
        escalation.release(at: .start + .seconds(liftedAfter * 60), hours: nil)
        #expect(escalation.nextStep == next)
        #expect(escalation.nextDueAt == .start + .seconds(dueAfter * 60))
    }

    @Test(
        arguments: [(1, "B"), (0, "B"), (1, nil)] as [(Int, String?)])
    func `a silence after the last step neither begins its round again nor puts off what comes after it`(
        rounds: Int, otherwise: String?
    ) throws {
        let policy = EscalationPolicy(
            name: "p", steps: [0, 15].map { EscalationStep(after: .seconds($0 * 60), notify: ["A"]) },
            repetition: .init(every: .seconds(3600), times: rounds), otherwise: otherwise)
        var escalation = Escalation.starting(policy, at: .start, hours: nil)
        for minutes in [0, 15] { _ = escalation.advance(at: .start + .seconds(minutes * 60), hours: nil) }
        let due = try #require(escalation.nextDueAt)
        for minutes in [16, 18] {
            escalation.hold()
            escalation.release(at: .start + .seconds(minutes * 60), hours: nil)
            #expect(escalation.nextDueAt == due && escalation.nextStep == 2)
        }
        escalation.hold()
        let end = due + .seconds(600)
        escalation.release(at: end, hours: nil)
        switch escalation.advance(at: end, hours: nil) {
        case .notify(_, let number, let round): #expect(rounds == 1 && (number, round) == (1, 1))
        case .exhausted(let role): #expect(rounds == 0 && role == otherwise)
        case let outcome: Issue.record("\(outcome)")
        }
    }

    @Test func `one that is exhausted comes back only where its last message had not gone out`() {
        var escalation = Self.escalation(after: 3)
        _ = escalation.advance(at: .start + .seconds(86_400), hours: nil)
        #expect(escalation.status == .exhausted)
        var told = escalation
        told.hold(again: false)
        #expect(told == escalation)
        escalation.hold(again: true)
        #expect(escalation.rests && escalation.nextStep == 2)
    }

    @Test func `an acknowledgement keeps its end`() {
        var escalation = Self.escalation(after: 1)
        escalation.pause(until: .start + .seconds(3600))
        let paused = escalation
        escalation.hold(again: true)
        escalation.release(at: .start, hours: nil)
        #expect(escalation == paused)
    }
}
