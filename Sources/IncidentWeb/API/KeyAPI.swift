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
            let body = try await request.smallBody(context)
            let overlap = try Self.overlap(of: body)
            let command = try PersonalCommand(json: body, user: Credentials.userName(request.headers))
            let commands = KeyCommands(store: contents.store, tables: contents.tables, time: contents.time)
            do {
                let keys = try await commands.rotate(by: command.by, overlap: overlap)
                return Response.json(KeyListView(keys, at: contents.time.now()))
            } catch let refusal as KeyRefused {
                throw Problem(.badRequest, refusal.description)
            }
        }
    }

    /// - Returns: `nil` where the body names none, or is none, which is said when the rest of it is read.
    private static func overlap(of json: [UInt8]) throws -> String? {
        var overlap: String?
        json.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            try? reader.readObject { (reader, key) throws(JSONError) in
                guard key == "overlap" else {
                    try reader.skipValue()
                    return
                }
                overlap = try reader.peekKind() == .string ? reader.readString() : reader.text(reader.skipValue())
            }
        }
        return overlap
    }
}
