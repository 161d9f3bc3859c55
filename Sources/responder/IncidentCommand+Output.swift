internal import ArgumentParser
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

// What a collector wrote, as evidence to read or to search in.
extension IncidentCommand {
    struct Output: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what a collector wrote for an incident; without a collector, lists what has run.",
            discussion: """
                It is printed as it is stored: redacted, and without escape sequences. Control characters and marks that turn \
                the direction of writing, which a terminal would follow, are shown as \u{FFFD}, in a pipe as well.
                """)

        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Argument(help: "The collector, as \"incident show\" prints it.", completion: .collectors)
        var collector: String?
        @Option(
            name: .customLong("run"), parsing: .unconditional,
            help: "The run with this number, as \"incident show\" prints it, and not the newest.",
            transform: RecordNumber.read)
        var number: Int64?
        @Option(
            parsing: .unconditional,
            help: "Only this line, marked, with ten before it and behind it; findings say which line they are from.")
        var line: Int?
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func validate() throws {
            guard let line else { return }
            guard line > 0 else { throw ValidationError("--line is \(line), a number from 1 is expected") }
            guard collector != nil || number != nil else {
                throw ValidationError("--line is of an output; name the collector, or the run with --run")
            }
            guard format.output == .table else {
                throw ValidationError("--line is for --output table; in JSON all of it is there")
            }
        }

        func run() async throws {
            try await access.open { opened in
                let artifacts = try await opened.store.readForPeople { reader in
                    _ = try reader.existing(id)
                    return try reader.artifacts(incidentID: id)
                }
                let runs = CollectorRuns(artifacts, of: id)
                guard collector != nil || number != nil else { return try list(runs) }
                let chosen = try runs.choose(collector, number: number)
                let stored = try await opened.store.readForPeople { try $0.artifactOutput(chosen.id) ?? "" }
                // Once more: an older release knew less.
                let output = PrintedOutput(opened.tables.value.redactions.apply(to: stored))
                if format.output == .json {
                    return try format.printJSON(OutputView(artifact: ArtifactView(chosen, nil), output: output.text))
                }
                Console.error(runs.words(of: chosen))
                guard !output.lines.isEmpty else { return Console.error("it wrote nothing") }
                Console.out(try line.map { try output.excerpt(around: $0) } ?? output.text)
            }
        }

        private func list(_ runs: CollectorRuns) throws {
            switch format.output {
            case .table: Console.rows(runs.table)
            case .json: try format.printJSON(runs.runs.map { ArtifactView($0, nil) })
            }
        }
    }

    private struct OutputView: Encodable {
        let artifact: ArtifactView
        let output: String
    }
}
