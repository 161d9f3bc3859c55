internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import ResponderConfig
internal import Runbooks

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Reads runbooks in Markdown, and makes tables of them for review.",
        discussion: """
            Prints what becomes of each line of a runbook, and why. A command becomes a collector only when it is known to only \
            read; what changes something, or is for a person at a terminal, becomes a next step.

            With --into it writes collectors.runbook.yaml, contacts.runbook.yaml, classification.runbook.yaml and \
            escalation.runbook.yaml into a folder of tables. What you add stands in collectors.yaml and the like, which are laid \
            over these and never written. With --diff it says what --into would add, change and remove; the exit code is 1 when \
            that is anything.
            """)

    @Argument(
        help: "Runbooks in Markdown; - for standard input.", completion: .file(extensions: ["md", "markdown"]))
    var runbooks: [String]
    @Option(help: "The folder of tables to write into.", completion: .directory)
    var into: String?
    @Flag(help: "Only say how the tables of --into would change (default: those of RESPONDER_ROUTES, or routes).")
    var diff = false
    @Flag(help: "Print what becomes of each line, also with --into or --diff.")
    var proof = false
    @Flag(help: "Also replace tables that an import wrote and somebody has changed since.")
    var overwrite = false
    @Option(
        name: .customLong("procedure"),
        help: """
            A heading whose commands are for alerts although it names none, as HEADING=P2 or HEADING=AlertName; as often as needed.
            """)
    var procedures: [String] = []
    @Option(
        name: .customLong("rules"), parsing: .upToNextOption,
        help:
            "Rule files of Prometheus: their names are alerts, and a runbook_url leads them to a runbook and a heading.",
        completion: .file(extensions: ["yaml", "yml"]))
    var ruleFiles: [String] = []
    @OptionGroup var format: FormatOption

    func validate() throws {
        _ = try headings
        if runbooks.isEmpty { throw ValidationError("name a runbook, such as docs/runbook.md") }
        guard runbooks.count(where: { $0 == "-" }) + ruleFiles.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("- can be read once only")
        }
    }

    func run() throws {
        let readings = try read()
        try checkHeadings(of: readings)
        let tables = RunbookTables(readings)
        let folder = ImportFolder(directory: into ?? Environment["RESPONDER_ROUTES"] ?? "routes")
        for reading in readings {
            for warning in reading.warnings { Console.error("warning: \(reading.file): \(warning)") }
        }
        let changes = try folder.changes(to: tables.files)
        let written = diff || into == nil ? [] : try write(tables, changes, into: folder, readings)
        let report = ImportReport(
            readings, changes: diff || into != nil ? changes : [], written: written,
            showsProof: proof || (into == nil && !diff), isDifference: diff)
        switch format.output {
        case .table: Console.out(report.text)
        case .json: try format.printJSON(report)
        }
        if diff, changes.contains(where: { $0.state != .same }) { throw ExitCode(1) }
        if !diff, into != nil { try folder.check() }
    }

    private func write(
        _ tables: RunbookTables, _ changes: [ImportFolder.Change], into folder: ImportFolder,
        _ readings: [RunbookReading]
    ) throws -> [String] {
        let edited = changes.filter { $0.state == .edited }.map(\.path)
        guard edited.isEmpty || overwrite else {
            throw CommandFailure(
                edited.map {
                    "\($0) has been changed since it was imported, or by no import; nothing was written"
                }.joined(separator: "\n")
                    + "\nmove what you changed to the table of that name without .runbook, or give --overwrite")
        }
        let starters = StarterTables(readings.map(\.parts)).files
        return try folder.write(tables.files, changes) + folder.writeMissing(starters)
    }

    // MARK: - What is read

    private func read() throws -> [RunbookReading] {
        let context = RunbookContext(alerts: try alerts(), procedures: try headings)
        var names = CollectorNames()
        return try runbooks.map { path in
            let bytes: [UInt8]
            switch path == "-"
                ? .success([UInt8](FileHandle.standardInput.readDataToEndOfFile()))
                : FileReader.live(limitBytes: RunbookReader.sizeLimit).read(path)
            {
            case .success(let contents): bytes = contents
            case .failure(let error):
                throw CommandFailure("\(path): the file cannot be read: \(error)", isUsage: error.isMissing)
            }
            let shown = path == "-" ? "standard input" : path
            do throws(RunbookProblem) {
                return try RunbookReader.read(
                    bytes, file: path == "-" ? shown : URL(filePath: path).lastPathComponent, context: context,
                    names: &names)
            } catch {
                throw CommandFailure("\(shown)\(error.line.map { ":\($0)" } ?? ""): \(error.reason)")
            }
        }
    }

    /// A heading that is none would be a procedure of no command, without a word.
    private func checkHeadings(of readings: [RunbookReading]) throws {
        let known = readings.flatMap(\.headings)
        let missing = try headings.filter { heading, _ in !known.contains { $0.lowercased() == heading } }
        guard !missing.isEmpty else { return }
        let shown = known.isEmpty ? "there is none" : "there are: \(known.joined(separator: ", "))"
        throw CommandFailure(
            missing.values.map(\.name).sorted().map { "--procedure names the heading \"\($0)\", which no runbook has" }
                .joined(separator: "\n") + "\n\(shown.onePrintableLine(limit: 1000))", isUsage: true)
    }

    private func alerts() throws -> [RunbookContext.KnownAlert] {
        guard !ruleFiles.isEmpty else { return [] }
        do {
            return try AlertingRuleFiles.load(ruleFiles) {
                [UInt8](FileHandle.standardInput.readDataToEndOfFile())
            }.rules.map { .init(name: $0.name, runbook: $0.runbook) }
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private var headings: [String: RunbookProcedure] {
        get throws {
            try procedures.reduce(into: [:]) { headings, text in
                guard let sign = text.lastIndex(of: "="), sign > text.startIndex else {
                    throw ValidationError("--procedure is \"\(text)\"; give HEADING=P2 or HEADING=AlertName")
                }
                let (heading, alert) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
                guard !alert.isEmpty, alert.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
                else {
                    throw ValidationError(
                        "--procedure is \"\(text)\"; what stands behind the last = is P1 to P4 or the name of an alert")
                }
                let priority = Priority(word: alert)
                guard priority != nil || alert.wholeMatch(of: /[Pp][0-9]+/) == nil else {
                    throw ValidationError("--procedure is \"\(text)\"; there is no priority \(alert), give P1 to P4")
                }
                headings[heading.lowercased()] = RunbookProcedure(
                    name: heading, priority: priority, alerts: priority == nil ? [alert] : [])
            }
        }
    }
}
