package import IncidentCore
package import Logging
package import ServiceLifecycle
internal import Synchronization

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
    package func run() async throws {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let next = await tickOnce()
            // Looks again after a while even when nothing is due, as a sign of life for `/healthz`.
            let latest = time.now() + ServicePulse.interval
            await cancelWhenGracefulShutdown {
                await wakeup.wait(until: min(next ?? latest, latest), time: time)
            }
        }
    }

    private func tickOnce() async -> Timestamp? {
        do {
            let next = try await tick()
            pulse.beat(name, at: time.now())
            return next
        } catch is CancellationError {
            return nil
        } catch {
            logger.error("service tick failed", metadata: ["service": "\(name)", "error": "\(error)"])
            return time.now() + .seconds(1)
        }
    }
}

/// When each service last came round.
package final class ServicePulse: Sendable {
    /// How often a service comes round at least.
    package static let interval: Duration = .seconds(15)
    /// Older than this, `/healthz` fails.
    package static let limit: Duration = .seconds(120)

    private let beats = Mutex<[String: Timestamp]>([:])

    package init() {}

    package func expect(_ name: String, from now: Timestamp) { beats.withLock { $0[name] = now } }
    package func beat(_ name: String, at now: Timestamp) { beats.withLock { $0[name] = now } }

    /// When a service last came round.
    package func last(_ name: String) -> Timestamp? { beats.withLock { $0[name] } }

    /// The services that have not come round within the limit.
    package func late(at now: Timestamp) -> [String] {
        beats.withLock { beats in beats.filter { now - $0.value > Self.limit }.keys.sorted() }
    }
}
