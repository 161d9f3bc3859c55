internal import ArgumentParser
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

extension IncidentCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists incidents, newest first.",
            discussion: """
                Times are how long ago (12h, 7d), a day in UTC (2026-11-23), or a time (2026-11-23T06:12:48Z); they are about when
                an incident was opened. All words of a text must stand in an incident, anywhere that its page shows; what is in
                double quotes is a phrase, and crash* is all that begins so, as is the last word anyhow.
                """)

        @Option(help: "triggered, acknowledged, resolved or open; several separated by commas.")
        var status: String?
        @Option(help: "P1 to P4; several separated by commas.")
        var priority: String?
        @Option(
            name: .customLong("text"),
            help: "Words that stand in it: title, labels, findings, outputs, notes, names, messages.")
        var text: String?
        @Option(help: "Only those that were opened then or later: 12h, 2026-11-23, 2026-11-23T06:12:48Z.")
        var since: String?
        @Option(help: "Only those that were opened before then, or on that day.")
        var until: String?
        @Option(parsing: .unconditional, help: "How many at most, 1 to 500.")
        var limit = 50
        @Option(help: "Only older ones than those before: what a longer list gave as its next cursor.")
        var cursor: String?
        @OptionGroup var watch: WatchOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        /// Somebody who waits for a command waits longer than for a page.
        private static let patience: Duration = .milliseconds(900)

        private var filter: IncidentFilter {
            get throws {
                do {
                    return try IncidentFilter(
                        status: status, priority: priority, text: text, since: since, until: until,
                        limit: String(limit), cursor: cursor, now: TimeSource.live.now())
                } catch let problem as FilterProblem {
                    throw ValidationError(problem.description)
                }
            }
        }

        // Only what is thrown here is followed by the usage of this command.
        func validate() throws {
            _ = try filter
            try watch.check(format)
        }

        func run() async throws {
            let filter = try filter
            let server = ServerWarnings(dataDirectory: access.data.dataDir)
            try await access.open { opened in
                if let server {
                    for line in await server.lines() { Console.error(line) }
                } else if let problem = opened.tablesProblem {
                    Console.error("warning: the tables cannot be read: \(problem)")
                }
                switch format.output {
                case .json: try format.printJSON(try await opened.queries.list(filter, at: TimeSource.live.now()))
                case .table:
                    try await watch.show(from: opened.store) { isFirst in
                        try await lines(filter, opened, isFirst: isFirst)
                    }
                }
            }
        }

        private func lines(
            _ filter: IncidentFilter, _ opened: AccessOptions.Opened, isFirst: Bool
        ) async throws -> [String] {
            let redactions = opened.tables.value.redactions
            let now = TimeSource.live.now()
            let (incidents, next, unreached, shared, search) = try await opened.store.readForPeople(
                searchingFor: Self.patience
            ) { reader in
                let page = try reader.incidents(filter)
                let incidents = page.incidents
                let findings = try reader.findings(incidentIDs: incidents.map(\.id))
                return (
                    incidents.map { $0.redacted(by: redactions) }, page.next,
                    try incidents.reduce(into: [Int64: String]()) {
                        $0[$1.id] = try reader.unreached($1, at: now)?.shortAlarm
                    },
                    try SharedFindings(of: incidents, findings, reader),
                    try SearchOutcome(
                        filter, showing: incidents, searched: page.searched, redactions: redactions, reader)
                )
            }
            if isFirst {
                for remark in search?.remarks ?? [] { Console.error(remark) }
                if let next {
                    let more = search?.searched == nil ? "there are more; see them with" : "older ones:"
                    Console.error("\(more) --cursor \(next)")
                }
            }
            let places = search?.places ?? [:]
            let found: [String] = incidents.compactMap { incident in
                guard let place = places[incident.id] else { return nil }
                return "#\(incident.id): found in \(place.name): \(place.excerpt.text)".singleLine(limit: 240)
            }
            let same = shared.groups(of: incidents.map(\.id)).map(\.sentence)
            return IncidentTable(incidents, unreached: unreached).lines + Console.fitting(same + found)
        }
    }
}

extension SharedFindings.Group {
    /// `#7, #5 and #1 carry the same finding: migration 0042 is missing`, or as much as fits into a line.
    var sentence: String {
        "\(ids.numbers) carry the same finding: \(text)".singleLine(limit: 240)
    }
}

extension [Int64] {
    /// Of incidents: `#7, #5 and #1`; of more than five the first.
    var numbers: String {
        let names = prefix(5).map { "#\($0)" }
        guard count > 1, let last = names.last else { return names.joined() }
        guard count == names.count else {
            return "\(names.joined(separator: ", ")) and \(count - names.count) more"
        }
        return "\(names.dropLast().joined(separator: ", ")) and \(last)"
    }
}
