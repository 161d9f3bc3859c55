internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentWeb
internal import Transport

struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Lets a marked alert go the whole way to people, and measures it.",
        discussion: """
            Posts an alert called [DRILL] to the running server, waits until who is to be told at once has been, prints by \
            which way and after how long, and resolves it. It tells people as any other alert of its priority and labels \
            does. RESPONDER_WEBHOOK_TOKEN has the server's token, if it wants one.
            """)

    @Option(help: "P1 to P4.")
    var priority: String
    @Option(
        name: .customLong("label"), help: "A label for the tables to go by, such as component=postgres; several times.")
    var labels: [String] = []
    @Option(help: "How long to wait for it to be told, and then for its end.")
    var wait = "60s"
    @Option(help: "Where the server is reached; where it listens, if it is left out.")
    var url: String?
    @OptionGroup var person: PersonOption
    @OptionGroup var format: FormatOption
    @OptionGroup var data: DataOption

    func validate() throws {
        _ = try urgency
        _ = try pairs
        _ = try patience
    }

    func run() async throws {
        let limit = try patience
        let drill = DrillAlert(
            nonce: Randomness.bytes(8).hexadecimal, priority: try urgency, labels: try pairs, by: try person.name,
            startedAt: TimeSource.live.now())
        let store = try open()
        let webhook = try DrillWebhook(
            origin: url ?? ServedAddress.origin(in: data.dataDir),
            token: try Environment.firstToken("RESPONDER_WEBHOOK_TOKEN"))
        try await webhook.post(drill.body(.firing, at: drill.startedAt))
        let told = await watch(store, drill, limit: limit) { $0.isTold }
        // Whatever came of it: what is left open would go on to the next step.
        let endedAt = TimeSource.live.now()
        try await webhook.post(drill.body(.resolved, at: endedAt))
        let ended = await watch(store, drill, limit: limit) { $0.isOver }
        guard let told, let ended else {
            throw CommandFailure(
                "the server took the drill, and no incident came of it in \(data.dataDir); is it another server's?")
        }
        let report = DrillReport(drill, told: told, ended: ended, endedAt: endedAt)
        switch format.output {
        case .json: try format.printJSON(report)
        case .table: Console.out(report.text)
        }
        if let problem = report.problem { throw CommandFailure(problem) }
    }

    private func open() throws -> ReadOnlyStore {
        do {
            return try ReadOnlyStore(directory: data.dataDir)
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// Looks until it is as it should be, or the time is over.
    ///
    /// - Returns: as it was seen last; `nil` when there was no incident.
    private func watch(
        _ store: ReadOnlyStore, _ drill: DrillAlert, limit: Duration, until isDone: (DrillState) -> Bool
    ) async -> DrillState? {
        let end = ContinuousClock.now + limit
        while true {
            let state = try? store.read { try DrillState(drill, $0) }
            if let state, isDone(state) || ContinuousClock.now >= end { return state }
            guard ContinuousClock.now < end else { return nil }
            // Another program writes what is looked for, and nothing tells us of it.
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private var urgency: Priority {
        get throws {
            guard let urgency = Priority(word: priority) else {
                throw ValidationError("--priority is \"\(priority)\"; give P1, P2, P3 or P4")
            }
            return urgency
        }
    }

    private var pairs: [Labels.Pair] {
        get throws {
            let pairs = try AlertGroup(labels: labels).alerts.flatMap(\.labels.pairs)
            if let taken = pairs.first(where: { DrillAlert.ownLabels.contains($0.name) }) {
                throw ValidationError("--label \(taken.name) is the drill's own; leave it out")
            }
            return pairs
        }
    }

    private var patience: Duration {
        get throws {
            guard let duration = Duration(prometheus: wait), duration > .zero, duration <= .seconds(3600) else {
                throw ValidationError("--wait is \"\(wait)\"; give a time such as 60s, at most 1h")
            }
            return duration
        }
    }
}

/// Where the server of a data folder takes webhooks.
struct DrillWebhook {
    private let origin: String
    private let headers: [String: String]
    private let client: HTTPClient

    init(origin: String, token: String?) throws {
        self.origin = origin.hasSuffix("/") ? String(origin.dropLast()) : origin
        var headers = ["Content-Type": "application/json"]
        if let token { headers["Authorization"] = "Bearer \(token)" }
        self.headers = headers
        client = .live(proxies: try Environment.proxies())
    }

    func post(_ body: [UInt8]) async throws {
        let response: HTTPResponse
        do {
            response = try await client.send(
                HTTPRequest(
                    method: .post, url: origin + Routes.alertmanagerWebhook, headers: headers, body: body,
                    connectTimeout: .seconds(5), timeout: .seconds(15)))
        } catch {
            throw CommandFailure("no server answers at \(origin): \(error); start it, or name it with --url")
        }
        guard response.status == 200 else {
            let hint = response.status == 401 ? "; put the server's token into RESPONDER_WEBHOOK_TOKEN" : ""
            throw CommandFailure(
                "the server at \(origin) does not take the drill: \(response.status) \(response.text.singleLine(limit: 300))\(hint)"
            )
        }
    }
}
