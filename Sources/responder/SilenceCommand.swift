internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

struct SilenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract: "Makes, lists and ends silences: times in which nobody is told of some alerts.",
        subcommands: [Add.self, List.self, Expire.self, Preview.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Silences alerts: their incidents are recorded and diagnosed, and nobody is told.",
            discussion: """
                What is still open when the silence ends is told then. A running server takes it up within a second; by the API
                or the page it is in force at once.
                """)

        @OptionGroup var matchers: MatcherArguments
        @Option(help: "When it begins, in UTC where no zone is given; now when it is left out.")
        var from: String?
        @Option(help: "When it ends: 2026-11-27T08:00:00Z.")
        var until: String?
        @Option(name: .customLong("for"), help: "How long it lasts, instead of --until: 2h.")
        var duration: String?
        @Option(help: "What for; who finds an alert silenced reads it.")
        var why: String
        @Flag(help: "Let it last longer than 30 days.")
        var allowLonger = false
        @OptionGroup var person: PersonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        private var request: SilenceRequest {
            get throws {
                SilenceRequest(
                    match: matchers.texts, from: from ?? "", until: until ?? "", duration: duration ?? "",
                    by: try person.name, why: why, allowsLonger: allowLonger)
            }
        }

        private static let wayToAllow = "--allow-longer"

        // Only what is thrown here is followed by the usage of this command.
        func validate() throws {
            try refusedAsUsage { _ = try request.draft(at: TimeSource.live.now(), wayToAllow: Self.wayToAllow) }
        }

        func run() async throws {
            let request = try request
            try await access.open { opened in
                let silence = try await opened.silences.add(request, wayToAllow: Self.wayToAllow)
                try format.print([silence], opened)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists silences and maintenance windows, those that are not over first.")

        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await access.open { opened in
                let now = TimeSource.live.now()
                switch format.output {
                case .json: try format.printJSON(try await opened.queries.silences(at: now))
                case .table:
                    let silences = try await opened.store.readForPeople { try $0.silencesToShow(at: now) }
                    Console.rows(SilenceTable(silences, opened.tables.value, now: now).text)
                    if let problem = opened.tablesProblem {
                        let first = "\(problem)".split(separator: "\n").first ?? ""
                        Console.error("maintenance windows are left out, because the tables cannot be read: \(first)")
                    }
                }
            }
        }
    }

    struct Expire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a silence now; what is still open is told then.")

        @Argument(help: "The silence's number.", transform: RecordNumber.read)
        var id: Int64
        @OptionGroup var person: PersonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await access.open { opened in
                try format.print([try await opened.silences.expire(id, by: try person.name)], opened)
            }
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells which incidents a silence would hide: of those that are open, and of the last week's.")

        @OptionGroup var matchers: MatcherArguments
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func validate() throws { try refusedAsUsage { _ = try SilenceRequest(match: matchers.texts).matchers() } }

        func run() async throws {
            let read = try SilenceRequest(match: matchers.texts).matchers()
            try await access.open { opened in
                let now = TimeSource.live.now()
                switch format.output {
                case .json: try format.printJSON(try await opened.queries.previewView(read, at: now))
                case .table:
                    Console.rows(SilencePreviewReport(try await opened.queries.preview(read, at: now)).text)
                }
            }
        }
    }
}

struct MatcherArguments: ParsableArguments {
    @Argument(
        help: "Matchers in Alertmanager's syntax that must all hold: 'alertname=\"DiskFull\"' 'cluster=~\"eu-.*\"'.")
    var texts: [String]
}

/// Says what cannot be meant as the usage of a command.
private func refusedAsUsage(_ check: () throws -> Void) throws {
    do {
        try check()
    } catch let refusal as SilenceRefused {
        throw ValidationError(refusal.description)
    }
}

extension FormatOption {
    fileprivate func print(_ silences: [StoredSilence], _ opened: AccessOptions.Opened) throws {
        let now = TimeSource.live.now()
        switch output {
        case .json:
            for silence in silences {
                try printJSON(SilenceView(silence, redactions: opened.tables.value.redactions, at: now))
            }
        case .table: Console.rows(SilenceTable(silences, .empty, now: now).text)
        }
    }
}
