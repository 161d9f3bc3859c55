internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// The JSON API below `/api/`.
struct IncidentAPI: Sendable {
    let queries: IncidentQueries
    let contents: WebContents

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.incidentsAPI)) { request, _ in
            Response.json(try await queries.list(try IncidentFilter(query: request.uri.query)))
        }
        routes.get(RouterPath(Routes.incidentAPI)) { _, context in
            Response.json(try await queries.detail(try context.numberInPath()))
        }
        routes.get(RouterPath(Routes.timelineAPI)) { _, context in
            Response.json(try await queries.timeline(try context.numberInPath()))
        }
        routes.get(RouterPath(Routes.artifactOutputAPI)) { _, context in try await artifactOutput(context) }
        routes.post(RouterPath(Routes.acknowledgeAPI)) { request, context in
            let (id, command) = try await read(request, context)
            return try await answer(contents.engine.commands.acknowledge(id, by: command.by, text: command.text))
        }
        routes.post(RouterPath(Routes.resolveAPI)) { request, context in
            let (id, command) = try await read(request, context)
            return try await answer(contents.engine.commands.resolve(id, by: command.by, text: command.text))
        }
        routes.post(RouterPath(Routes.notesAPI)) { request, context in
            let (id, command) = try await read(request, context)
            guard let text = command.text else {
                throw Problem(.badRequest, "\"text\" is missing or empty; write what to note")
            }
            return try await answer(contents.engine.commands.note(id, by: command.by, text: text))
        }
        routes.post(RouterPath(Routes.reloadAPI)) { _, _ in try await reload() }
    }

    private func artifactOutput(_ context: WebContext) async throws -> Response {
        let id = try context.numberInPath()
        guard let output = try await contents.store.read({ try $0.artifactOutput(id) }) else {
            throw Problem(.notFound, "no artifact \(id); an incident's artifacts stand in /api/incidents/{id}")
        }
        return .text(output)
    }

    private func answer(_ incident: Incident) async throws -> Response {
        Response.json(try await queries.incident(incident.id))
    }

    private func reload() async throws -> Response {
        let problems = await contents.reload()
        guard problems.isEmpty else {
            throw Problem(.unprocessableContent, "the tables were not changed: " + problems.joined(separator: "\n"))
        }
        return Response.json(["status": "reloaded"])
    }

    private func read(_ request: Request, _ context: WebContext) async throws -> (Int64, PersonalCommand) {
        let id = try context.numberInPath()
        let body = try await request.smallBody(context)
        return (id, try PersonalCommand(json: body, user: Credentials.userName(request.headers)))
    }
}

/// Who does something, and what they say: `{"by": "…", "text": "…"}`.
struct PersonalCommand: Equatable {
    static let textLimit = 10_000

    let by: String
    let text: String?

    /// - Parameter user: the name from basic authentication, used where `by` is missing.
    init(json: [UInt8], user: String?) throws {
        var (by, text): (String?, String?) = (user, nil)
        if !json.isEmpty {
            try json.withUnsafeBufferPointer { bytes in
                var reader = JSONReader(bytes)
                do throws(JSONError) {
                    try reader.readObject { (reader, key) throws(JSONError) in
                        switch key {
                        case "by": by = try reader.readString()
                        case "text": text = try reader.readString()
                        default: try reader.skipValue()
                        }
                    }
                    try reader.readEnd()
                } catch {
                    throw Problem(.badRequest, "the body is not {\"by\": \"…\", \"text\": \"…\"}: \(error)")
                }
            }
        }
        try self.init(by: by, text: text)
    }

    init(by: String?, text: String?) throws {
        guard let by = by?.singleLine(limit: 80), !by.isEmpty else {
            throw Problem(.badRequest, "\"by\" is missing or empty; say who does this")
        }
        self.by = by
        let text = text?.trimmingBlanks() ?? ""
        guard text.count <= Self.textLimit else {
            throw Problem(
                .badRequest,
                "\"text\" has \(text.count) characters, the limit is \(Self.textLimit); shorten it or send two")
        }
        self.text = text.isEmpty ? nil : text
    }
}

extension WebContext {
    func numberInPath() throws -> Int64 {
        let text = parameters.get("id") ?? ""
        guard let id = Int64(text), id > 0 else {
            throw Problem(.notFound, "\"\(text.singleLine(limit: 40))\" is not a number; incidents are numbered from 1")
        }
        return id
    }
}
