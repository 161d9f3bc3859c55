internal import ArgumentParser
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

extension IncidentCommand {
    struct Timeline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows an incident's timeline from its beginning, part by part.")

        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Option(parsing: .unconditional, help: "How many entries at most, 1 to 500.")
        var limit = 200
        @Option(help: "Only those after this place: what a longer timeline gave as its next cursor.")
        var cursor: String?
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        private var place: ListPlace {
            get throws { try ListPlace(words: String(limit), cursor: cursor) }
        }

        func validate() throws { _ = try place }

        func run() async throws {
            let place = try place
            try await access.open { opened in
                guard format.output == .table else {
                    return try format.printJSON(try await opened.queries.timeline(id, place))
                }
                let redactions = opened.tables.value.redactions
                let found = try await opened.store.readForPeople { reader in
                    _ = try reader.existing(id)
                    return try reader.timeline(incidentID: id, after: place.after, limit: place.limit + 1)
                        .map { $0.redacted(by: redactions) }
                }
                let shown = Array(found.prefix(place.limit))
                let report = TimelineReport(
                    TimelineStory(shown, folds: false), of: id, earlier: 0, width: Console.width)
                Console.out(report.lines.joined(separator: "\n"))
                guard found.count > shown.count, let last = shown.last else { return }
                Console.error("there are more; see them with --cursor \(last.id)")
            }
        }
    }
}
