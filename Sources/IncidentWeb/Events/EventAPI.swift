internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// `GET /api/events`: every timeline entry as it comes, as server-sent events.
struct EventAPI: Sendable {
    static let parameters = ["incident", "last_event_id"]
    static let streamLimit = 64

    private let contents: WebContents
    private let feed: EventFeed
    private let streams = EventStreams(limit: Self.streamLimit)

    init(contents: WebContents) {
        self.contents = contents
        feed = EventFeed(store: contents.store, tables: contents.tables, time: contents.time)
    }

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.eventsAPI)) { request, context in try await follow(request, context) }
    }

    private func follow(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try request.query(Self.parameters)
        let incident = try fields["incident"].map { try Self.number($0, "incident", from: 1) }
        if let incident { try await feed.check(incident) }
        // A browser that comes back says by itself where it was, and asks by the same address as at first.
        let header = request.headers[.lastEventID].flatMap { $0.isEmpty ? nil : $0 }
        let last =
            try header.map { try Self.number($0, "Last-Event-ID", from: 0) }
            ?? fields["last_event_id"].map { try Self.number($0, "last_event_id", from: 0) }
        guard let place = streams.enter() else {
            throw Problem(
                .serviceUnavailable,
                "\(streams.limit) follow the events already, and there is room for no more; ask again later",
                headers: [.retryAfter: "15"])
        }
        // What is not there yet would keep a follower waiting for it: of a database that was put back, for long.
        let newest = try await feed.newest()
        let stream = EventStream(
            feed: feed, time: contents.time, channel: context.channel, start: min(last ?? newest, newest),
            incident: incident)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .accelBuffering: "no",
            ],
            body: ResponseBody { writer in
                try await stream.write(to: &writer)
                withExtendedLifetime(place) {}
            })
    }

    private static func number(_ text: String, _ name: String, from least: Int64) throws -> Int64 {
        guard let number = Int64(text), number >= least else {
            throw Problem(
                .badRequest, "\(name) \"\(text.singleLine(limit: 40))\" is no number from \(least), as there are here")
        }
        return number
    }
}

extension HTTPField.Name {
    fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID")!
    /// Proxies of nginx's kind hold back what they may collect.
    fileprivate static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
