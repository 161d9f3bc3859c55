internal import IncidentCore
internal import IncidentEngine
internal import ServiceLifecycle

/// Wakes the services when another process, the command line, has changed the database.
struct ExternalChangeWatcher: Service {
    static let interval: Duration = .seconds(1)

    /// A number that another process's change makes another one; throws while the store cannot be read.
    let version: @Sendable () async throws -> Int64
    let wake: @Sendable () async -> Void
    let time: TimeSource

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var seen = try? await version()
            while (try? await time.sleepUntil(time.now() + Self.interval)) != nil {
                let current = try? await version()
                if current != seen { await wake() }
                seen = current
            }
        }
    }
}
