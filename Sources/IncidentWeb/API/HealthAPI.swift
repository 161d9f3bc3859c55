internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// What every page says at its top, at `GET /api/health`.
struct HealthAPI: Sendable {
    let contents: WebContents
    let warnings: @Sendable (Timestamp) -> [PageWarning]

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.healthAPI)) { request, _ in
            _ = try request.query([])
            return Response.json(try await health())
        }
    }

    private func health() async throws -> HealthView {
        let (now, tables) = (contents.time.now(), contents.tables.value)
        let endpoints = try await contents.endpointFacts()
        let (signs, open, unreached) = try await contents.store.readForPeople { [time = contents.time] reader in
            (
                try SignsOfLife(reader: reader, tables: tables).retold { time.retold($0) ?? $0 },
                try reader.openIncidentCounts(),
                try reader.unreachedIncidents(lookingAt: ControlRoom.lookedAt, at: now).ids.count
            )
        }
        return HealthView(
            signs, tables: contents.tables.lastReadings, endpoints: endpoints,
            warnings: warnings(now).map(\.words), open: open, nobodyReached: unreached)
    }
}
