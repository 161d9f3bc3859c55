internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// The JSON API below `/api/`.
struct IncidentAPI: Sendable {
    let queries: IncidentQueries
    let contents: WebContents

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.indexAPI)) { request, _ in
            _ = try request.query([])
            return Response.json(APIIndex())
        }
        routes.get(RouterPath(Routes.incidentsAPI)) { request, _ in
            let fields = try request.query(IncidentFilter.parameters)
            let filter = try IncidentFilter(query: fields, now: contents.time.now())
            return Response.json(try await queries.list(filter, at: contents.time.now()))
        }
        routes.get(RouterPath(Routes.incidentAPI)) { request, context in
            _ = try request.query([])
            return Response.json(try await queries.detail(try context.numberInPath(), at: contents.time.now()))
        }
        routes.get(RouterPath(Routes.alertsAPI)) { request, context in
            Response.json(try await queries.alerts(try context.numberInPath(), try ListPlace(request)))
        }
        routes.get(RouterPath(Routes.timelineAPI)) { request, context in
            Response.json(try await queries.timeline(try context.numberInPath(), try ListPlace(request)))
        }
        routes.get(RouterPath(Routes.explanationAPI)) { request, context in
            _ = try request.query([])
            return Response.json(
                try await queries.explanation(try context.numberInPath(), at: contents.time.now()))
        }
        routes.get(RouterPath(Routes.artifactOutputAPI)) { request, context in
            _ = try request.query([])
            return try await artifactOutput(context)
        }
        routes.get(RouterPath(Routes.artifactChangesAPI)) { request, context in
            _ = try request.query([])
            let id = try context.numberInPath(of: "artifacts")
            guard let comparison = try await contents.store.readForPeople({ try $0.artifactComparison(id) }) else {
                throw Problem(
                    .notFound,
                    "artifact \(id) was compared with nothing; those are whose collector has a baseline from before the incident",
                    kind: .noSuchRecord)
            }
            return Response.json(ComparisonView(comparison.redacted(by: contents.tables.value.redactions)))
        }
        routes.get(RouterPath(Routes.artifactChartAPI)) { request, context in
            _ = try request.query([])
            let id = try context.numberInPath(of: "artifacts")
            guard let chart = try await contents.store.readForPeople({ try $0.artifactChart(id) }) else {
                throw Problem(
                    .notFound, "artifact \(id) has no chart; those that asked Prometheus have", kind: .noSuchRecord)
            }
            return Response.json(ChartView(chart.redacted(by: contents.tables.value.redactions)))
        }
        routes.get(RouterPath(Routes.unplacedAlertsAPI)) { request, _ in
            _ = try request.query([])
            let doubtful = try await contents.store.readForPeople { try $0.doubtfulAlerts() }
            let redactions = contents.tables.value.redactions
            return Response.json(UnplacedAlertListView(doubtful, redactions: redactions))
        }
        routes.post(RouterPath(Routes.acknowledgeAPI)) { request, context in
            let (id, command) = try await read(request, context, flags: [PersonalCommand.takeOverFlag])
            return try await answer(
                contents.engine.commands.acknowledge(
                    id, by: command.by, text: command.text, way: .api, takeOver: command.takeOver))
        }
        routes.post(RouterPath(Routes.resolveAPI)) { request, context in
            let (id, command) = try await read(request, context, flags: [PersonalCommand.stillFiringFlag])
            return try await answer(
                contents.engine.commands.resolve(
                    id, by: command.by, text: command.text, way: .api, stillFiring: command.stillFiring))
        }
        routes.post(RouterPath(Routes.notesAPI)) { request, context in
            let (id, command) = try await read(request, context)
            guard let text = command.text else {
                throw Problem(.badRequest, "\"text\" is missing or empty; write what to note")
            }
            return try await answer(contents.engine.commands.note(id, by: command.by, text: text))
        }
        for deed in DeedRoutes.all {
            routes.post(RouterPath(deed.api)) { request, context in
                let (id, command) = try await read(request, context, besides: deed.fields, flags: deed.flags)
                return try await answer(
                    deed.perform(contents.engine.commands, id, command, command.deed(.api)))
            }
        }
        routes.post(RouterPath(Routes.reloadAPI)) { request, _ in
            _ = try request.query([])
            return try await reload()
        }
    }

    private func artifactOutput(_ context: WebContext) async throws -> Response {
        let id = try context.numberInPath(of: "artifacts")
        guard let output = try await contents.store.readForPeople({ try $0.artifactOutput(id) }) else {
            throw Problem(
                .notFound, "no artifact \(id); an incident's artifacts stand in /api/incidents/{id}",
                kind: .noSuchRecord)
        }
        // A terminal would follow the marks that turn the direction of writing, as it would escape sequences.
        // Once more: an older release knew less.
        return .text(contents.tables.value.redactions.apply(to: output).withVisibleControls)
    }

    private func answer(_ incident: Incident) async throws -> Response {
        Response.json(try await queries.incident(incident.id, at: contents.time.now()))
    }

    private func reload() async throws -> Response {
        let problems = await contents.reload()
        guard problems.isEmpty else {
            throw Problem(
                .unprocessableContent, "the tables were not changed: " + problems.joined(separator: "\n"),
                kind: .tablesRefused)
        }
        return Response.json(["status": "reloaded"])
    }

    private func read(
        _ request: Request, _ context: WebContext, besides fields: [String] = [], flags: [String] = []
    ) async throws -> (Int64, PersonalCommand) {
        _ = try request.query([])
        let id = try context.numberInPath()
        let body = try await request.smallBody(context)
        let known = PersonalCommand.common + fields
        return (
            id,
            try PersonalCommand(json: body, user: Credentials.userName(request.headers), fields: known, flags: flags)
        )
    }
}

extension ListPlace {
    static let parameters = ["limit", "cursor"]

    /// From `?limit=&cursor=`.
    init(_ request: Request) throws {
        let fields = try request.query(Self.parameters)
        try self.init(limit: fields["limit"], cursor: fields["cursor"])
    }
}

extension WebContext {
    func numberInPath(of what: String = "incidents") throws -> Int64 {
        let text = parameters.get("id") ?? ""
        guard let id = Int64(text), id > 0 else {
            throw Problem(
                .notFound, "\"\(text.singleLine(limit: 40))\" is not a number from 1, as \(what) have",
                kind: .noSuchRecord)
        }
        return id
    }
}
