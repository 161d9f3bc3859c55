import GRDB
import IncidentCore
import IncidentEngine
import TestSupport

@testable import IncidentStore

/// Some histories side by side on one database, among the same failures: what they share costs the time once.
final class HistoryBatch {
    static let size = 25
    private static let rounds = 4

    private let seed: UInt64
    private let harness: EngineHarness
    private let endpoints = HistoryEndpoints()
    private var generator: SeededGenerator
    private var histories = (0..<size).map { History($0) }
    /// What all of them met, by the number of their own events by then.
    private var round = 0
    private(set) var found: [String] = []
    /// How many attempts there were, and how many of them were pages.
    var counts: (all: Int, pages: Int) { endpoints.counts }

    init(seed: UInt64) throws {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        harness = try EngineHarness(
            try Self.tables(deliverWithin: Self.deliverWithin(seed)), folder: ScratchFolder(inMemory: true))
        harness.deliverer.answer { [endpoints] in await endpoints.deliver($0) }
    }

    func run() async throws {
        for number in 0..<Self.rounds {
            round = number
            try await disturb()
            if generator.chance(15) {
                try await actWhileSending()
            } else {
                for place in histories.indices where generator.chance(60) { try await act(place) }
            }
            try await harness.advance(by: generator.pick([.seconds(1), .minutes(1), .minutes(3)]))
            try await check(try await HistoryInvariants.violations(in: harness))
            guard found.isEmpty else { return }
        }
        try await end()
    }

    /// Everything heals, and time passes; then all that fires ends.
    private func end() async throws {
        noteAll("the endpoints heal")
        endpoints.heal()
        let healed = harness.clock.now
        // What is owed for less than a quarter of an hour waits ten minutes at most for its next attempt.
        try await harness.advance(by: .minutes(12))
        try await check(try await HistoryInvariants.violations(in: harness))
        try await check(try await HistoryInvariants.violations(in: harness, healed: healed))
        for place in histories.indices {
            guard let body = histories[place].lastBody(at: harness.clock.now) else { continue }
            histories[place].note("all of it ends")
            try await harness.post(body)
        }
        let ended = harness.clock.now
        // What flaps stays open until it is quiet; an acknowledgement of PagerDuty is said once more after a minute.
        try await harness.advance(by: .minutes(5))
        try await check(try await HistoryInvariants.violations(in: harness))
        try await check(try await HistoryInvariants.violations(in: harness, healed: ended))
        let open = try await incidents().values.filter(\.isOpen).map(\.id)
        try await check(open.map { .init(incident: $0, what: "all of it has ended, and it is open") })
    }

    private func act(_ place: Int) async throws {
        let incident = try await incidents()[histories[place].name]
        let event = histories[place].next(
            isOpen: incident?.isOpen ?? false, at: harness.clock.now, using: &generator)
        do {
            try await carryOut(event, incident?.id ?? 0)
            histories[place].note("round \(round), \(harness.clock.now.readable): \(event.words)")
        } catch is TransitionRefused {
            histories[place].note("round \(round): \(event.words), refused")
        }
    }

    private func carryOut(_ event: History.Event, _ id: Int64) async throws {
        switch event {
        case .post(let body): try await harness.post(body)
        case .acknowledge(let person): try await harness.acknowledge(id, by: person)
        case .unacknowledge(let person): try await harness.unacknowledge(id, by: person)
        case .resolve(let person): try await harness.resolve(id, by: person)
        case .reopen(let person): try await harness.reopen(id, by: person)
        case .snooze(let length, let person): try await harness.snooze(id, by: person, until: length)
        case .handOver(let contact, let person): try await harness.handOver(id, by: person, to: contact)
        case .escalate(let person): try await harness.escalate(id, by: person)
        case .ask(let contact, let person): try await harness.addResponder(id, by: person, contact: contact)
        }
    }

    private func noteAll(_ what: String) { for place in histories.indices { histories[place].note("all: \(what)") } }
}

// What happens to all of them.
extension HistoryBatch {
    private func disturb() async throws {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<12:
            try await harness.restart()
            noteAll("restart")
        case 12..<20:
            let step = generator.pick([Duration.hours(2), .hours(-3), .minutes(10)])
            harness.clock.setSystemClock(by: step)
            try await harness.tickClock()
            noteAll("the clock is set by \(step)")
        case 20..<27:
            let within = Self.deliverWithin(seed)
            harness.tables.replace(with: try Self.tables(isSmaller: generator.chance(50), deliverWithin: within))
            harness.engine.tablesChanged()
            noteAll("tables reloaded")
        case 27..<37:
            let (names, length) = (
                generator.pick([".*-a", "history-[0-9]-.*"]), Duration.minutes(generator.pick([2, 10]))
            )
            let id = try await harness.silence(names, from: generator.pick([.zero, .minutes(1)]), for: length)
            noteAll("silence \(id) of \(names) for \(length)")
        case 37..<41:
            let now = harness.clock.now
            guard let open = try await harness.store.read({ try $0.silences(notOverAt: now) }).first else { break }
            _ = try await harness.engine.silences.expire(open.id, by: "carol")
            noteAll("silence \(open.id) is ended")
        case 41..<75:
            let kind = generator.pick(NotifierKind.samples)
            let mood = generator.pick([nil, nil, .refusedForNow, .refusedForGood, .answerLost] as [DeliveryOutcome?])
            endpoints.set(kind, mood)
            noteAll("\(kind.rawValue) is \(mood?.evidence ?? "well")")
        default: break
        }
    }

    /// A crash, or what people do, while attempts have begun and not ended.
    private func actWhileSending() async throws {
        for place in histories.indices where generator.chance(40) { try await act(place) }
        try await harness.settle(without: Set(EnginePart.deliveries))
        let now = harness.clock.now
        let due = try await harness.store.read { reader in
            try NotifierKind.samples.first { try reader.nextNotificationDue($0).map { $0 <= now } ?? false }
        }
        guard let due else { return }
        let outcome = generator.pick([DeliveryOutcome.sent, .refusedForNow, .refusedForGood, .answerLost])
        let isKilled = generator.chance(40)
        noteAll("\(due.rawValue) hangs, and \(isKilled ? "we are killed" : "ends with \(outcome.evidence)")")
        let gate = endpoints.hang(due, then: outcome)
        let (ended, desk) = (Flag(), harness)
        let sending = Task {
            // What is not wanted any more is not begun.
            defer { ended.set() }
            _ = try await desk.tick(.delivery(due))
        }
        try await harness.until("an attempt stands") { [endpoints] in ended.isSet || endpoints.standing > 0 }
        // What was claimed with it is begun as well before somebody takes anything.
        let claimed = try await harness.store.read { reader in
            try Int.fetchOne(
                reader.db, sql: "SELECT count(*) FROM notification WHERE state = 'sending' AND notifier = ?",
                arguments: [due.rawValue]) ?? 0
        }
        try await harness.until("all that was claimed stands") { [endpoints] in
            ended.isSet || endpoints.standing >= claimed
        }
        if isKilled {
            sending.cancel()
            _ = await sending.result
            endpoints.endHanging()
            return try await harness.restart()
        }
        for place in histories.indices where generator.chance(40) { try await act(place) }
        endpoints.endHanging()
        gate.open()
        try await sending.value
    }
}

// What there is to see.
extension HistoryBatch {
    /// The newest incident of each history.
    private func incidents() async throws -> [String: (id: Int64, isOpen: Bool)] {
        try await harness.store.read { reader in
            let rows = try Row.fetchAll(
                reader.db.cachedStatement(sql: "SELECT group_key, id, status <> 'resolved' FROM incident ORDER BY id"))
            return Dictionary(rows.map { ($0[0], (id: $0[1], isOpen: $0[2])) }) { _, later in later }
        }
    }

    private func check(_ violations: [HistoryInvariants.Violation]) async throws {
        let told = endpoints.takeViolations().map { HistoryInvariants.Violation(incident: $0.incident, what: $0.what) }
        guard let first = (violations + told).first else { return }
        let all = (violations + told).map { "\($0.incident): \($0.what)" }
        let timeline = try await harness.timeline(first.incident).map {
            "  \($0.at.readable) \($0.kind.rawValue): \($0.summary)"
        }
        let name = try await harness.incident(first.incident).groupKey
        let events = histories.first { $0.name == name }?.events ?? []
        found = [
            "seed \(seed), round \(round), \(harness.clock.now.readable)", "\(all.prefix(5).joined(separator: "\n"))",
            "what happened to \(name):", events.map { "  \($0)" }.joined(separator: "\n"), "its timeline:",
            timeline.joined(separator: "\n"),
        ]
    }
}

// The tables.
extension HistoryBatch {
    private static func deliverWithin(_ seed: UInt64) -> Duration? { [nil, .seconds(10), .seconds(40)][Int(seed % 3)] }

    /// One that is taken and forgotten, one that goes on until it is over, one that only notifies; P4 has none.
    ///
    /// - Parameters:
    ///   - isSmaller: without a contact whom the steps name.
    ///   - deliverWithin: of every second step.
    private static func tables(isSmaller: Bool = false, deliverWithin: Duration?) throws -> RoutingTables {
        var tables = RoutingTables.sample
        tables.confirmNewAlerts = .minutes(3)
        tables.reopenWithin = .minutes(4)
        tables.respondWithin.p1 = .minutes(5)
        let until = EscalationPolicy(
            name: "until",
            steps: [
                EscalationStep(after: .zero, notify: ["First"], deliverWithin: deliverWithin),
                EscalationStep(after: .minutes(2), notify: ["Third"]),
            ], until: .resolved)
        let calm = EscalationPolicy(
            name: "calm", steps: [EscalationStep(after: .zero, notify: ["First"], methods: .only(.email))],
            until: .notified)
        let urgent = EscalationPolicy(
            name: "urgent",
            steps: [
                EscalationStep(after: .zero, notify: ["First"], deliverWithin: deliverWithin),
                EscalationStep(after: .minutes(2), notify: [isSmaller ? "Third" : "Second"]),
                EscalationStep(after: .minutes(4), notify: ["Third"], deliverWithin: deliverWithin),
            ], repetition: .init(every: .minutes(3), times: 1), otherwise: "Last Resort",
            acknowledgementExpires: .minutes(6))
        tables.policies = [
            PolicyRule(priorities: [.p1, .p2], matchers: [try Matcher("alertname=~\".*-until\"")], policy: until),
            PolicyRule(priorities: [.p1, .p2], matchers: [], policy: urgent),
            PolicyRule(priorities: [.p3], matchers: [], policy: calm),
        ]
        // Slack takes one message a second, which is a look at everything each.
        let third = Contact(
            role: "Third", address: "third@example.com",
            escalationPath: [.email("third@example.com"), .slack("#third")])
        let contacts = [.first, .second, third, .lastResort]
        tables.contacts = ContactTable(contacts: isSmaller ? contacts.filter { $0.role != "Second" } : contacts)
        return tables
    }
}
