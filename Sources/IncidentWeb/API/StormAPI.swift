internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// What was held back in storms, at `/api/storms`, and their pages.
struct StormAPI: Sendable {
    /// The newest.
    private static let listed = 50

    let contents: WebContents
    let renderer: PageRenderer
    let warnings: @Sendable (Timestamp) -> [PageWarning]

    struct List: Encodable {
        let storms: [StormDocument]
    }

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.stormsAPI)) { request, _ in
            _ = try request.query([])
            return Response.json(List(storms: try await newest().map(StormDocument.init)))
        }
        routes.get(RouterPath(Routes.stormsPage)) { request, _ in
            _ = try request.query([])
            let shown = PageContext(request, now: contents.time.now())
            let page = StormsPage(try await newest(), warnings: warnings(shown.now))
            return try renderer.render(
                page, template: "storms", signs: try await contents.siteSigns(in: shown), in: shown)
        }
        routes.get(RouterPath(Routes.stormAPI)) { request, context in
            _ = try request.query([])
            return Response.json(StormDocument(try await summary(context)))
        }
        routes.get(RouterPath(Routes.stormPage)) { request, context in
            _ = try request.query([])
            let shown = PageContext(request, now: contents.time.now())
            let page = StormPage(try await summary(context), warnings: warnings(shown.now))
            return try renderer.render(
                page, template: "storm", signs: try await contents.siteSigns(in: shown), in: shown)
        }
    }

    private func newest() async throws -> [StormSummary] {
        try await contents.store.readForPeople { [contents] reader in
            try reader.storms(newest: Self.listed).map { try contents.summary(of: $0, reader) }
        }
    }

    private func summary(_ context: WebContext) async throws -> StormSummary {
        let text = context.parameters.get("id") ?? ""
        let summary = try await contents.store.readForPeople { [contents] reader in
            try Int64(text).flatMap { try reader.storm($0) }.map { try contents.summary(of: $0, reader) }
        }
        guard let summary else {
            throw Problem(
                .notFound, "there is no storm \"\(text.singleLine(limit: 40))\"; /api/storms lists the newest",
                kind: .noSuchRecord)
        }
        return summary
    }
}

extension WebContents {
    fileprivate func summary(of storm: Storm, _ reader: StoreReader) throws -> StormSummary {
        try StormSummary(storm, tables: tables.value, links: links, reader: reader)
    }
}
