internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews
internal import Notifiers
internal import ResponderConfig

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Plays recorded alerts to proposed tables: who would have been told, when and how often.",
        discussion: """
            Runs the engine itself on a clock of its own, and compares with what happened. Nothing is sent, no collector
            runs, and nothing is written in the data folder. Without --from and --incident it plays the last seven days.
            """)

    @Option(
        help:
            "A file of recorded bodies, each on a line of its own as {\"at\": TIME, \"body\": {…}}, or one webhook body; - for standard input."
    )
    var from: String?

    @Option(help: "When the one webhook body of --from came; when its newest alert began or ended, if it is left out.")
    var at: String?

    @Option(
        name: .customLong("incident"), parsing: .unconditional,
        help: "The number of an incident: only what concerns its alerts is played.", transform: RecordNumber.read)
    var incidentID: Int64?

    @Option(help: "All that came in within so long before the newest that is recorded (7d).")
    var last: String?

    @Option(help: "Compare with what these tables would have told, and not with what happened.")
    var against: String?

    @Option(help: "Escalate every incident by this policy of the tables.")
    var policy: String?

    @Option(help: "Somebody takes each incident so long after a page (20m), in place of what people did.")
    var ackAfter: String?

    @Flag(help: "Nobody takes anything, in place of what people did.")
    var noAcks = false

    @Option(
        name: .customLong("for"),
        help: "Go on so long after the end (24h after the last body of a file, else not at all).")
    var tail: String?

    @Flag(help: "Show only the incidents that are told otherwise.")
    var changed = false

    @Option(help: "Write the bodies that are played to a new file, for --from.")
    var save: String?

    @OptionGroup var format: FormatOption
    @OptionGroup var data: DataOption
    @OptionGroup var routes: RoutesOption

    func validate() throws {
        guard [from != nil, incidentID != nil, last != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("--from, --incident and --last exclude each other; give one")
        }
        guard at == nil || from != nil else {
            throw ValidationError("--at belongs to --from; give both, or leave it out")
        }
        guard !noAcks || ackAfter == nil else {
            throw ValidationError("--no-acks and --ack-after exclude each other; give one")
        }
        if at != nil, try time == nil { throw ValidationError("--at is missing") }
        for (name, text) in [("--last", last), ("--ack-after", ackAfter), ("--for", tail)] {
            _ = try Self.duration(text, name)
        }
    }

    func run() async throws {
        var recording = try recording()
        if let save {
            let count = try RecordedIntakeFile.write(recording.simulation, to: save)
            Console.error("\(count) \(count == 1 ? "body" : "bodies") written to \(save)")
        }
        recording.change(ackAfter: try Self.duration(ackAfter, "--ack-after"), noAcks: noAcks)
        if from == nil, let tail = try Self.duration(tail, "--for") {
            recording.simulation.end = recording.simulation.end + tail
        }
        // The tables of the server are those of what happened.
        let proposed = try load(routes)
        let other = try against.map { directory in try load(RoutesOption(naming: directory)) }
        do {
            try await report(recording, proposed, other)
        } catch let error as StoreError {
            throw CommandFailure(error.description)
        } catch let error as SimulationStuck {
            throw CommandFailure(error.description)
        }
    }

    private func report(_ recording: Recording, _ proposed: Loaded, _ other: Loaded?) async throws {
        let result = try await run(recording, by: proposed.loaded, policy: policy)
        var before = recording.happened
        if let other { before = try await run(recording, by: other.loaded, policy: nil).history }
        let subject = SimulationReport.Subject(
            recording.simulation, from: recording.from,
            tables: "the tables in \(proposed.directory)" + (policy.map { ", all by policy \"\($0)\"" } ?? ""),
            comparedWith: other.map { "the tables in \($0.directory)" } ?? (before == nil ? nil : "what happened"),
            notes: recording.notes(result, proposed.loaded.tables), hasNumbers: other == nil)
        let report = SimulationReport(
            subject, HistoryComparison(result.history, before: before), tables: proposed.loaded.tables,
            onlyDifferent: changed)
        switch format.output {
        case .table: Console.report(report.text)
        case .json: try format.printJSON(report)
        }
    }

    /// - Returns: with the history of what is of interest only.
    private func run(_ recording: Recording, by loaded: LoadedRoutes, policy: String?) async throws -> SimulationResult
    {
        let tables = try policy.map { try loaded.tables.escalating(everythingBy: $0) } ?? loaded.tables
        let result = try await Simulator.run(
            recording.simulation, tables: tables, endpoints: loaded.endpoints.map(\.id),
            profiles: NotifierProfile.registered)
        return result.showing(recording.shown(result.history))
    }

    private struct Loaded {
        let directory: String
        let loaded: LoadedRoutes
    }

    private func load(_ option: RoutesOption) throws -> Loaded {
        let dataDirectory = from == nil ? data.dataDir : nil
        return Loaded(
            directory: option.directory(beside: dataDirectory), loaded: try option.load(beside: dataDirectory))
    }

    private func recording() throws -> Recording {
        if let from {
            let file = try RecordedIntakeFile(reading: from, bodyAt: try time)
            return Recording(file.simulation(until: try Self.duration(tail, "--for") ?? .seconds(86_400)))
        }
        let length = try Self.duration(last, "--last") ?? .seconds(7 * 86_400)
        let choice =
            incidentID.map(RecordedSpan.Choice.incident)
            ?? .last(length)
        do {
            return Recording(try RecordedSpan(choice, in: ReadOnlyStore(directory: data.dataDir)), of: choice)
        } catch let error as StoreError {
            throw CommandFailure(error.description)
        } catch let error as UnknownIncident {
            throw CommandFailure(error.description)
        } catch let error as NothingRecorded {
            throw CommandFailure("\(data.dataDir): \(error)")
        }
    }

    private var time: Timestamp? {
        get throws {
            guard let at else { return nil }
            guard let time = Timestamp(rfc3339: at) else {
                throw ValidationError("--at is \"\(at)\"; give a time such as 2026-12-24T18:00:00Z")
            }
            return time
        }
    }

    /// Longer than any recording.
    private static let longest: Duration = .seconds(366 * 86_400)

    private static func duration(_ text: String?, _ option: String) throws -> Duration? {
        guard let text else { return nil }
        guard let duration = Duration(prometheus: text), duration <= longest else {
            throw ValidationError(
                "\(option) is \"\(text)\"; give a time such as 20m, 24h or 7d, at most \(longest.prometheusText)")
        }
        return duration
    }
}

extension RoutingTables {
    /// - Throws: that there is no such policy.
    fileprivate func escalating(everythingBy name: String) throws -> RoutingTables {
        guard let policy = policies.first(where: { $0.policy.name == name })?.policy else {
            var known: [String] = []
            for rule in policies where !known.contains(rule.policy.name) { known.append(rule.policy.name) }
            throw CommandFailure(
                "no policy \"\(name.singleLine(limit: 200))\" in escalation.yaml; there are \(known.joined(separator: ", "))",
                isUsage: true)
        }
        var tables = self
        tables.policies = [PolicyRule(priorities: [], matchers: [], policy: policy)]
        return tables
    }
}
