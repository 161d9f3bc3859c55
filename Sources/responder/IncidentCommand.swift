internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews
internal import ResponderConfig

struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Shows and changes incidents; beside a running server or without one.",
        subcommands: [
            List.self, Show.self, Output.self, Alerts.self, Timeline.self, Acknowledge.self, Unacknowledge.self,
            Snooze.self,
            HandOver.self,
            Escalate.self,
            AddResponder.self, Step.self, Diagnose.self, Resolve.self, Reopen.self, Note.self,
        ])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one incident with its timeline.")

        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Option(help: "Print the beginning of what this collector wrote, too.", completion: .collectors)
        var outputOf: String?
        @Flag(help: "Of an incident of many alerts too, all that is known, however long.")
        var all = false
        @OptionGroup var watch: WatchOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func validate() throws { try watch.check(format) }

        func run() async throws {
            try await access.open { opened in
                if let problem = opened.tablesProblem {
                    Console.error(
                        "next steps and who is told next are left out, because the tables cannot be read: \(problem)")
                }
                switch format.output {
                case .json: try format.printJSON(try await opened.queries.detail(id, at: TimeSource.live.now()))
                case .table:
                    let (tables, areKnown) = (opened.tables.value, opened.tablesProblem == nil)
                    try await watch.show(from: opened.store, keepsEnd: true) { _ in
                        let (facts, alerts, others) = try await opened.store.readForPeople { reader in
                            let facts = try IncidentFacts(id, reader: reader, tables: tables, areTablesKnown: areKnown)
                            let shared = try SharedFindings(of: [facts.incident], [id: facts.findings], reader)
                            return (
                                facts,
                                try reader.occurrences(incidentID: id, limit: AlertsReport.read)
                                    .map { $0.redacted(by: tables.redactions) },
                                shared.others(than: id)
                            )
                        }
                        try checkCollector(of: facts)
                        return IncidentReport(
                            facts: facts, url: opened.links.incident(id), outputsOf: outputOf,
                            now: TimeSource.live.now(), alerts: alerts, sameFindingAs: others, isWhole: all
                        ).lines
                    }
                }
            }
        }

        private func checkCollector(of facts: IncidentFacts) throws {
            let names = facts.artifacts.map(\.artifact.collector)
            guard let outputOf, !names.contains(outputOf) else { return }
            let known =
                names.isEmpty ? "none has run" : "those that ran are \(Set(names).sorted().joined(separator: ", "))"
            throw CommandFailure("no collector \"\(outputOf)\" ran for incident \(id); \(known)")
        }
    }

    struct Alerts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists an incident's alerts, in the order in which they came.")

        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Option(parsing: .unconditional, help: "How many at most, 1 to 500.")
        var limit = 200
        @Option(help: "Only those after this place: what a longer list gave as its next cursor.")
        var cursor: String?
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        private var place: ListPlace {
            get throws { try ListPlace(words: String(limit), cursor: cursor) }
        }

        func validate() throws { _ = try place }

        func run() async throws {
            let place = try place
            try await access.open {
                let alerts = try await $0.queries.alerts(id, place)
                switch format.output {
                case .table: Console.rows(alerts.text(shortens: Console.width != nil))
                case .json: try format.printJSON(alerts)
                }
            }
        }
    }

    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack",
            abstract:
                "Takes an incident, renews that, or takes it over: escalation stops, and what joined is confirmed.",
            aliases: ["acknowledge"])
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @OptionGroup var person: PersonOption
        @OptionGroup var taking: TakeOverOption
        @OptionGroup var remark: RemarkOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await access.change(id, format) {
                try await $0.acknowledge(
                    id, by: person.name, text: remark.text, way: .commandLine, takeOver: taking.consent)
            }
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Closes an incident.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Flag(help: "Closes it although alerts fire; it opens again by itself if they fire on.")
        var stillFiring = false
        @OptionGroup var person: PersonOption
        @OptionGroup var remark: RemarkOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await access.change(id, format) {
                try await $0.resolve(
                    id, by: person.name, text: remark.text, way: .commandLine,
                    stillFiring: stillFiring ? .whatever : .notAsked)
            }
        }
    }

    struct Note: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a note to an incident's timeline.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Argument(help: "What to note.")
        var text: String
        @OptionGroup var person: PersonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func validate() throws {
            guard !text.trimmingBlanks().isEmpty else { throw ValidationError("the note is empty; write something") }
        }

        func run() async throws {
            try await access.change(id, format) { try await $0.note(id, by: person.name, text: text) }
        }
    }
}

struct PersonOption: ParsableArguments {
    @Option(help: "Who does this; your login name when it is left out.")
    var by: String?

    private var login: String { Environment["USER"] ?? NSUserName() }

    /// As the web takes it.
    var name: String {
        get throws {
            do throws(PersonNameProblem) {
                return try PersonName(by ?? login).text
            } catch {
                throw ValidationError("--by \(error)")
            }
        }
    }

    func validate() throws {
        let name = try name
        // Of a system user nobody knows who that is.
        if by == nil { Console.error("you are \"\(name)\" here, your login name; --by says another") }
    }
}

struct TakeOverOption: ParsableArguments {
    @Flag(help: "Takes it from who has it, who is told.")
    var takeOver = false

    var consent: Consent<String> { takeOver ? .whatever : .notAsked }
}

struct RemarkOption: ParsableArguments {
    @Option(help: "What to note with it.")
    var text: String?

    func validate() throws {
        guard text?.trimmingBlanks().isEmpty != true else {
            throw ValidationError("--text is empty; write something or leave it out")
        }
    }
}

/// Opens the data folder for one command.
struct AccessOptions: ParsableArguments {
    struct Opened: Sendable {
        let store: IncidentStore
        let tables: CurrentTables
        /// Why there are no tables, in one line; an empty set stands for them then.
        let tablesProblem: String?
        let links: Links
        let queries: IncidentQueries
        let commands: IncidentCommands
        let silences: SilenceCommands
    }

    @OptionGroup var data: DataOption
    @OptionGroup var routes: RoutesOption

    func open<Result>(_ body: (Opened) async throws -> Result) async throws -> Result {
        if let refusal = DataFolder.refusal(of: data.dataDir, writes: true) { throw CommandFailure(refusal) }
        guard FileManager.default.fileExists(atPath: data.dataDir + "/responder.sqlite") else {
            throw CommandFailure("\(data.dataDir) holds no responder.sqlite; name the server's folder with --data-dir")
        }
        let store = try IncidentStore(
            directory: data.dataDir, as: .command, now: TimeSource.live.now(), random: Randomness.bytes)
        defer { try? store.close(movesLog: false) }
        if !DataFolder.isServed(data.dataDir) {
            Console.error("no server runs with \(data.dataDir): what is owed or comes next is sent when one is started")
        }
        // Nobody may be kept from taking an incident by a mistake in the tables, which only its next steps need.
        let (tables, tablesProblem) = loadTables()
        let publicURL: PublicURL? = try Environment.setting("RESPONDER_PUBLIC_URL")
        let links = PublicAddress(publicURL?.text ?? PublicAddress.remembered(in: data.dataDir)).links {
            store.signingKeys.current
        }
        do {
            return try await body(
                Opened(
                    store: store, tables: tables, tablesProblem: tablesProblem, links: links,
                    queries: IncidentQueries(store: store, tables: tables, links: links),
                    commands: IncidentCommands(store: store, tables: tables, time: .live),
                    silences: SilenceCommands(store: store, tables: tables, time: .live)))
        } catch let error as UnknownIncident {
            throw CommandFailure(error.description)
        } catch let error as TransitionRefused {
            throw CommandFailure(error.description)
        } catch let error as DeedProblem {
            throw CommandFailure(error.description, isUsage: true)
        } catch let question as DeedQuestion {
            throw CommandFailure(question.commandLineWords)
        } catch let error as UnknownSilence {
            throw CommandFailure(error.description)
        } catch let error as SilenceRefused {
            throw CommandFailure(error.description, isUsage: true)
        } catch let error as StoreError {
            throw CommandFailure(error.description)
        }
    }

    private func loadTables() -> (tables: CurrentTables, problem: String?) {
        do {
            return (CurrentTables(try routes.load(beside: data.dataDir).tables, secrets: Environment.secrets), nil)
        } catch {
            let first = "\(error)".split(separator: "\n").first.map(String.init) ?? ""
            return (CurrentTables(.empty, secrets: Environment.secrets), first)
        }
    }

    /// - Parameters:
    ///   - needsTables: whether it tells somebody, which without contacts would reach nobody, or the like.
    ///   - refusal: what cannot be done without them.
    func change(
        _ id: Int64, _ format: FormatOption, needsTables: Bool = false, refusal: String = "nobody could be told",
        _ change: (IncidentCommands) async throws -> Incident
    ) async throws {
        try await open { opened in
            if needsTables, let problem = opened.tablesProblem {
                throw CommandFailure(
                    "\(refusal), because the tables cannot be read: \(problem); name the server's with --routes, or "
                        + "use the incident's page")
            } else if let problem = opened.tablesProblem {
                Console.error("your name is kept as it is written, because the tables cannot be read: \(problem)")
            }
            let incident = try await change(opened.commands)
            switch format.output {
            case .json: try format.printJSON(try await opened.queries.incident(id, at: TimeSource.live.now()))
            case .table: Console.out(IncidentTable([incident]).text)
            }
        }
    }
}

extension DeedQuestion {
    fileprivate var commandLineWords: String {
        switch self {
        case .takesOver(let holding):
            "\(description); nothing was changed; take it over from \(holding.owner.singleLine(limit: 80)) with --take-over"
        case .endsTaking(let holding):
            "\(description); nothing was changed; end what \(holding.owner.singleLine(limit: 80)) has with --take-over"
        case .stillFires: "\(description); nothing was changed; resolve it anyway with --still-firing"
        }
    }
}

extension ListPlace {
    /// From command line options.
    init(words limit: String, cursor: String?) throws {
        do {
            try self.init(limit: limit, cursor: cursor)
        } catch {
            throw ValidationError(error.description)
        }
    }
}
