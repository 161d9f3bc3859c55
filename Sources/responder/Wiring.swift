internal import CPlatform
internal import Collectors
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentWeb
internal import Logging
internal import Notifiers
internal import ResponderConfig
internal import ServiceLifecycle
internal import Transport
internal import UnixSignals

struct WiringSettings: Sendable {
    var dataDirectory: String
    var routesDirectory: String
    var web: WebSettings
    var requireEndpoints: Bool
    /// What the environment has told us to keep secret; tables bring their own.
    var secrets: [Secret] = []
    var logRedactions = LogRedactions()
    /// How often the tables' files are looked at; `nil` is never.
    var tablesInterval: Duration?
}

/// What the program does to the world outside; a test gives its own.
struct Effects: Sendable {
    var time: TimeSource
    var http: HTTPClient
    var smtp: SMTPClient
    var runner: CollectorRunner

    static func live(proxies: ProxySettings, adoptsOrphans: Bool, logger: Logger) -> Effects {
        let http = HTTPClient.live(proxies: proxies)
        return Effects(
            time: .live, http: http, smtp: .live(),
            runner: .live(
                environment: Environment.all, adoptsOrphans: adoptsOrphans, http: http, now: TimeSource.live.now,
                logger: logger))
    }
}

/// Makes the program out of settings, tables and effects.
enum Wiring {
    static func build(
        _ settings: WiringSettings, loaded: LoadedRoutes, effects: Effects, logger: Logger
    ) async throws -> WiredResponder {
        let outbox = Outbox(effects: effects, spoolDirectory: settings.dataDirectory + "/spool", logger: logger)
        outbox.use(loaded)
        guard !settings.requireEndpoints || outbox.spoolWarnings.isEmpty else {
            throw CommandFailure(
                (outbox.spoolWarnings + ["--require-endpoints forbids the spool"]).joined(separator: "\n"))
        }
        // Who refuses to start leaves nothing behind.
        let store = try IncidentStore(
            directory: settings.dataDirectory, as: .server(address: "\(settings.web.host):\(settings.web.port)"),
            now: effects.time.now(), random: Randomness.bytes)
        let tables = CurrentTables(
            loaded.tables,
            secrets: settings.secrets
                + store.signingKeys.believed(at: effects.time.now()).flatMap { Secret.forms(ofKey: $0) })
        settings.logRedactions.follow(tables)
        if settings.secrets.contains(where: { !$0.isKnownByValue }) {
            logger.warning(
                "a token or password of the environment is shorter than \(Secret.shortestKnown) characters: it is not taken out of what collectors print"
            )
        }
        let registry = PrometheusRegistry()
        let context = ServiceContext(
            store: store, tables: tables, time: effects.time,
            metrics: EngineMetrics(factory: registry, notifiers: NotifierProfile.registered.map(\.kind)),
            logger: logger, pulse: ServicePulse(), owner: Randomness.bytes(8).hexadecimal)
        let address = PublicAddress(settings.web.publicURL)
        let links = address.links { store.signingKeys.current }
        let engine = Engine(
            context, links: links, runner: effects.runner, jitter: Randomness.fraction,
            waysOut: WaysOut(
                profiles: NotifierProfile.registered, endpoints: { outbox.endpoints },
                isSpooled: { outbox.isSpooled($0) }, messageID: { outbox.messageID(of: $0) },
                deliver: { await outbox.deliver($0, taken: $1).redacted(by: tables.value.redactions) },
                deliverBulletin: { await outbox.deliver($0).redacted(by: tables.value.redactions) }),
            alertmanager: .live(effects.http), outgoing: .live(effects.http), grafana: .live(effects.http))
        outbox.notifyOfChange { engine.tablesChanged() }
        let reloader = TableReloader(
            loaded, tables: tables, time: effects.time, interval: settings.tablesInterval, logger: logger,
            read: {
                RouteTables.read(
                    directory: settings.routesDirectory, notifiers: NotifierProfile.registered,
                    environment: Environment.all, now: effects.time.now())
            },
            use: { outbox.use($0, replacing: tables) })
        let contents = WebContents(
            engine: engine, store: store, tables: tables, links: links, time: effects.time, pulse: context.pulse,
            metrics: registry, version: Responder.version, reload: { await reloader.reload() },
            warnings: {
                let warnings =
                    outbox.warnings + engine.reconciliation.warnings + engine.auditor.warnings
                    + engine.outgoing.warnings + engine.annotations.warnings
                // They quote what others have answered.
                return warnings.map(tables.value.redactions.apply(to:))
            })
        let scheme = settings.web.tls == nil ? "http" : "https"
        let host = settings.web.host.contains(":") ? "[\(settings.web.host)]" : settings.web.host
        let server = try WebServer.make(contents, settings: settings.web, logger: logger) { port in
            address.listening("\(scheme)://\(host):\(port)")
            do {
                try address.remember(in: settings.dataDirectory)
                try ServedTables.remember(settings.routesDirectory, in: settings.dataDirectory)
            } catch {
                logger.warning(
                    "the command line will not know this server's address and tables", metadata: ["error": "\(error)"])
            }
            store.isServed(at: "\(scheme)://\(host):\(port)")
            Console.out("listening on \(scheme)://\(host):\(port)")
            platform_give_back_start()
        }
        for warning in CollectorRunner.problems(of: tables.value.collectors) + store.warnings + outbox.warnings {
            logger.warning("\(warning)")
        }
        try await Engine.recover(context)
        return WiredResponder(
            store: store, engine: engine, server: server, reloader: reloader,
            watcher: ExternalChangeWatcher(
                version: { try await store.externalVersion() },
                wake: {
                    // By the command line.
                    if (try? await store.refreshSigningKeys()) == true {
                        tables.know(Secret.forms(ofKey: store.signingKeys.current))
                        logger.notice("links are signed with another key from now on")
                    }
                    for service in engine.services { service.wakeup.signal() }
                }, time: effects.time),
            time: effects.time, logger: logger)
    }
}

/// The whole program, ready to run.
struct WiredResponder: Sendable {
    let store: IncidentStore
    let engine: Engine
    let server: any Service
    let reloader: TableReloader
    let watcher: ExternalChangeWatcher
    let time: TimeSource
    let logger: Logger

    /// Runs until SIGTERM or SIGINT; then stops accepting, finishes requests in flight, and closes the store.
    func run() async throws {
        // The first listed stops last: the server before the services that carry out what it stored. What has begun may
        // end within these times: a request of a slow client, a message that would have to be sent again.
        let services: [any Service] = [
            BoundedShutdown(engine, grace: .seconds(2), time: time), reloader, watcher,
            BoundedShutdown(server, grace: .seconds(5), time: time),
        ]
        var configuration = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(8)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            try? store.close()
            throw CommandFailure("\(error)")
        }
        try store.close()
        logger.info("stopped")
    }
}
