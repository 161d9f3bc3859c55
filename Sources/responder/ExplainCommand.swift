internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews
internal import ResponderConfig

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: """
            Tells what an alert would bring about, or why an incident has its priority and who was told of it; sends and runs \
            nothing.
            """,
        discussion: "Of a single alert the labels are enough: it fires, and it began now.")

    @Argument(
        help:
            "A webhook body or a single alert, as a file of JSON, - for standard input; or labels: alertname=Foo severity=critical.",
        completion: .file(extensions: ["json"]))
    var what: [String] = []

    @Option(
        name: .customLong("incident"), parsing: .unconditional,
        help: """
            The number of an incident: which rule gave its priority, and on which labels; who was told, held or not told, and \
            why; and what comes next.
            """,
        completion: .incidents, transform: RecordNumber.read)
    var incidentID: Int64?

    @Option(
        help: """
            When the alert fires, as RFC 3339 (2026-12-24T03:00:00Z): who is on call then, what is silenced, what waits for \
            the digest; now when it is left out.
            """)
    var at: String?

    @OptionGroup var format: FormatOption
    @OptionGroup var access: AccessOptions

    func run() async throws {
        if let incidentID { return try await explain(incidentID) }
        let time = try time
        let group = try group(at: time)
        let routes = try access.routes.load(beside: access.data.dataDir)
        let (tables, silences) = known(at: time, beside: routes.tables)
        let spooled = Set(routes.endpoints.filter { !$0.hasCredential }.map(\.id))
        let explanation = Explanation(group, tables: tables, spooled: spooled, silences: silences, now: time)
        switch format.output {
        case .table: Console.out(explanation.text)
        case .json: try format.printJSON(explanation)
        }
    }

    private var time: Timestamp {
        get throws {
            guard let at else { return TimeSource.live.now() }
            guard let time = Timestamp(rfc3339: at) else {
                throw ValidationError("--at is \"\(at)\"; give a time such as 2026-12-24T03:00:00Z")
            }
            return time
        }
    }

    /// The tables, and what people have set beside them, where there is a server's data: overrides of rotas, and silences.
    private func known(
        at time: Timestamp, beside tables: RoutingTables
    ) -> (tables: RoutingTables, silences: [Silence]) {
        var tables = tables
        let windows = tables.maintenance.compactMap { $0.turn(at: time) }
        guard DataFolder.isThere(access.data.dataDir) else { return (tables, windows) }
        do {
            let store = try ReadOnlyStore(directory: access.data.dataDir)
            let (overrides, silences) = try store.read { reader in
                (
                    try reader.rotaOverrides(from: time, until: time + Explanation.lookedAhead),
                    try reader.silences(notOverAt: time).map(\.silence)
                )
            }
            tables.contacts.overrides = overrides
            return (tables, silences + windows)
        } catch {
            Console.error("overrides and silences are not known: \(error)")
            return (tables, windows)
        }
    }

    private func explain(_ id: Int64) async throws {
        try await access.open { opened in
            if let problem = opened.tablesProblem {
                Console.error(
                    "policies, and who is told next, are left out, because the tables cannot be read: \(problem)")
            }
            let explanation = try await opened.queries.explanation(
                id, areTablesKnown: opened.tablesProblem == nil, at: TimeSource.live.now())
            switch format.output {
            case .table: Console.out(explanation.text)
            case .json: try format.printJSON(explanation)
            }
        }
    }

    func validate() throws {
        guard incidentID == nil || what.isEmpty else {
            throw ValidationError("--incident is explained from what is stored; leave out the alert, or it")
        }
        guard incidentID == nil || at == nil else {
            throw ValidationError("--at is for an alert; what comes of an incident is told from now on")
        }
        if incidentID != nil { return }
        let time = try time
        guard what.count == 1 || labelTexts != nil else {
            let words = "give one file, or labels such as alertname=Foo severity=critical, or --incident ID"
            guard let other = what.first(where: { !$0.contains("=") }) else { throw ValidationError(words) }
            throw ValidationError("\"\(other.singleLine(limit: 100))\" is no label; \(words)")
        }
        if let labelTexts { _ = try AlertGroup(labels: labelTexts, at: time) }
    }

    /// The arguments if they are labels and no file.
    private var labelTexts: [String]? {
        guard !what.isEmpty, what.allSatisfy({ $0.contains("=") }) else { return nil }
        return what.count == 1 && FileManager.default.fileExists(atPath: what[0]) ? nil : what
    }

    private func group(at time: Timestamp) throws -> AlertGroup {
        if let labelTexts { return try AlertGroup(labels: labelTexts, at: time) }
        let name = what[0] == "-" ? "standard input" : what[0]
        do {
            let bytes =
                try what[0] == "-" ? readStandardInput() : FileReader.live(limitBytes: 64 << 20).read(what[0]).get()
            if let problem = Self.problem(in: bytes) { throw CommandFailure(problem) }
            return try Self.group(bytes, at: time)
        } catch let failure as CommandFailure {
            throw CommandFailure("\(name): \(failure)", isUsage: failure.isUsage)
        } catch let error as FileReadingError where error.isMissing {
            let example = name.allSatisfy { $0.isLetter || $0.isNumber } ? name : "ApiDown"
            throw CommandFailure(
                "\(name): no such file; give a file of JSON, or labels as NAME=VALUE, such as alertname=\(example)",
                isUsage: true)
        } catch {
            throw CommandFailure("\(name): \(error)")
        }
    }

    private static func group(_ bytes: [UInt8], at time: Timestamp) throws -> AlertGroup {
        let whole = completed(bytes, at: time)
        do {
            return try whole.withUnsafeBufferPointer { (bytes) throws in
                try AlertGroup(webhookBodyOrAlert: bytes, receivedAt: time)
            }
        } catch let rejection as IntakeRejection where whole != bytes {
            // No body, and the place of a byte would be that in what was filled in.
            throw CommandFailure(
                rejection.description.replacing("webhook body", with: "the alert").replacing(#/ at byte \d+/#, with: "")
            )
        }
    }

    /// What would be said with the place of a byte in what was filled in, and not in what was given.
    private static func problem(in bytes: [UInt8]) -> String? {
        guard let document = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) else {
            return nil
        }
        let example = #"{"labels": {"alertname": "Foo", "severity": "critical"}}"#
        let expected = "a webhook body has \"alerts\", a single alert has \"labels\", such as \(example)"
        guard let object = document as? [String: Any] else { return "this is no JSON object; \(expected)" }
        guard object["alerts"] == nil else { return nil }
        guard let labels = object["labels"] else { return "neither \"alerts\" nor \"labels\" is there; \(expected)" }
        guard let labels = labels as? [String: Any], !labels.isEmpty else {
            return "\"labels\" is not an object of names and values, or is empty; \(expected)"
        }
        return nil
    }

    /// A single alert with all that it need not say filled in: it fires, and it began now. Anything else as it is.
    private static func completed(_ bytes: [UInt8], at time: Timestamp) -> [UInt8] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
            object["alerts"] == nil
        else { return bytes }
        let filled: [String: Any] = [
            "status": "firing", "startsAt": time.rfc3339, "fingerprint": "explain",
        ]
        let alert = object.merging(filled) { told, _ in told }
        return (try? JSONSerialization.data(withJSONObject: alert)).map { [UInt8]($0) } ?? bytes
    }

    private func readStandardInput() -> [UInt8] { [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
}

extension AlertGroup {
    /// A single alert that fires since a time, with labels as amtool takes them: `severity=critical`, quotes allowed.
    init(labels texts: [String], at time: Timestamp = TimeSource.live.now()) throws {
        var pairs: [Labels.Pair] = []
        for text in texts {
            let matchers: [Matcher]
            do {
                matchers = try MatcherReading(text).matchers
            } catch {
                throw ValidationError("label \(text) cannot be read: \(error.reason)")
            }
            for matcher in matchers {
                guard matcher.operation == .equal else {
                    throw ValidationError("\(text) is a condition; give the label itself, \(matcher.name)=VALUE")
                }
                if let other = pairs.first(where: { $0.name == matcher.name }) {
                    let values = [other.value, matcher.value].map { "\"\($0.singleLine(limit: 100))\"" }
                    throw ValidationError(
                        "the label \(matcher.name) is given twice, as \(values.joined(separator: " and ")); leave one out"
                    )
                }
                pairs.append(Labels.Pair(name: matcher.name, value: matcher.value))
            }
        }
        let alert = Alert(
            status: .firing, labels: Labels(pairs.sorted { $0.name < $1.name }), annotations: [:],
            startsAt: time, fingerprint: "explain")
        self.init(groupKey: "explain", alerts: [alert])
    }
}
