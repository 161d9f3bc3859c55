import IncidentCore
import Testing

@Suite("Escalation", .timeLimit(.minutes(5)))
struct EscalationTests {
    static let steps = [
        EscalationStep(after: .zero, notify: ["On-Call Engineer"]),
        EscalationStep(after: .seconds(900), notify: ["DevOps Lead"]),
        EscalationStep(after: .seconds(1800), notify: ["Security Team"]),
    ]

    static func policy(
        steps: [EscalationStep] = steps, repetition: EscalationPolicy.Repetition? = nil,
        until: EscalationPolicy.Until = .acknowledged, otherwise: String? = nil
    ) -> EscalationPolicy {
        EscalationPolicy(name: "default", steps: steps, repetition: repetition, until: until, otherwise: otherwise)
    }

    static func start(_ policy: EscalationPolicy) -> EscalationRun { EscalationRun(policy) }

    @Test func `every step comes at its time`() {
        var run = Self.start(Self.policy())
        run.advance(to: 31)
        #expect(run.told == ["0: On-Call Engineer", "15: DevOps Lead", "30: Security Team"])
    }

    @Test func `acknowledged at 20 minutes, exactly the first two steps are told`() {
        var run = Self.start(Self.policy())
        run.advance(to: 20)
        run.escalation.pause(until: nil)
        run.advance(to: 600)
        #expect(run.told == ["0: On-Call Engineer", "15: DevOps Lead"])
        #expect(run.escalation.status == .paused)
        #expect(run.escalation.nextDueAt == nil)
    }

    @Test func `hastened, the next step comes at once and the one after it in its distance`() {
        var run = Self.start(Self.policy())
        run.advance(to: 1)
        // The second time it is due.
        let sooner = (1...2).map { _ in run.escalation.hasten(at: .start + .seconds(60), hours: nil) }
        #expect(sooner == [true, false])
        run.advance(to: 60)
        #expect(run.told.prefix(3) == ["0: On-Call Engineer", "1: DevOps Lead", "16: Security Team"])
    }

    @Test func `after the last step of a round, paused or at rest nothing is hastened`() {
        var run = Self.start(
            Self.policy(repetition: EscalationPolicy.Repetition(every: .seconds(600), times: 1)))
        run.advance(to: 30)
        #expect(run.escalation.nextStep == 3)
        var (paused, resting) = (Self.start(Self.policy()).escalation, Self.start(Self.policy()).escalation)
        paused.pause(until: .start + .seconds(3600))
        resting.rest()
        for still in [run.escalation, paused, resting] {
            #expect(Escalation.hastened(of: [still], at: .start + .seconds(1801), hours: nil) == nil)
        }
    }

    @Test func `a step that waits for business hours is not hastened`() throws {
        let hours = try #require(
            BusinessHours(timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], opensAt: 540, closesAt: 1020, holidays: []))
        let step = EscalationStep(after: .zero, notify: ["DevOps Lead"], onlyBusinessHours: true)
        var escalation = Escalation.starting(Self.policy(steps: [step]), at: "2026-11-23T20:00:00Z", hours: hours)
        let before = escalation
        let sooner = escalation.hasten(at: "2026-11-23T20:01:00Z", hours: hours)
        #expect(!sooner)
        #expect(escalation == before)
    }

    /// At night; A is told at any time, B in business hours only, five minutes later.
    @Test(
        arguments: [
            // Nothing follows that does not wait.
            (["A", "B*"], nil, nil, ["0: A"]), (["B*"], 1, nil, []), (["B*"], nil, "C", []),
            (["A", "B*"], 1, nil, ["0: A", "5: passed over B", "35: A, round 1"]),
            (["A", "B*"], nil, "C", ["0: A", "5: passed over B", "10: exhausted, C"]),
            (["A", "B*", "A"], nil, nil, ["0: A", "5: passed over B", "10: A", "15: exhausted, nobody"]),
        ] as [([String], Int?, String?, [String])])
    func `a step for business hours is passed over where something later does not wait for them`(
        steps: [String], times: Int?, otherwise: String?, told: [String]
    ) throws {
        let hours = try #require(
            BusinessHours(timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], opensAt: 540, closesAt: 1020, holidays: []))
        let policy = Self.policy(
            steps: steps.enumerated().map { place, name in
                EscalationStep(
                    after: .seconds(place * 300), notify: [String(name.prefix(1))],
                    onlyBusinessHours: name.hasSuffix("*"))
            },
            repetition: times.map { EscalationPolicy.Repetition(every: .seconds(1800), times: $0) },
            otherwise: otherwise)
        var run = EscalationRun(policy, at: "2026-11-23T20:00:00Z", hours: hours)
        run.advance(to: 60)
        #expect(run.told == told)
    }

    @Test func `a deadline that has not come brings nothing`() {
        var escalation = Escalation.starting(Self.policy(), at: .start, hours: nil)
        _ = escalation.advance(at: .start, hours: nil)
        let before = escalation
        #expect(escalation.advance(at: .start + .seconds(899), hours: nil) == .nothing)
        #expect(escalation == before)
    }

    @Test func `a first step with a delay waits for it`() {
        var run = Self.start(Self.policy(steps: [EscalationStep(after: .seconds(300), notify: ["DevOps Lead"])]))
        run.advance(to: 5)
        #expect(run.told == ["5: DevOps Lead"])
    }

    @Test(
        arguments: [
            ("2026-11-23T20:00:00Z", "2026-11-24T09:00:00Z"), ("2026-11-23T16:00:00Z", nil),
            // Hardly late is as good as in time.
            ("2026-11-23T17:00:30Z", nil),
        ] as [(Timestamp, Timestamp?)])
    func `a step for business hours that was due while nothing ran waits for the next ones`(
        at now: Timestamp, opening: Timestamp?
    ) throws {
        let hours = try #require(
            BusinessHours(timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], opensAt: 540, closesAt: 1020, holidays: []))
        let step = EscalationStep(after: .zero, notify: ["DevOps Lead"], onlyBusinessHours: true)
        let due: Timestamp =
            opening == nil && now > "2026-11-23T17:00:00Z" ? "2026-11-23T16:59:50Z" : "2026-11-23T09:00:00Z"
        var escalation = Escalation(
            policy: EscalationPolicy(name: "p", steps: [step]), status: .running, startedAt: due, round: 0,
            nextStep: 0, nextDueAt: due)
        let outcome = escalation.advance(at: now, hours: hours)
        #expect(outcome == (opening == nil ? .notify(step, number: 1, round: 0) : .nothing))
        if let opening { #expect(escalation.nextDueAt == opening) }
    }

    @Test func `a deadline that moved out of business hours with the clock waits for the next opening`() throws {
        let hours = try #require(
            BusinessHours(timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], opensAt: 540, closesAt: 1020, holidays: []))
        let step = EscalationStep(after: .zero, notify: ["DevOps Lead"], onlyBusinessHours: true)
        var escalation = Escalation(
            policy: Self.policy(steps: [step]), status: .running, startedAt: "2026-11-24T02:00:00Z", round: 0,
            nextStep: 0, nextDueAt: "2026-11-24T07:00:00Z")
        #expect(escalation.advance(at: "2026-11-24T07:00:00Z", hours: hours) == .nothing)
        #expect(escalation.nextDueAt == "2026-11-24T09:00:00Z")
        #expect(escalation.advance(at: "2026-11-24T09:00:00Z", hours: hours) == .notify(step, number: 1, round: 0))
    }

    @Test func `nobody waits until the morning behind a step for business hours`() throws {
        let hours = try #require(
            BusinessHours(timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], opensAt: 540, closesAt: 1020, holidays: []))
        let steps = [
            EscalationStep(after: .zero, notify: ["On-Call Engineer"]),
            EscalationStep(after: .seconds(900), notify: ["DevOps Lead"], onlyBusinessHours: true),
            EscalationStep(after: .seconds(1800), notify: ["Security Team"]),
            EscalationStep(after: .seconds(2700), notify: ["Database Admin"], onlyBusinessHours: true),
        ]
        var night = EscalationRun(Self.policy(steps: steps), at: "2026-11-23T22:00:00Z", hours: hours)
        night.advance(to: 12 * 60)
        // The last one has nobody behind it, and waits.
        #expect(
            night.told == [
                "0: On-Call Engineer", "15: passed over DevOps Lead", "30: Security Team", "660: Database Admin",
                "675: exhausted, nobody",
            ])
        var day = EscalationRun(Self.policy(steps: steps), at: "2026-11-23T10:00:00Z", hours: hours)
        day.advance(to: 50)
        #expect(
            day.told == ["0: On-Call Engineer", "15: DevOps Lead", "30: Security Team", "45: Database Admin"])
    }

    @Test func `two steps of the same time both come at it`() {
        let both = ["On-Call Engineer", "Database Admin"].map { EscalationStep(after: .zero, notify: [$0]) }
        var run = Self.start(Self.policy(steps: both))
        run.advance(to: 0)
        #expect(run.told == ["0: On-Call Engineer", "0: Database Admin"])
    }

    @Test func `a late start moves the later steps and lets none come in a burst`() {
        var run = Self.start(Self.policy())
        run.sleep(until: 120)
        run.advance(to: 160)
        #expect(run.told == ["120: On-Call Engineer", "135: DevOps Lead", "150: Security Team"])
    }

    @Test func `a step that is late in between moves those behind it`() {
        var run = Self.start(Self.policy())
        run.advance(to: 10)
        run.sleep(until: 40)
        run.advance(to: 60)
        #expect(run.told == ["0: On-Call Engineer", "40: DevOps Lead", "55: Security Team"])
    }

    @Test func `a lateness of seconds moves nothing`() {
        var escalation = Escalation.starting(Self.policy(), at: .start, hours: nil)
        _ = escalation.advance(at: .start + .seconds(20), hours: nil)
        #expect(escalation.nextDueAt == .start + .seconds(900))
    }

    @Test func `the steps repeat as often as the policy says, then it is exhausted`() {
        var run = Self.start(
            Self.policy(
                steps: Array(Self.steps.prefix(2)), repetition: .init(every: .seconds(1800), times: 2),
                otherwise: "Security Team"))
        run.advance(to: 600)
        #expect(
            run.told == [
                "0: On-Call Engineer", "15: DevOps Lead", "45: On-Call Engineer, round 1", "60: DevOps Lead, round 1",
                "90: On-Call Engineer, round 2", "105: DevOps Lead, round 2", "120: exhausted, Security Team",
            ])
        #expect(run.escalation.status == .exhausted)
        #expect(run.escalation.nextDueAt == nil)
    }

    @Test func `after the last step there is time to answer before it is exhausted`() {
        var run = Self.start(Self.policy(steps: [EscalationStep(after: .zero, notify: ["DevOps Lead"])]))
        run.advance(to: 600)
        #expect(run.told == ["0: DevOps Lead", "5: exhausted, nobody"])
    }

    @Test func `when an acknowledgement expires the next step comes at once and the others keep their distance`() {
        var run = Self.start(Self.policy())
        run.advance(to: 5)
        run.escalation.pause(until: .start + .seconds(3900))
        run.advance(to: 64)
        #expect(run.told == ["0: On-Call Engineer"])
        run.advance(to: 200)
        #expect(
            run.told == [
                "0: On-Call Engineer", "65: acknowledgement expired", "65: DevOps Lead", "80: Security Team",
                "95: exhausted, nobody",
            ])
    }

    @Test func `when another policy takes its place, a paused one goes on at the times that it had`() {
        var run = Self.start(Self.policy())
        run.advance(to: 5)
        run.escalation.pause(until: nil)
        run.escalation.goOn(at: .start + .seconds(7 * 60), hours: nil)
        run.advance(to: 20)
        #expect(run.told == ["0: On-Call Engineer", "15: DevOps Lead"])
        run.escalation.pause(until: nil)
        run.escalation.goOn(at: .start + .seconds(50 * 60), hours: nil)
        run.advance(to: 51)
        #expect(run.told == ["0: On-Call Engineer", "15: DevOps Lead", "50: Security Team"])
    }

    @Test func `a renewed acknowledgement moves its end`() {
        var escalation = Escalation.starting(Self.policy(), at: .start, hours: nil)
        escalation.pause(until: .start + .seconds(60))
        escalation.pause(until: .start + .seconds(120))
        #expect(escalation.advance(at: .start + .seconds(60), hours: nil) == .nothing)
        #expect(escalation.advance(at: .start + .seconds(120), hours: nil) == .acknowledgementExpired)
    }

    @Test func `acknowledged after the last step, an expiry begins with the first step`() {
        var run = Self.start(Self.policy())
        run.advance(to: 600)
        #expect(run.escalation.status == .exhausted)
        run.escalation.pause(until: .start + .seconds(42_000))
        run.advance(to: 700)
        #expect(run.told.suffix(2) == ["700: acknowledgement expired", "700: On-Call Engineer"])
    }

    @Test(
        arguments: [
            (
                EscalationPolicy.Repetition(every: .seconds(1800), times: 2), "DevOps Lead",
                "100: On-Call Engineer, round 1"
            ),
            (.init(every: .seconds(1800), times: 0), "DevOps Lead", "100: exhausted, DevOps Lead"),
            (.init(every: .seconds(1800), times: 0), nil, "100: On-Call Engineer"),
        ] as [(EscalationPolicy.Repetition, String?, String)])
    func `acknowledged after the last step, what was to come next comes when that ends`(
        repetition: EscalationPolicy.Repetition, otherwise: String?, next: String
    ) {
        var run = Self.start(Self.policy(repetition: repetition, otherwise: otherwise))
        run.advance(to: 31)
        #expect(run.told.last == "30: Security Team")
        run.escalation.pause(until: .start + .seconds(6000))
        run.advance(to: 100)
        #expect(run.told.suffix(2) == ["100: acknowledgement expired", next])
        // So it does when it has rested and one of its alerts fires again.
        var rested = Self.start(Self.policy(repetition: repetition, otherwise: otherwise))
        rested.advance(to: 31)
        rested.escalation.rest()
        rested.sleep(until: 100)
        rested.escalation.wake(at: .start + .seconds(6000), hours: nil)
        rested.advance(to: 100)
        #expect(rested.told.last == next)
    }

    @Test(arguments: [(0, "100: On-Call Engineer"), (1, "100: DevOps Lead"), (3, "100: exhausted, DevOps Lead")])
    func `a step of which nothing had gone out comes again when an acknowledgement ends`(place: Int, next: String) {
        var run = Self.start(Self.policy(otherwise: "DevOps Lead"))
        run.advance(to: 16)
        run.escalation.pause(until: .start + .seconds(6000))
        run.escalation.comeAgain(at: place)
        run.advance(to: 100)
        #expect(run.told.last == next)
    }

    @Test func `after the last step a policy whose place another takes goes on at the time that it had`() {
        var run = Self.start(Self.policy(otherwise: "DevOps Lead"))
        run.advance(to: 31)
        run.escalation.pause(until: nil)
        run.escalation.goOn(at: .start + .seconds(35 * 60), hours: nil)
        #expect(run.escalation.nextDueAt == .start + .seconds(45 * 60))
        run.advance(to: 46)
        #expect(run.told.last == "45: exhausted, DevOps Lead")
    }

    @Test func `a policy that goes on until the resolution is not stopped by an acknowledgement`() {
        var run = Self.start(Self.policy(until: .resolved))
        run.advance(to: 1)
        run.escalation.pause(until: nil)
        run.advance(to: 15)
        #expect(run.told == ["0: On-Call Engineer", "15: DevOps Lead"])
        run.escalation.end()
        run.advance(to: 600)
        #expect(run.told.count == 2)
    }

    @Test func `what has ended neither pauses nor resumes`() {
        var escalation = Escalation.starting(Self.policy(), at: .start, hours: nil)
        escalation.end()
        let ended = escalation
        escalation.pause(until: .start)
        escalation.resume(at: .start, hours: nil)
        #expect(escalation == ended)
        #expect(escalation.advance(at: .start + .seconds(9000), hours: nil) == .nothing)
    }

    @Test func `a policy without steps is exhausted and nothing worse`() {
        var run = Self.start(
            Self.policy(steps: [], repetition: .init(every: .seconds(60), times: 3), otherwise: "DevOps Lead"))
        run.advance(to: 10)
        #expect(run.told == ["1: exhausted, DevOps Lead"])
        run.escalation.pause(until: nil)
        run.escalation.resume(at: .start + .seconds(660), hours: nil)
        #expect(run.escalation.status == .running)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `whatever the delays, steps come in order and never two within a minute unless planned so`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            var after = 0
            let steps = (0..<Int.random(in: 1...5, using: &generator)).map { number in
                after += Int.random(in: 2...30, using: &generator)
                return EscalationStep(after: .seconds(after * 60), notify: ["\(number)"])
            }
            var run = Self.start(Self.policy(steps: steps))
            while run.escalation.status == .running {
                if generator.chance(30) { run.sleep(until: run.minute + Int.random(in: 1...300, using: &generator)) }
                run.advance(to: run.minute + 1)
            }
            let minutes = run.told.dropLast().compactMap { Int($0.prefix { $0 != ":" }) }
            #expect(
                run.told.dropLast().map { $0.drop { $0 != " " } } == steps.map { " \($0.notify[0])" }, "seed \(seed)")
            #expect(zip(minutes, minutes.dropFirst()).allSatisfy { $1 - $0 >= 2 }, "seed \(seed): \(run.told)")
        }
    }
}
