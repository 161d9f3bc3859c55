package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Asks one URL; a value, so that a test can answer in its place.
package struct OutgoingHeartbeatClient: Sendable {
    /// Within a time limit; returns why nobody took it, without the URL's path, and `nil` when somebody did.
    package let send: @Sendable (OutgoingHeartbeat) async -> String?

    package init(send: @escaping @Sendable (OutgoingHeartbeat) async -> String?) { self.send = send }

    /// There is nobody to ask.
    package static let none = OutgoingHeartbeatClient { _ in "nobody is there to be asked" }
}

/// Says to somebody outside that we live and do our work, as often as the tables say; when we do not, it says nothing, and
/// they sound the alarm.
///
/// On its own, so that a URL that hangs keeps nothing waiting but the next heartbeat.
package struct OutgoingHeartbeatService: TickingService {
    package let name = "outgoing heartbeat"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let metrics: EngineMetrics
    private let auditor: AuditService
    private let client: OutgoingHeartbeatClient
    private let state = State()

    private final class State: Sendable {
        struct Value {
            var lastAt: Timestamp?
            /// Why the last one was not taken or not sent, and since when none is.
            var trouble: (words: String, since: Timestamp)?
        }

        let value = Mutex(Value())
    }

    package init(
        _ context: ServiceContext, auditor: AuditService, client: OutgoingHeartbeatClient, wakeup: Wakeup
    ) {
        self.wakeup = wakeup
        self.auditor = auditor
        self.client = client
        (store, tables, time, metrics) = (context.store, context.tables, context.time, context.metrics)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        guard let settings = tables.value.outgoing else {
            state.value.withLock { $0 = State.Value() }
            return nil
        }
        let now = time.now()
        if let last = state.value.withLock(\.lastAt), last <= now, now < last + settings.every {
            return last + settings.every
        }
        state.value.withLock { $0.lastAt = now }
        if let trouble = await whyUnwell(at: now) {
            note(.withheld, "withheld, because \(trouble)", at: now)
        } else if let reason = await client.send(settings) {
            try Task.checkCancellation()
            note(.failed, "not taken: \(reason)", at: now)
        } else {
            note(.sent, nil, at: now)
        }
        return now + settings.every
    }

    /// Why we must not say that all is well; `nil` where it is.
    private func whyUnwell(at now: Timestamp) async -> String? {
        let late = pulse.late(at: now)
        if !late.isEmpty { return "these services do not come round: \(late.joined(separator: ", "))" }
        do {
            try await store.probe(at: now)
        } catch {
            return "the store does not answer: \(error)"
        }
        return auditor.isUpToDate(at: now) ? nil : "the auditor has not come round"
    }

    /// What every page says while none is taken.
    package var warnings: [String] {
        state.value.withLock(\.trouble).map {
            ["the outgoing heartbeat is \($0.words); since \($0.since.readable) who watches us hears nothing"]
        } ?? []
    }

    /// Says what is new, once.
    private func note(_ outcome: OutgoingOutcome, _ words: String?, at now: Timestamp) {
        metrics.outgoingHeartbeat(outcome)
        let before = state.value.withLock { state in
            let before = state.trouble
            state.trouble = words.map { ($0, before?.since ?? now) }
            return before?.words
        }
        guard before != words else { return }
        if let words {
            logger.warning("the outgoing heartbeat is not heard", metadata: ["reason": "\(words)"])
        } else {
            logger.info("the outgoing heartbeat is heard again")
        }
    }
}
