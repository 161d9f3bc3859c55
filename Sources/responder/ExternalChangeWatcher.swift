internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import ServiceLifecycle

/// Wakes the services when another process, the command line, has changed the database.
struct ExternalChangeWatcher: Service {
    private static let interval: Duration = .seconds(1)

    let store: IncidentStore
    let engine: Engine
    let time: TimeSource

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var seen = try? await store.externalVersion()
            while (try? await time.sleepUntil(time.now() + Self.interval)) != nil {
                let current = try? await store.externalVersion()
                if current != seen { for service in engine.services { service.wakeup.signal() } }
                seen = current
            }
        }
    }
}
