internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// The key with which links are signed, below `/api/keys`; the key itself is never shown.
struct KeyAPI: Sendable {
    let contents: WebContents

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.keysAPI)) { request, _ in
            _ = try request.query([])
            let keys = try await contents.store.readForPeople { try $0.signingKeys() }
            return Response.json(KeyListView(keys, at: contents.time.now()))
        }
        routes.post(RouterPath(Routes.rotateKeyAPI)) { request, context in
            _ = try request.query([])
            let body = try await request.smallBody(context)
            let fields = try TextFields(body, known: ["by", "overlap"])
            let command = try PersonalCommand(by: fields["by"] ?? Credentials.userName(request.headers), text: nil)
            let commands = KeyCommands(store: contents.store, tables: contents.tables, time: contents.time)
            do {
                let keys = try await commands.rotate(by: command.by, overlap: fields["overlap"])
                return Response.json(KeyListView(keys, at: contents.time.now()))
            } catch let refusal as KeyRefused {
                throw Problem(.badRequest, refusal.description)
            }
        }
    }
}
