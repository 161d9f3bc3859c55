internal import ArgumentParser
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

struct StormsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storms",
        abstract: "Shows what was held back while more was to be told to an address than it may be sent.",
        discussion: "The newest storms; with a number one of them, with each incident as it stands now.")

    @Argument(help: "A storm's number.", transform: RecordNumber.read)
    var id: Int64?
    @OptionGroup var format: FormatOption
    @OptionGroup var access: AccessOptions

    private struct List: Encodable {
        let storms: [StormDocument]
    }

    func run() async throws {
        let summaries = try await access.open { opened in
            let tables = opened.tables.value
            return try await opened.store.readForPeople { [id, links = opened.links] reader in
                let storms = try id.map { [try reader.storm($0)].compactMap(\.self) } ?? reader.storms(newest: 50)
                return try storms.map { try StormSummary($0, tables: tables, links: links, reader: reader) }
            }
        }
        guard let id else {
            switch format.output {
            case .json: try format.printJSON(List(storms: summaries.map(StormDocument.init)))
            case .table: Console.rows(summaries.isEmpty ? "no storms" : summaries.map(line).joined(separator: "\n"))
            }
            return
        }
        guard let summary = summaries.first else {
            throw CommandFailure("there is no storm \(id); responder storms lists the newest")
        }
        switch format.output {
        case .json: try format.printJSON(StormDocument(summary))
        case .table: Console.out("\(summary.bulletin.text)\n\n\(summary.endWords)")
        }
    }

    private func line(_ summary: StormSummary) -> String {
        "\(summary.storm.id)  \(summary.headline), \(summary.standing); \(summary.endWords)"
    }
}
