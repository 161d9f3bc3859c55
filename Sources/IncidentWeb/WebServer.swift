internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
package import IncidentEngine
package import IncidentStore
package import Logging
internal import NIOCore
package import ServiceLifecycle

/// What the server works with.
package struct WebContents: Sendable {
    package let engine: Engine
    package let store: IncidentStore
    package let tables: CurrentTables
    package let links: Links
    package let time: TimeSource
    package let pulse: ServicePulse
    package let metrics: PrometheusRegistry
    /// Reads the tables anew; returns the problems that kept the old set in force.
    package let reload: @Sendable () async -> [String]
    /// Shown on every page: what goes to the spool, and the like.
    package let warnings: @Sendable () -> [String]

    package init(
        engine: Engine, store: IncidentStore, tables: CurrentTables, links: Links, time: TimeSource,
        pulse: ServicePulse, metrics: PrometheusRegistry, reload: @escaping @Sendable () async -> [String],
        warnings: @escaping @Sendable () -> [String]
    ) {
        self.engine = engine
        self.store = store
        self.tables = tables
        self.links = links
        self.time = time
        self.pulse = pulse
        self.metrics = metrics
        self.reload = reload
        self.warnings = warnings
    }
}

/// How the server listens and whom it lets in.
package struct WebSettings: Sendable {
    package var host: String
    package var port: Int
    package var webhookTokens: Credentials
    package var apiTokens: Credentials
    /// How people reach this server, if not by the address it listens on.
    package var publicURL: String?
    package var maxBodyBytes: Int
    /// A webhook body must have come whole by then; a slow one holds a connection only so long.
    package var bodyDeadline: Duration
    /// `nil` is clear text.
    package var tls: TLSFiles?

    package init(
        host: String, port: Int, webhookTokens: Credentials, apiTokens: Credentials, publicURL: String? = nil,
        maxBodyBytes: Int, bodyDeadline: Duration = .seconds(30), tls: TLSFiles? = nil
    ) {
        self.host = host
        self.port = port
        self.webhookTokens = webhookTokens
        self.apiTokens = apiTokens
        self.publicURL = publicURL
        self.maxBodyBytes = maxBodyBytes
        self.bodyDeadline = bodyDeadline
        self.tls = tls
    }
}

/// The HTTP server: webhook, JSON API, pages, health and metrics.
package enum WebServer {
    /// So many connections are served at once; more wait to be accepted.
    static let connectionLimit = 1024
    /// A connection on which nothing happens for so long is closed.
    static let idleTimeout: TimeAmount = .seconds(60)

    /// - Parameter onRunning: called once it accepts connections, with its real port.
    package static func make(
        _ contents: WebContents, settings: WebSettings, logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> any Service {
        let http1 = HTTP1Channel.Configuration(
            idleTimeout: idleTimeout, httpDecoderConfiguration: .init(maxHeaderFieldSize: 32 * 1024))
        var server = HTTPServerBuilder.http1(configuration: http1)
        if let tls = settings.tls { server = try .tls(server, tlsConfiguration: tls.configuration()) }
        let application = Application(
            responder: try router(contents, settings).buildResponder(),
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(connectionLimit)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? settings.port) },
            logger: logger)
        return ListeningServer(server: application, address: "\(settings.host):\(settings.port)")
    }

    static func router(_ contents: WebContents, _ settings: WebSettings) throws -> Router<WebContext> {
        let router = MethodAwareRouter(Router(context: WebContext.self, options: .autoGenerateHeadEndpoints))
        // Outermost, so that error answers carry them too.
        router.add(middleware: SecurityHeadersMiddleware())
        let renderer = try PageRenderer()
        router.add(middleware: ProblemMiddleware(renderer: renderer))
        let webhook = AlertmanagerWebhook(
            intake: contents.engine.intake,
            admission: Admission(credentials: settings.webhookTokens, setting: "RESPONDER_WEBHOOK_TOKEN"),
            maxBodyBytes: settings.maxBodyBytes, bodyDeadline: settings.bodyDeadline)
        webhook.addRoutes(to: router)

        let people = router.group().add(
            middleware: SameOriginMiddleware(publicAuthority: settings.publicURL.map(Authority.init)))
        HealthRoutes(contents).add(to: people)
        let queries = IncidentQueries(store: contents.store, tables: contents.tables, links: contents.links)
        let api = people.group().add(
            middleware: AccessMiddleware(
                admission: Admission(credentials: settings.apiTokens, setting: "RESPONDER_API_TOKEN")))
        IncidentAPI(queries: queries, contents: contents).addRoutes(to: api)
        let pages = IncidentPages(queries: queries, contents: contents, renderer: renderer)
        pages.addRoutes(to: api)
        pages.addOpenRoutes(to: people)
        return router.refusingOtherMethods()
    }
}
