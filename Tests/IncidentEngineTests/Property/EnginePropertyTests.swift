import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("The engine under generated histories", .timeLimit(.minutes(20)))
struct EnginePropertyTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `its invariants hold after every step`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let harness = try EngineHarness(try Self.tables())
        var world = AlertWorld()
        var invariants = EngineInvariants()
        var history: [String] = []
        for step in 0..<80 {
            history.append(try await Self.step(harness, &world, &generator))
            let violations = try await invariants.violations(in: harness)
            for violation in violations {
                Issue.record("seed \(seed), step \(step): \(violation)\n\(history.suffix(12).joined(separator: "\n"))")
            }
            guard violations.isEmpty else { return }
        }
        // Enough happened for the invariants to mean something.
        #expect(try await !harness.incidents().isEmpty, "seed \(seed)")
        #expect(!harness.deliverer.begun.isEmpty, "seed \(seed)")
    }

    /// Two policies, one of them repeating, a priority that none covers, collectors, expiring acknowledgements.
    private static func tables() throws -> RoutingTables {
        var tables = try RoutingTables.diagnosed()
        tables.policies = [
            .sample(
                "urgent", priorities: [.p1, .p2], repetition: .init(every: .minutes(10), times: 1),
                otherwise: "Last Resort", acknowledgementExpires: .minutes(40)),
            .sample("calm", priorities: [.p3]),
        ]
        return tables
    }

    private static func step(
        _ harness: EngineHarness, _ world: inout AlertWorld, _ generator: inout SeededGenerator
    ) async throws -> String {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<45:
            let body = world.nextBody(at: harness.clock.now, using: &generator)
            try await harness.post(body)
            return
                "body \(body.groupKey) \(body.alerts.map { "\($0.fingerprint) \($0.status)" }), \(body.truncatedAlerts) hidden"
        case 45..<56: return try await act(harness, &generator)
        case 56..<60: return try await silence(harness, &generator)
        case 60..<70:
            try await harness.restart()
            return "restart"
        case 70..<80: return try await actWhileSending(harness, &world, &generator)
        case 80..<84:
            harness.clock.advance(by: .minutes(generator.pick([5, 30, 120])))
            return "stopped until \(harness.clock.now.rfc3339)"
        default:
            answer(harness, &generator)
            try await harness.advance(by: generator.pick([.milliseconds(1), .seconds(3), .minutes(5), .minutes(20)]))
            return "running until \(harness.clock.now.rfc3339)"
        }
    }

    /// What a person does to some incident; the wrong moment is refused.
    private static func act(_ harness: EngineHarness, _ generator: inout SeededGenerator) async throws -> String {
        guard let incident = try await harness.incidents().randomElement(using: &generator) else { return "nothing" }
        let resolves = generator.chance(40)
        do {
            if generator.chance(50) { return try await deed(harness, incident.id, &generator) }
            if resolves { try await harness.resolve(incident.id) } else { try await harness.acknowledge(incident.id) }
        } catch is TransitionRefused {
            return "refused"
        }
        return "\(resolves ? "resolved" : "acknowledged") \(incident.id)"
    }

    /// What else a person does to it.
    private static func deed(
        _ harness: EngineHarness, _ id: Int64, _ generator: inout SeededGenerator
    ) async throws -> String {
        let person = generator.pick(["alice", "First", "Third"])
        switch Int.random(in: 0..<6, using: &generator) {
        case 5:
            try await harness.reopen(id, by: person)
            return "\(person) re-opened \(id)"
        case 0:
            try await harness.unacknowledge(id, by: person)
            return "\(person) unacknowledged \(id)"
        case 1:
            try await harness.snooze(id, by: person, until: generator.pick(["10m", "2h"]))
            return "\(person) snoozed \(id)"
        case 2:
            try await harness.handOver(id, by: person, to: generator.pick(["First", "Second"]))
            return "\(person) handed over \(id)"
        case 3:
            try await harness.escalate(id, by: person)
            return "\(person) escalated \(id)"
        default:
            try await harness.addResponder(id, by: person, contact: generator.pick(["Second", "Third"]))
            return "\(person) asked for somebody about \(id)"
        }
    }

    /// Silences some alerts, now or soon, or ends a silence.
    private static func silence(_ harness: EngineHarness, _ generator: inout SeededGenerator) async throws -> String {
        let now = harness.clock.now
        let open = try await harness.store.read { try $0.silences(notOverAt: now) }
        if generator.chance(40), let silence = open.randomElement(using: &generator) {
            _ = try await harness.engine.silences.expire(silence.id, by: "carol")
            return "ended silence \(silence.id)"
        }
        let names = generator.pick(["group-a.*", "group-.-0", ".+"])
        let (from, length) = (
            generator.pick([Duration.zero, .minutes(10)]), Duration.minutes(generator.pick([5, 40]))
        )
        let id = try await harness.silence(names, from: from, for: length)
        return "silence \(id) of \(names) in \(from.prometheusText) for \(length.prometheusText)"
    }

    /// A crash, or something that a person does, while an attempt has begun and not ended.
    private static func actWhileSending(
        _ harness: EngineHarness, _ world: inout AlertWorld, _ generator: inout SeededGenerator
    ) async throws -> String {
        try await harness.post(world.nextBody(at: harness.clock.now, using: &generator))
        try await harness.settle(without: Set(EnginePart.deliveries))
        let now = harness.clock.now
        let due = try await harness.store.read { reader in
            try NotifierKind.samples.first { try reader.nextNotificationDue($0).map { $0 <= now } ?? false }
        }
        guard let due else { return "nothing to send" }
        let outcome = generator.pick([DeliveryOutcome.sent, .refusedForNow, .refusedForGood, .answerLost])
        let gate = harness.deliverer.hang(due, then: outcome)
        if generator.chance(30) {
            try await harness.crash(ticking: [.delivery(due)]) { await gate.arrivals() }
            return "crash while sending by \(due.rawValue)"
        }
        async let sending = harness.tick(.delivery(due))
        await gate.arrivals()
        let act = try await act(harness, &generator)
        gate.open()
        _ = try await sending
        return "\(act) while sending by \(due.rawValue), which ended \(outcome.verdict)"
    }

    private static func answer(_ harness: EngineHarness, _ generator: inout SeededGenerator) {
        for kind in NotifierKind.samples {
            harness.deliverer.always(
                kind, generator.pick([nil, nil, .refusedForNow, .refusedForGood, .answerLost]))
        }
    }
}
