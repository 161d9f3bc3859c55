internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// Who is on call, below `/api/on-call`.
struct OnCallAPI: Sendable {
    let contents: WebContents

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.onCallAPI)) { request, _ in
            Response.json(OnCallView(try await contents.onCall(at: try request.query(["at"])["at"])))
        }
        routes.post(RouterPath(Routes.overridesAPI)) { request, context in
            _ = try request.query([])
            let body = try await request.smallBody(context)
            let command = try OverrideCommand(json: body, user: Credentials.userName(request.headers))
            return Response.json(OverrideView(try await command.carryOut(contents.onCallCommands)), status: .created)
        }
        routes.post(RouterPath(Routes.removeOverrideAPI)) { request, context in
            _ = try request.query([])
            let id = try context.numberInPath(of: "overrides")
            let body = try await request.smallBody(context)
            let command = try PersonalCommand(
                json: body, user: Credentials.userName(request.headers), fields: ["by"])
            return Response.json(OverrideView(try await contents.onCallCommands.removeOverride(id, by: command.by)))
        }
    }
}

extension WebContents {
    var onCallCommands: OnCallCommands { OnCallCommands(store: store, tables: tables, time: time) }

    /// - Parameter text: when, as RFC 3339; `nil` is now.
    func onCall(at text: String?) async throws -> OnCallFacts {
        guard let time = text.map({ Timestamp(rfc3339: $0) }) ?? time.now() else {
            throw Problem(
                .badRequest,
                "at \"\((text ?? "").singleLine(limit: 40))\" is no RFC 3339 time; one such as 2026-12-24T18:00:00Z is expected"
            )
        }
        let tables = tables.value
        return try await store.readForPeople { try OnCallFacts(tables, at: time, reader: $0) }
    }
}

extension OverrideRefused {
    var problem: Problem {
        if isAboutNothing { return Problem(.notFound, description, kind: .noSuchRecord) }
        return isOver ? Problem(.conflict, description, kind: .refusedByState) : Problem(.badRequest, description)
    }

    private var isOver: Bool { if case .over = self { true } else { false } }
}
