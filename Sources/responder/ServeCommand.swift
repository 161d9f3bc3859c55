internal import ArgumentParser
internal import CPlatform
internal import Collectors
internal import Foundation
internal import IncidentEngine
internal import IncidentWeb
internal import Logging
internal import ServiceLifecycle

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Takes alerts, runs diagnostics and tells people.",
        discussion: """
            Tokens come from the environment: RESPONDER_WEBHOOK_TOKEN for alerts, RESPONDER_API_TOKEN for the API and
            the pages; each may hold two, separated by a comma. SIGHUP reads the tables anew.
            """)

    @Option(
        help: "Address and port to listen on; port 0 picks a free one (RESPONDER_LISTEN; \(ListenAddress.standard)).",
        transform: { try ListenAddress(setting: $0) })
    var listen: ListenAddress?

    @OptionGroup var data: DataOption
    @OptionGroup var routes: RoutesOption

    @Option(
        help:
            "How people reach this server; begins the links in messages, and is where forms may come from (RESPONDER_PUBLIC_URL).",
        transform: { try PublicURL(setting: $0) })
    var publicURL: PublicURL?

    // What begins with a dash is a value here too: `-1s` is told that it is no time, and not that one is missing.
    @Option(
        parsing: .unconditional,
        help:
            "How often the tables are compared with those in force; 0s: never, only SIGHUP and POST /api/reload read them (RESPONDER_TABLES_INTERVAL; 2s).",
        transform: { try TablesInterval(setting: $0) })
    var tablesInterval: TablesInterval?

    @Option(parsing: .unconditional, help: "The largest webhook body in bytes; a larger one is answered with 413.")
    var maxBodyBytes = 16 << 20

    @Option(parsing: .unconditional, help: "How many connections are served at once.")
    var maxConnections = ConnectionLimits().total

    @Option(parsing: .unconditional, help: "How many of them one other address has, until it proves a token on them.")
    var connectionsPerAddress = ConnectionLimits().perAddress

    @Option(help: "PEM file with the server's certificate chain; turns TLS on.")
    var tlsCertificate: String?

    @Option(help: "PEM file with its private key.")
    var tlsKey: String?

    @Option(help: "PEM file of the authorities whose clients are let in; turns client certificates on.")
    var tlsClientCa: String?

    @Flag(help: "Refuse to start while an endpoint has no credentials, instead of using the spool.")
    var requireEndpoints = false

    @OptionGroup var log: LogOptions

    private var tlsFiles: TLSFiles? {
        guard let tlsCertificate, let tlsKey else { return nil }
        return TLSFiles(certificate: tlsCertificate, key: tlsKey, clientAuthorities: tlsClientCa)
    }

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key belong together; give both or neither")
        }
        guard tlsClientCa == nil || tlsCertificate != nil else {
            throw ValidationError("--tls-client-ca needs --tls-certificate and --tls-key")
        }
        guard (16...65_536).contains(maxConnections) else {
            throw ValidationError("--max-connections is \(maxConnections), a number from 16 to 65536 is needed")
        }
        guard connectionsPerAddress >= 1 else {
            throw ValidationError("--connections-per-address is \(connectionsPerAddress), a number from 1 is needed")
        }
        guard (1...1 << 30).contains(maxBodyBytes) else {
            throw ValidationError("--max-body-bytes is \(maxBodyBytes), a number from 1 to \(1 << 30) is needed")
        }
    }

    func run() async throws {
        platform_tune_memory()
        if let tooFew = OpenFiles.raiseLimit() { throw CommandFailure(tooFew) }
        let adoptsOrphans = platform_adopt_orphans()
        // A trusted program runs as the same user.
        _ = platform_hide_memory()
        let tokens = (
            webhook: try Environment.credentials("RESPONDER_WEBHOOK_TOKEN"),
            signing: try Environment.credentials("RESPONDER_WEBHOOK_SIGNING_KEY"),
            api: try Environment.credentials("RESPONDER_API_TOKEN")
        )
        let listen = try listen ?? Environment.setting("RESPONDER_LISTEN") ?? .standard
        let interval = try tablesInterval ?? Environment.setting("RESPONDER_TABLES_INTERVAL") ?? .standard
        let publicURL = try publicURL ?? Environment.setting("RESPONDER_PUBLIC_URL")
        let proxies = try Environment.proxies()
        let opensWebhook = !tokens.webhook.isEmpty || !tokens.signing.isEmpty
        guard listen.isLoopback || opensWebhook || !tokens.api.isEmpty else {
            throw CommandFailure(
                "listening on \(listen.description) needs a token: set RESPONDER_WEBHOOK_TOKEN and RESPONDER_API_TOKEN, or listen on 127.0.0.1"
            )
        }
        let loaded = try routes.load(calendarsMayFail: true)
        let logRedactions = LogRedactions(knowing: Environment.secrets)
        let logger = try log.makeLogger(logRedactions)
        var connections = ConnectionLimits()
        (connections.total, connections.perAddress) = (maxConnections, connectionsPerAddress)
        let settings = WebSettings(
            host: listen.host, port: listen.port, webhookTokens: tokens.webhook, webhookSigningKeys: tokens.signing,
            apiTokens: tokens.api, publicURL: publicURL?.text, maxBodyBytes: maxBodyBytes, connections: connections,
            tls: tlsFiles)
        let wired = try await Wiring.build(
            WiringSettings(
                dataDirectory: data.dataDir, routesDirectory: routes.routes, web: settings,
                requireEndpoints: requireEndpoints, secrets: Environment.secrets, logRedactions: logRedactions,
                tablesInterval: interval.duration),
            loaded: loaded, effects: .live(proxies: proxies, adoptsOrphans: adoptsOrphans, logger: logger),
            logger: logger)
        if !opensWebhook && tokens.api.isEmpty {
            logger.notice("no token is set: only this machine is answered")
        } else if !opensWebhook {
            logger.warning("RESPONDER_WEBHOOK_TOKEN is not set: alerts are taken from this machine only")
        } else if tokens.api.isEmpty {
            logger.warning("RESPONDER_API_TOKEN is not set: the API and the pages answer this machine only")
        }
        if publicURL == nil, !listen.isLoopback {
            logger.warning("no public URL is set: links in messages lead to where we listen; set RESPONDER_PUBLIC_URL")
        }
        try await wired.run()
    }
}
