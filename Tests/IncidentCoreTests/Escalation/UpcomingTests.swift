import IncidentCore
import Testing

/// What an escalation's deadlines will bring.
@Suite(.timeLimit(.minutes(5)))
struct UpcomingTests {
    private static func words(_ upcoming: [UpcomingOutcome]) -> [String] {
        upcoming.map { upcoming in
            let what =
                switch upcoming.outcome {
                case .notify(_, let number, let round): "step \(number) round \(round)"
                case .passedOver(_, let number): "step \(number) passed over"
                case .acknowledgementExpired: "acknowledgement expires"
                case .exhausted: "exhausted"
                case .nothing: "nothing"
                }
            return "\((upcoming.at - .start).prometheusText) \(what)"
        }
    }

    private static func policy(
        hours: Set<Int> = [], repetition: EscalationPolicy.Repetition? = nil, expires: Duration? = nil
    ) -> EscalationPolicy {
        EscalationPolicy(
            name: "p",
            steps: [0, 10, 20].enumerated().map { place, minute in
                EscalationStep(
                    after: .seconds(minute * 60), notify: ["A"], onlyBusinessHours: hours.contains(place))
            }, repetition: repetition, otherwise: "B", acknowledgementExpires: expires)
    }

    /// From 12:00 to 17:00 in UTC; the tests begin in the morning.
    private static let hours = BusinessHours(
        timeZone: "UTC", weekdays: Set(1...5), opensAt: 12 * 60, closesAt: 17 * 60, holidays: [])

    @Test func `steps, rounds and the end come at their times`() {
        let escalation = Escalation.starting(
            Self.policy(repetition: .init(every: .seconds(3600), times: 1)), at: .start, hours: nil)
        #expect(
            Self.words(escalation.upcoming(from: .start, hours: nil)) == [
                "0s step 1 round 0", "10m step 2 round 0", "20m step 3 round 0", "1h20m step 1 round 1",
                "1h30m step 2 round 1", "1h40m step 3 round 1", "1h50m exhausted",
            ])
        #expect(escalation.upcoming(from: .start, hours: nil, limit: 2).count == 2)
    }

    @Test func `a step outside business hours is passed over, and the one after it is the next`() {
        var escalation = Escalation.starting(Self.policy(hours: [1]), at: .start, hours: Self.hours)
        _ = escalation.advance(at: .start, hours: Self.hours)
        #expect(
            Self.words(escalation.upcoming(from: .start, hours: Self.hours)) == [
                "10m step 2 passed over", "20m step 3 round 0", "30m exhausted",
            ])
        let (later, passedOver) = escalation.pastSteps(hours: Self.hours)
        #expect(Self.words(passedOver) == ["10m step 2 passed over"])
        #expect(later.nextStep == 2)
        #expect(later.nextDueAt == .start + .seconds(1200))
        // Within them it is told.
        #expect(escalation.pastSteps(hours: nil).passedOver.isEmpty)
    }

    @Test func `what waits for business hours comes when they begin`() {
        let escalation = Escalation.starting(Self.policy(hours: [0, 1, 2]), at: .start, hours: Self.hours)
        let first = escalation.upcoming(from: .start, hours: Self.hours).first
        #expect(first?.at == "2026-11-23T12:00:00Z")
    }

    @Test func `an acknowledgement that ends lets it go on`() {
        var escalation = Escalation.starting(Self.policy(expires: .seconds(600)), at: .start, hours: nil)
        _ = escalation.advance(at: .start, hours: nil)
        escalation.pause(until: .start + .seconds(600))
        #expect(
            Self.words(escalation.upcoming(from: .start, hours: nil).prefix(3).map(\.self)) == [
                "10m acknowledgement expires", "10m step 2 round 0", "20m step 3 round 0",
            ])
    }

    @Test func `what was due before comes now`() {
        let escalation = Escalation.starting(Self.policy(), at: .start, hours: nil)
        let now = Timestamp.start + .seconds(300)
        #expect(escalation.upcoming(from: now, hours: nil).first?.at == now)
    }
}
