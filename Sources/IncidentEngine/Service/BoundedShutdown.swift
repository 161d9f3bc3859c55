internal import IncidentCore
package import ServiceLifecycle

/// A service that is cancelled when it has not ended within a time after it was asked to.
package struct BoundedShutdown: Service {
    private let service: any Service
    private let grace: Duration
    private let time: TimeSource

    package init(_ service: any Service, grace: Duration, time: TimeSource) {
        self.service = service
        self.grace = grace
        self.time = time
    }

    package func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            group.addTask {
                // Both end at once when the service has ended by itself.
                try? await gracefulShutdown()
                try? await time.sleepUntil(time.now() + grace)
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
