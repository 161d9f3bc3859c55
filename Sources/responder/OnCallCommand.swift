internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews
internal import ResponderConfig

struct OnCallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on-call", abstract: "Shows who is on call, and lets somebody else be for a while.",
        subcommands: [Show.self, Override.self, RemoveOverride.self], defaultSubcommand: Show.self)

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows who is on call by each rota, and in the four weeks after.",
            discussion: "Without a data folder it is told by the tables alone.")

        @Option(help: "When, as RFC 3339 (2026-12-24T18:00:00Z); now when it is left out.")
        var at: String?
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        private var time: Timestamp {
            get throws {
                guard let at else { return TimeSource.live.now() }
                guard let time = Timestamp(rfc3339: at) else {
                    throw ValidationError("--at is \"\(at)\"; give a time such as 2026-12-24T18:00:00Z")
                }
                return time
            }
        }

        func validate() throws { _ = try time }

        func run() async throws {
            let time = try time
            let facts = try await facts(at: time)
            switch format.output {
            case .json: try format.printJSON(OnCallView(facts))
            case .table: Console.report(OnCallReport(facts).text)
            }
        }

        private func facts(at time: Timestamp) async throws -> OnCallFacts {
            // Who asks wants the tables' answer, or to hear why there is none.
            let tables = try access.routes.load(beside: access.data.dataDir).tables
            let refusal = DataFolder.refusal(of: access.data.dataDir, writes: true)
            guard refusal == nil, FileManager.default.fileExists(atPath: access.data.dataDir + "/responder.sqlite")
            else {
                let why = refusal ?? "\(access.data.dataDir) holds no responder.sqlite"
                Console.error("\(why): overrides are not known")
                return OnCallFacts(tables.contacts, at: time)
            }
            return try await access.open { opened in
                try await opened.store.readForPeople { try OnCallFacts(tables, at: time, reader: $0) }
            }
        }
    }

    struct Override: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets somebody be on call for a while, whosever turn it is; in force at once.")

        @Argument(help: "The rota's name.")
        var rota: String
        @Argument(help: "Who is on call instead.")
        var person: String
        @Option(help: "From when, by the rota's clock (\"2026-12-24 18:00\") or as RFC 3339; now when it is left out.")
        var from: String?
        @Option(help: "Until when, likewise, or for how long (8h).")
        var until: String
        @Option(help: "Why.")
        var reason: String
        @OptionGroup var maker: PersonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await access.changeRotas(format) {
                try await $0.override(
                    rota, person: person, from: from, until: until, by: maker.name, reason: reason)
            }
        }
    }

    struct RemoveOverride: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes an override back: from now on it is whosever turn it is.")

        @Argument(help: "The override's number.", transform: RecordNumber.read)
        var id: Int64
        @OptionGroup var person: PersonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await access.changeRotas(format) { try await $0.removeOverride(id, by: person.name) }
        }
    }
}

extension AccessOptions {
    fileprivate func changeRotas(
        _ format: FormatOption, _ change: (OnCallCommands) async throws -> RotaOverride
    ) async throws {
        try await open { opened in
            // Without tables every rota would be unknown.
            if let problem = opened.tablesProblem {
                throw CommandFailure("no rota is known, because the tables cannot be read: \(problem)")
            }
            let commands = OnCallCommands(store: opened.store, tables: opened.tables, time: .live)
            let override: RotaOverride
            do {
                override = try await change(commands)
            } catch let refusal as OverrideRefused {
                throw CommandFailure(refusal.description, isUsage: refusal.isAboutArguments)
            }
            switch format.output {
            case .json: try format.printJSON(OverrideView(override))
            case .table:
                let clock = opened.tables.value.contacts.rotas.first { $0.name == override.rota }?.clock
                Console.out(OnCallReport.line(override, clock))
            }
        }
    }
}
