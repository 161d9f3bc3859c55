package import IncidentCore
internal import IncidentStore
package import Logging

/// Notices that the system's clock was set while we run, and moves the stored deadlines by as much.
///
/// A deadline stands for a time that is to pass: in 15 minutes the next contact, in a minute the next attempt. Set back
/// by two hours the clock would make a page wait two hours more; set forward it would bring every step at once.
package struct ClockService: TickingService {
    /// How soon a step is noticed. Until then the time goes on as if the clock had not been set.
    static let interval: Duration = .seconds(5)

    package let name = "clock"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let metrics: EngineMetrics
    private let wakeOthers: @Sendable () -> Void

    /// - Parameter wakeOthers: called after a step, because who waits for a time waits for the old one.
    package init(_ context: ServiceContext, wakeup: Wakeup, wakeOthers: @escaping @Sendable () -> Void) {
        self.wakeup = wakeup
        self.wakeOthers = wakeOthers
        (store, time, metrics) = (context.store, context.time, context.metrics)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        if let clock = time.clock, let step = clock.step { try await follow(clock, step) }
        return time.now() + Self.interval
    }

    private func follow(_ clock: SteadyClock, _ step: Duration) async throws {
        let now = time.now() + step
        // In this order nothing seems due in between: back, the time is moved first, and forward the deadlines.
        if step < .zero {
            let giveBack = clock.follow()
            do {
                try await moveDeadlines(by: step, at: now)
            } catch {
                giveBack()
                throw error
            }
        } else {
            try await moveDeadlines(by: step, at: now)
            clock.follow()
        }
        pulse.clockStepped(by: step, at: now)
        metrics.clockStepped()
        logger.warning("the system's clock was set", metadata: ["step": "\(step.signedText)"])
        wakeOthers()
    }

    private func moveDeadlines(by step: Duration, at now: Timestamp) async throws {
        let draft = TimelineDraft(
            .clockStepped, "the system's clock was set by \(step.signedText); what is still to come was moved with it")
        try await store.write { transaction in
            for id in try transaction.moveDeadlines(by: step) {
                try transaction.record(draft, incidentID: id, at: now)
            }
        }
    }
}

extension Duration {
    /// `+2h`, `-1m30s`; in whole seconds.
    var signedText: String {
        let seconds = Duration.seconds((abs(wholeMilliseconds) + 500) / 1000)
        return "\(self < .zero ? "-" : "+")\(seconds.prometheusText)"
    }
}
