import Foundation
import Hummingbird
import IncidentCore
import IncidentEngine
import IncidentStore
import Logging
import Notifiers
import ResponderConfig
import ServiceLifecycle
import Synchronization
import TestSupport
import Transport

@testable import IncidentWeb

/// The web server on a free port of 127.0.0.1, over a real store in a scratch folder, with the shipped tables.
///
/// Nothing outside is told anything. The services of the engine do not run by themselves: a test calls `tick()` for
/// what they would do.
final class WebHarness: Sendable {
    /// What a test may set; the defaults ask for no token.
    struct Settings: Sendable {
        var webhookTokens: String?
        var webhookSigningKeys: String?
        var apiTokens: String?
        var publicURL: String?
        var maxBodyBytes = 16 << 20
        var connections = ConnectionLimits()
        var tls: TLSFiles?
        var warnings: [String] = []
        /// What the tables read their secrets from.
        var environment: [String: String] = [:]
        /// Those of the tables.
        var endpoints: [EndpointID] = []
        /// What becomes of every message.
        var outcome = DeliveryOutcome.sent
        /// What every collector writes.
        var collectorOutput = ""
        /// How long a write waits for who else holds the database.
        var busyTimeout: Duration = .seconds(5)

        var web: WebSettings {
            WebSettings(
                host: "127.0.0.1", port: 0, webhookTokens: Credentials(setting: webhookTokens),
                webhookSigningKeys: Credentials(setting: webhookSigningKeys),
                apiTokens: Credentials(setting: apiTokens), publicURL: publicURL, maxBodyBytes: maxBodyBytes,
                connections: connections, tls: tls)
        }
    }

    let folder: ScratchFolder
    let store: IncidentStore
    let engine: Engine
    let contents: WebContents
    let clock = TestClock()
    let log = LogLines(from: .warning)
    private let settings: Settings
    private let listening = Mutex(0)

    /// A server that does not listen yet.
    init(_ settings: Settings = Settings()) throws {
        self.settings = settings
        folder = try ScratchFolder()
        store = try IncidentStore(
            directory: folder.file("data").path, now: clock.now, random: { [UInt8](repeating: 7, count: $0) },
            busyTimeout: settings.busyTimeout)
        let routes = ResponderInstallation.root.appending(path: "routes").path
        let tables = CurrentTables(
            try RouteTables.load(
                directory: routes, notifiers: NotifierProfile.registered, environment: settings.environment
            ).tables)
        let registry = PrometheusRegistry()
        let context = ServiceContext(
            store: store, tables: tables, time: clock.source,
            metrics: EngineMetrics(factory: registry, notifiers: NotifierProfile.registered.map(\.kind)),
            logger: log.logger, pulse: ServicePulse(), owner: "web under test")
        let links = Links.sample { [store] in store.signingKeys.current }
        engine = Engine(
            context, links: links, runner: .writing(settings.collectorOutput, at: clock), jitter: { 0.5 },
            waysOut: WaysOut(
                profiles: NotifierProfile.registered, endpoints: { settings.endpoints },
                deliver: { _, _ in settings.outcome }, deliverBulletin: { _ in settings.outcome }))
        contents = WebContents(
            engine: engine, store: store, tables: tables, links: links, time: clock.source, pulse: context.pulse,
            metrics: registry, version: "1.2.3", reload: { [] }, warnings: { settings.warnings })
    }

    deinit { try? store.close() }

    /// Runs a server around a test and stops it afterwards.
    static func run<Result>(
        _ settings: Settings = Settings(), isolation: isolated (any Actor)? = #isolation,
        _ test: (WebHarness) async throws -> Result
    ) async throws -> Result {
        let web = try WebHarness(settings)
        let ports = AsyncStream.makeStream(of: Int.self)
        let application = try WebServer.make(
            web.contents, settings: settings.web, logger: web.log.logger,
            onRunning: { ports.continuation.yield($0) })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [ServiceGroupConfiguration.ServiceConfiguration(service: application)],
                logger: web.log.logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { ports.continuation.finish() }
                try await group.run()
            }
            guard let port = await ports.stream.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw ServerDidNotBegin()
            }
            web.listening.withLock { $0 = port }
            let result = try await test(web)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }

    var port: Int { listening.withLock { $0 } }

    /// Without a token.
    var api: ResponderAPI { ResponderAPI(origin: "http://127.0.0.1:\(port)") }

    func api(token: String) -> ResponderAPI { ResponderAPI(origin: api.origin, token: token) }

    func router() throws -> RouterResponder<WebContext> {
        try WebServer.router(contents, settings.web).buildResponder()
    }

    /// Lets every service do once what is due.
    func tick() async throws {
        _ = try await engine.deliveries.tick()
        for service in engine.services { _ = try await service.tick() }
    }
}

struct ServerDidNotBegin: Error {}
