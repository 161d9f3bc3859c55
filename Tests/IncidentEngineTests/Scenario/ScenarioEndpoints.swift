import IncidentCore
import Notifiers
import Synchronization
import TestSupport

/// The other sides of all endpoints: they answer as their moods are, and remember what has arrived.
final class ScenarioEndpoints: Sendable {
    /// A message that somebody has got.
    struct Arrival: Sendable {
        let elapsed: Duration
        let message: Message
    }

    /// An attempt that stands until its time limit is over.
    private struct Parked {
        let kind: NotifierKind
        let until: Duration
        let gate: Gate
    }

    private struct State {
        var elapsed = Duration.zero
        var moods: [ScenarioStep.Place: EndpointMood] = [:]
        var parked: [Parked] = []
        var arrivals: [Arrival] = []
    }

    private let state = Mutex(State())

    /// How much time has passed since the beginning.
    var elapsed: Duration {
        get { state.withLock(\.elapsed) }
        set { state.withLock { $0.elapsed = newValue } }
    }

    func set(_ place: ScenarioStep.Place, _ mood: EndpointMood) { state.withLock { $0.moods[place] = mood } }

    var withoutCredentials: Set<NotifierKind> {
        state.withLock { state in Set(NotifierKind.samples.filter { state.moods[.kind($0)] == .hasNoCredentials }) }
    }

    /// What has arrived since the last time that this was asked for.
    func takeArrivals() -> [Arrival] {
        state.withLock { state in
            defer { state.arrivals = [] }
            return state.arrivals
        }
    }

    /// The kinds of which an attempt stands, or would.
    var hanging: [NotifierKind] {
        state.withLock { state in
            NotifierKind.samples.filter { kind in
                state.parked.contains { $0.kind == kind } || state.moods[.kind(kind)] == .hangs
            }
        }
    }

    func parked(_ kind: NotifierKind) -> Int { state.withLock { $0.parked.count { $0.kind == kind } } }

    /// When the next attempt that stands reaches its limit.
    var nextLimit: Duration? { state.withLock { $0.parked.map(\.until).min() } }

    /// Ends the attempts that have reached their limits.
    func endOverdue() {
        let over = state.withLock { state in
            let over = state.parked.filter { $0.until <= state.elapsed }
            state.parked.removeAll { $0.until <= state.elapsed }
            return over
        }
        for attempt in over { attempt.gate.open() }
    }

    /// The program is gone, and with it what it was sending.
    func forgetParked() { state.withLock { $0.parked = [] } }

    func deliver(_ message: Message) async -> DeliveryOutcome {
        let method = message.notification.method
        let kind = method.notifier
        let mood = state.withLock { $0.moods[.address(method.address)] ?? $0.moods[.kind(kind)] ?? .works }
        switch mood {
        case .works:
            arrive(message)
            return .sent
        case .losesAnswers:
            arrive(message)
            return .answerLost
        case .refusesForNow(let wait):
            guard let wait else { return .refusedForNow }
            return DeliveryOutcome(.retryable, evidence: "429 Too Many Requests", .rateLimited, retryAfter: wait)
        case .refusesForGood: return .refusedForGood
        case .hasNoCredentials: return .spooled
        case .hangs:
            await park(kind)
            return DeliveryOutcome(.unknown, evidence: "no answer within the time limit", .timeout)
        }
    }

    private func arrive(_ message: Message) {
        state.withLock { $0.arrivals.append(Arrival(elapsed: $0.elapsed, message: message)) }
    }

    private func park(_ kind: NotifierKind) async {
        let gate = Gate()
        let limit = NotifierProfile.registered.first { $0.kind == kind }?.timeouts.total ?? .seconds(10)
        state.withLock { $0.parked.append(Parked(kind: kind, until: $0.elapsed + limit, gate: gate)) }
        await gate.pass()
    }
}
