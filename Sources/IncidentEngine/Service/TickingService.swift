package import IncidentCore
internal import IncidentStore
package import Logging
package import ServiceLifecycle

/// A service that finds its work in the database. `run()` is only the loop around `tick`.
package protocol TickingService: Service {
    var name: String { get }
    var time: TimeSource { get }
    var wakeup: Wakeup { get }
    var logger: Logger { get }
    var pulse: ServicePulse { get }

    /// Does all that is due and returns the next deadline; `nil` when only a signal can bring work.
    func tick() async throws -> Timestamp?
}

extension TickingService {
    /// Ticks until the program is to stop; the tick that runs then goes on to its end.
    package func run() async throws { await runTicking(tick) }

    /// The same with another `tick`.
    func runTicking(_ tick: () async throws -> Timestamp?) async {
        var failures = RepeatedFailure()
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let next = await once(tick, &failures)
            // Looks again after a while even when nothing is due, as a sign of life for `/healthz`.
            let latest = time.now() + ServicePulse.interval
            await cancelWhenGracefulShutdown {
                await wakeup.wait(until: min(next ?? latest, latest), time: time)
            }
        }
    }

    private func once(
        _ tick: () async throws -> Timestamp?, _ failures: inout RepeatedFailure
    ) async -> Timestamp? {
        do {
            let next = try await tick()
            pulse.beat(name, at: time.now())
            failures = RepeatedFailure()
            return next
        } catch is CancellationError {
            return nil
        } catch {
            let now = time.now()
            // A restart gives a full disk no room: who asks for one by `/healthz` is told the reason, and not "dead".
            if let error = error as? StoreError, !error.isEndedByRestart {
                pulse.beat(name, at: now, trouble: error.description)
            }
            if failures.isNew("\(error)", at: now) {
                logger.error("service tick failed", metadata: ["service": "\(name)", "error": "\(error)"])
            }
            return now + .seconds(1)
        }
    }
}
