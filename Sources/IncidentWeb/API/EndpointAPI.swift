internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// How the endpoints do: `GET /api/endpoints` and the page of it.
struct EndpointAPI: Sendable {
    let contents: WebContents
    let renderer: PageRenderer
    let warnings: @Sendable (Timestamp) -> [PageWarning]

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.endpointsAPI)) { request, _ in
            _ = try request.query([])
            return Response.json(EndpointListView(try await contents.endpointFacts()))
        }
        routes.get(RouterPath(Routes.deliveryPage)) { request, _ in
            _ = try request.query([])
            let shown = PageContext(request, now: contents.time.now())
            let page = DeliveryPage(try await contents.endpointFacts(), warnings: warnings(shown.now), in: shown)
            return try renderer.render(
                page, template: "delivery", signs: try await contents.siteSigns(in: shown), in: shown)
        }
    }
}

extension WebContents {
    func endpointFacts() async throws -> [EndpointFacts] {
        let (health, owed) = try await store.readForPeople { [engine] reader in
            (try engine.deliveryHealth.endpoints(reader), try reader.owedMessages())
        }
        return EndpointFacts.all(
            engine.waysOut.endpoints(), isSpooled: engine.waysOut.isSpooled, health: health, owed: owed)
    }
}
