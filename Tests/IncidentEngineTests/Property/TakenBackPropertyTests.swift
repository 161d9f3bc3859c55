import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Resolutions that are taken back, among all else that happens to an incident. Time goes by with the auditor looking.
@Suite("Resolutions taken back under generated histories", .timeLimit(.minutes(20)))
struct TakenBackPropertyTests {
    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `nothing is forgotten of what a resolution had ended`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let harness = try EngineHarness(Self.tables(&generator))
        var (invariants, history, count) = (EngineInvariants(), [String](), 0)
        try await harness.post(WebhookBody(.firing("a", severity: "warning"), .firing("b", severity: "error")))
        for step in 0..<40 {
            history.append(try await Self.step(harness, &generator))
            let resolved = try await harness.incident()
            var found: [String] = []
            if resolved.status == .resolved, resolved.firingCount > 0, generator.chance(60) {
                try await harness.reopen(by: generator.pick(["alice", "First", "carol"]))
                history.append("taken back")
                count += 1
                found += try await Self.violations(in: harness, after: resolved)
            }
            found += try await invariants.violations(in: harness)
            for violation in found {
                Issue.record("seed \(seed), step \(step): \(violation)\n\(history.suffix(12).joined(separator: "\n"))")
            }
            guard found.isEmpty else { return }
        }
        #expect(count > 0, "seed \(seed)")
    }

    /// Policies that let an acknowledgement end or not, that go on until it is over, or that only notify.
    private static func tables(_ generator: inout SeededGenerator) -> RoutingTables {
        let expires: Duration? = generator.pick([nil, .minutes(30)])
        return RoutingTables.sample(
            .sample(
                "urgent", priorities: [.p1, .p2],
                repetition: generator.pick([nil, .init(every: .minutes(10), times: 1)]),
                until: generator.pick([.acknowledged, .resolved]),
                otherwise: generator.pick([nil, "Last Resort"]), acknowledgementExpires: expires),
            .sample(
                "calm", priorities: [.p3], until: generator.pick([.acknowledged, .notified]),
                acknowledgementExpires: expires))
    }

    private static func step(_ harness: EngineHarness, _ generator: inout SeededGenerator) async throws -> String {
        let person = generator.pick(["alice", "First", "Second"])
        do {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0, 1, 2:
                try await harness.resolve(by: person)
                return "\(person) resolved it"
            case 3, 4:
                try await harness.acknowledge(by: person)
                return "\(person) took it"
            case 5:
                try await harness.snooze(by: person, until: "20m")
                return "\(person) snoozed it"
            case 6:
                try await harness.handOver(by: person, to: "Third")
                return "\(person) handed it over"
            case 7:
                let isFiring = generator.chance(70)
                let b = Alert.firing("b", severity: "error")
                try await harness.post(WebhookBody(.firing("a", severity: "warning"), isFiring ? b : b.resolved()))
                return isFiring ? "b fires" : "b has ended"
            case 8:
                try await harness.silence(generator.pick(["a", "b", "a|b"]), for: .minutes(15))
                return "a silence"
            case 9:
                try await harness.restart()
                return "a restart"
            case 10:
                harness.deliverer.always(.pagerduty, generator.pick([nil, .refusedForNow, .answerLost]))
                return "PagerDuty changes its mood"
            default:
                let time: Duration = generator.pick([.seconds(1), .minutes(4), .minutes(25), .hours(2)])
                try await harness.advance(by: time)
                return "\(time.prometheusText) went by"
            }
        } catch is TransitionRefused {
            return "refused"
        }
    }

    /// - Parameter resolved: as it was before that.
    private static func violations(in harness: EngineHarness, after resolved: Incident) async throws -> [String] {
        var found: [String] = []
        let (incident, now) = (try await harness.incident(), harness.clock.now)
        let owed = try await harness.notifications().map(\.notification).filter { $0.state.isOwed }
        if owed.contains(where: { $0.event == .resolved && $0.state != .sending }) {
            found.append("that it is over is still to be told")
        }
        switch incident.status {
        case .resolved: found.append("it is resolved still")
        case .acknowledged:
            if incident.acknowledgedBy != resolved.acknowledgedBy { found.append("another has it than before") }
            if let until = incident.taking.until, until <= now { found.append("its owner's time is over") }
            let escalations = try await harness.escalations()
            if let until = incident.taking.until,
                escalations.contains(where: { $0.status == .paused && $0.nextDueAt != until }), !incident.taking.isAsked
            {
                found.append("a policy does not wait for that end")
            }
        case .triggered:
            let wasHeld = resolved.acknowledgedBy != nil && resolved.taking.heldUntil.map { $0 > now } ?? false
            if wasHeld { found.append("its owner would have it still") }
        }
        return found
    }
}
