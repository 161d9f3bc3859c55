internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// Silences as JSON, below `/api/silences`.
struct SilenceAPI: Sendable {
    let queries: IncidentQueries
    let contents: WebContents

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.silencesAPI)) { request, _ in
            _ = try request.query([])
            return Response.json(try await queries.silences(at: contents.time.now()))
        }
        routes.post(RouterPath(Routes.silencesAPI)) { request, context in
            let asked = try await read(request, context)
            let silence = try await contents.engine.silences.add(asked, wayToAllow: "\"allow_longer\": true")
            return Response.json(view(silence), status: .created)
        }
        routes.post(RouterPath(Routes.silencePreviewAPI)) { request, context in
            let matchers = try await read(request, context).matchers()
            return Response.json(try await queries.previewView(matchers, at: contents.time.now()))
        }
        routes.post(RouterPath(Routes.expireSilenceAPI)) { request, context in
            _ = try request.query([])
            let id = try context.numberInPath(of: "silences")
            let command = try PersonalCommand(
                json: try await request.smallBody(context), user: Credentials.userName(request.headers), fields: ["by"])
            return Response.json(view(try await contents.engine.silences.expire(id, by: command.by)))
        }
    }

    private func view(_ silence: StoredSilence) -> SilenceView {
        SilenceView(silence, redactions: contents.tables.value.redactions, at: contents.time.now())
    }

    private func read(_ request: Request, _ context: WebContext) async throws -> SilenceRequest {
        _ = try request.query([])
        let body = try await request.smallBody(context)
        return try SilenceRequest(json: body, user: Credentials.userName(request.headers))
    }
}

extension SilenceRequest {
    static let keys = ["match", "from", "until", "for", "by", "why", "allow_longer"]

    /// - Parameter user: the name from basic authentication, used where `by` is missing.
    init(json: [UInt8], user: String?) throws {
        self.init(by: user ?? "")
        var unknown: String?
        var (found, repeated): (Set<String>, String?) = ([], nil)
        try json.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONError) {
                try reader.readObject { (reader, key) throws(JSONError) in
                    if !found.insert(key).inserted { repeated = key }
                    switch key {
                    case "match": match = try Self.texts(&reader)
                    case "from": from = try reader.readString()
                    case "until": until = try reader.readString()
                    case "for": duration = try reader.readString()
                    case "by": by = try reader.readString()
                    case "why": why = try reader.readString()
                    case "allow_longer": allowsLonger = try Self.flag(&reader)
                    default:
                        unknown = key
                        try reader.skipValue()
                    }
                }
                try reader.readEnd()
            } catch {
                throw Problem(
                    .badRequest,
                    "the body is not {\"match\": [\"…\"], \"until\": \"…\", \"by\": \"…\", \"why\": \"…\"}: \(error)")
            }
        }
        if let unknown { throw TextFields.problem(unknown, Self.keys) }
        if let repeated { throw TextFields.twice(repeated) }
    }

    /// A list of texts, or one.
    private static func texts(_ reader: inout JSONReader) throws(JSONError) -> [String] {
        guard try reader.peekKind() == .array else { return [try reader.readString()] }
        var texts: [String] = []
        try reader.readArray { (reader) throws(JSONError) in texts.append(try reader.readString()) }
        return texts
    }

    private static func flag(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        let text = reader.text(try reader.skipValue())
        guard ["true", "false"].contains(text) else { throw reader.error("true or false is expected") }
        return text == "true"
    }
}
