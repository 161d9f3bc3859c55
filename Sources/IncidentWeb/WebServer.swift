internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
package import IncidentEngine
package import IncidentStore
internal import IncidentViews
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
    /// The program's version.
    package let version: String
    /// Shown on every page: what goes to the spool, and the like.
    package let warnings: @Sendable () -> [String]

    package init(
        engine: Engine, store: IncidentStore, tables: CurrentTables, links: Links, time: TimeSource,
        pulse: ServicePulse, metrics: PrometheusRegistry, version: String,
        reload: @escaping @Sendable () async -> [String],
        warnings: @escaping @Sendable () -> [String]
    ) {
        self.engine = engine
        self.store = store
        self.tables = tables
        self.links = links
        self.time = time
        self.pulse = pulse
        self.metrics = metrics
        self.version = version
        self.reload = reload
        self.warnings = warnings
    }
}

/// How the server listens and whom it lets in.
package struct WebSettings: Sendable {
    package var host: String
    package var port: Int
    package var webhookTokens: Credentials
    /// Keys with which a webhook's body may be signed, as Grafana does it.
    package var webhookSigningKeys: Credentials
    package var apiTokens: Credentials
    /// How people reach this server, if not by the address it listens on.
    package var publicURL: String?
    package var maxBodyBytes: Int
    package var connections: ConnectionLimits
    /// `nil` is clear text.
    package var tls: TLSFiles?

    package init(
        host: String, port: Int, webhookTokens: Credentials,
        webhookSigningKeys: Credentials = Credentials(setting: nil), apiTokens: Credentials, publicURL: String? = nil,
        maxBodyBytes: Int, connections: ConnectionLimits = ConnectionLimits(), tls: TLSFiles? = nil
    ) {
        self.host = host
        self.port = port
        self.webhookTokens = webhookTokens
        self.webhookSigningKeys = webhookSigningKeys
        self.apiTokens = apiTokens
        self.publicURL = publicURL
        self.maxBodyBytes = maxBodyBytes
        self.connections = connections
        self.tls = tls
    }
}

/// The HTTP server: webhook, JSON API, pages, health and metrics.
package enum WebServer {
    /// Connections that were told to make room may need a moment to be gone.
    private static let closingConnections = 128
    /// A connection on which nothing happens for so long is closed.
    static let idleTimeout: TimeAmount = .seconds(60)

    /// - Parameter onRunning: called once it accepts connections, with its real port.
    package static func make(
        _ contents: WebContents, settings: WebSettings, logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> any Service {
        let limits = settings.connections.fitting(openFiles: openFileLimit)
        if limits != settings.connections {
            logger.warning(
                "fewer connections are served than set, because the process may open few files; raise its limit (ulimit -n)",
                metadata: ["connections": "\(limits.total)", "open files": "\(openFileLimit)"])
        }
        let application = Application(
            responder: try router(contents, settings).buildResponder(),
            server: try channels(settings, OpenConnections(limits: limits, metrics: contents.metrics)),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.total + closingConnections)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? settings.port) },
            logger: logger)
        return ListeningServer(server: application, address: "\(settings.host):\(settings.port)")
    }

    /// How a connection is set up: guarded, and below that with TLS where it is set.
    private static func channels(
        _ settings: WebSettings, _ connections: OpenConnections
    ) throws -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(
            idleTimeout: idleTimeout,
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 32 * 1024, maxHeaderListSize: 48 * 1024))
        let tls = try settings.tls?.configuration()
        let proof = SenderProof(
            webhook: settings.webhookTokens, api: settings.apiTokens,
            opensToThisMachine: settings.webhookTokens.isEmpty && settings.webhookSigningKeys.isEmpty)
        return HTTPServerBuilder { responder in
            let channel = HostChannel(
                base: GuardedChannel(
                    base: HTTP1Channel(responder: responder, configuration: configuration), connections: connections,
                    proof: proof, speaksTLS: tls != nil))
            guard let tls else { return channel }
            return try TLSChannel(channel, tlsConfiguration: tls)
        }
    }

    /// How many files the process may have open.
    private static var openFileLimit: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }

    static func router(_ contents: WebContents, _ settings: WebSettings) throws -> Router<WebContext> {
        let router = MethodAwareRouter(Router(context: WebContext.self, options: .autoGenerateHeadEndpoints))
        // Outermost, so that error answers carry them too.
        router.add(middleware: SecurityHeadersMiddleware(isSecure: settings.tls != nil))
        let renderer = try PageRenderer()
        router.add(middleware: ProblemMiddleware(renderer: renderer, time: contents.time))
        router.add(middleware: RequestLineMiddleware())
        router.add(middleware: FramingMiddleware())
        let webhook = AlertmanagerWebhook(
            intake: contents.engine.intake, store: contents.store,
            admission: Admission(
                credentials: settings.webhookTokens, setting: "RESPONDER_WEBHOOK_TOKEN",
                signingKeys: settings.webhookSigningKeys),
            maxBodyBytes: settings.maxBodyBytes, time: contents.time)
        webhook.addRoutes(to: router)
        PagerDutyWebhook(inbox: contents.engine.pagerDuty, tables: contents.tables, time: contents.time)
            .addRoutes(to: router)

        let people = router.group().add(
            middleware: SameOriginMiddleware(publicAuthority: settings.publicURL.map(Authority.init)))
        HealthRoutes(contents).add(to: people)
        let queries = IncidentQueries(store: contents.store, tables: contents.tables, links: contents.links)
        let api = people.group().add(
            middleware: AccessMiddleware(
                admission: Admission(credentials: settings.apiTokens, setting: "RESPONDER_API_TOKEN")))
        IncidentAPI(queries: queries, contents: contents).addRoutes(to: api)
        let pages = IncidentPages(
            queries: queries, contents: contents, renderer: renderer, asksForLogin: !settings.apiTokens.isEmpty)
        pages.addRoutes(to: api)
        OnCallAPI(contents: contents).addRoutes(to: api)
        ContactTestAPI(contents: contents).addRoutes(to: api)
        OnCallPages(contents: contents, pages: pages).addRoutes(to: api)
        DigestAPI(contents: contents, renderer: renderer, warnings: { pages.warnings(at: $0) }).addRoutes(to: api)
        StormAPI(contents: contents, renderer: renderer, warnings: { pages.warnings(at: $0) }).addRoutes(to: api)
        SilenceAPI(queries: queries, contents: contents).addRoutes(to: api)
        KeyAPI(contents: contents).addRoutes(to: api)
        SilencePages(queries: queries, contents: contents, renderer: renderer, warnings: { pages.warnings(at: $0) })
            .addRoutes(to: api)
        EndpointAPI(contents: contents, renderer: renderer, warnings: { pages.warnings(at: $0) }).addRoutes(to: api)
        EventAPI(contents: contents).addRoutes(to: api)
        HealthAPI(contents: contents, warnings: { pages.warnings(at: $0) }).addRoutes(to: api)
        pages.addOpenRoutes(to: people)
        TimesForm().addRoutes(to: people)
        return router.refusingOtherMethods()
    }
}
