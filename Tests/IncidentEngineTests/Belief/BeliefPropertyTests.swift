import IncidentCore
import IncidentStore
import TestSupport
import Testing

/// Whatever truly fires for longer than the hold is shown as firing; whatever has truly ended is ended once every sender
/// has said so.
@Suite("What we believe under generated histories", .timeLimit(.minutes(5)))
struct BeliefPropertyTests {
    private static let historiesEach: UInt64 = 1000

    @Test(arguments: 0..<22 as Range<UInt64>)
    func `what is shown is the truth when it has lasted`(part: UInt64) {
        var judged = Judged()
        for seed in (part * Self.historiesEach)..<((part + 1) * Self.historiesEach) {
            let history = BeliefHistory(seed: seed)
            let before = judged
            guard let wrong = Self.firstLie(of: history, &judged) else { continue }
            Issue.record("seed \(seed), tick \(wrong): shown is not the truth\n\(history.description)")
            judged = before
            return
        }
        // Enough was judged for this to mean something.
        #expect(judged.firing > 1000 && judged.quiet > 1000 && judged.doubtful > 100, "\(judged)")
    }

    @Test(arguments: 0..<2 as Range<UInt64>)
    func `a healthy pair's late copies open nothing again`(part: UInt64) {
        var copies = 0
        for seed in (part * Self.historiesEach)..<((part + 1) * Self.historiesEach) {
            let history = BeliefHistory(seed: seed, isHealthy: true)
            var beliefs = MemoryBeliefs(hold: BeliefHistory.hold)
            Self.play(history, to: &beliefs) { _, beliefs in copies += beliefs.isDoubtful ? 1 : 0 }
            let firings = history.truth.indices.count { history.truth[$0] && ($0 == 0 || !history.truth[$0 - 1]) }
            guard beliefs.beginnings > firings else { continue }
            Issue.record("seed \(seed): \(beliefs.beginnings) beginnings\n\(history.description)")
            return
        }
        #expect(copies > 100)
    }

    private struct Judged {
        var firing = 0
        var quiet = 0
        var doubtful = 0
    }

    private static func firstLie(of history: BeliefHistory, _ judged: inout Judged) -> Int? {
        var beliefs = MemoryBeliefs(hold: BeliefHistory.hold)
        var wrong: Int?
        play(history, to: &beliefs) { tick, beliefs in
            if beliefs.isDoubtful { judged.doubtful += 1 }
            guard history.calm[tick] >= history.settledAfter, history.isTold(at: tick) else { return }
            if history.truth[tick] { judged.firing += 1 } else { judged.quiet += 1 }
            if beliefs.fires != history.truth[tick], wrong == nil { wrong = tick }
        }
        return wrong
    }

    private static func play(
        _ history: BeliefHistory, to beliefs: inout MemoryBeliefs, _ look: (Int, MemoryBeliefs) -> Void
    ) {
        var rest = history.deliveries[...]
        for tick in 0..<BeliefHistory.length {
            let now = BeliefHistory.time(tick)
            beliefs.tick(at: now)
            while let next = rest.first, next.tick == tick {
                beliefs.receive(next.alert, at: now)
                rest.removeFirst()
            }
            look(tick, beliefs)
        }
    }

    /// The same histories through the real store and its services.
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `the store believes what the plan does`(seed: UInt64) async throws {
        var tables = RoutingTables.sample
        tables.lateCopyWithin = .seconds(BeliefHistory.hold)
        let harness = try EngineHarness(tables)
        let history = BeliefHistory(seed: seed)
        var beliefs = MemoryBeliefs(hold: BeliefHistory.hold)
        var rest = history.deliveries[...]
        for tick in 0..<BeliefHistory.length {
            let now = BeliefHistory.time(tick)
            harness.clock.move(to: now)
            beliefs.tick(at: now)
            try await harness.tick(.doubtful)
            while let next = rest.popFirst(ifAt: tick) {
                beliefs.receive(next.alert, at: now)
                try await harness.post(WebhookBody(next.alert))
            }
            let known = try await harness.store.write { try $0.known("a") }
            guard beliefs.isSame(as: known) else {
                Issue.record("seed \(seed), tick \(tick): \(known), not \(beliefs.known)\n\(history.description)")
                return
            }
        }
    }
}

extension ArraySlice<BeliefHistory.Delivery> {
    fileprivate mutating func popFirst(ifAt tick: Int) -> Element? {
        guard first?.tick == tick else { return nil }
        return removeFirst()
    }
}

extension MemoryBeliefs {
    /// But for the numbers of rows.
    fileprivate func isSame(as stored: KnownAlert) -> Bool {
        switch (known, stored) {
        case (.nothing, .nothing): true
        // What no occurrence shows is forgotten when nothing follows from it any more.
        case (.ended(let a), .nothing): a.occurrence == nil
        case (.fires(let a), .fires(let b)):
            (a.startsAt, a.firstSeenAt, a.lastSeenAt) == (b.startsAt, b.firstSeenAt, b.lastSeenAt)
        case (.ended(let a), .ended(let b)): (a.endsAt, a.seenAt) == (b.endsAt, b.seenAt)
        case (.doubtful(let a), .doubtful(let b)): (a.dueAt, a.end.endsAt) == (b.dueAt, b.end.endsAt)
        default: false
        }
    }
}
