package import IncidentCore
internal import Runbooks

/// The folder `routes/`: five YAML files that are read and checked together, and those that an import wrote, over which
/// the five are laid.
package struct RouteTables {
    /// In the order in which problems are reported.
    private static let names = ["classification", "collectors", "contacts", "escalation", "endpoints"]

    private let directory: String
    private let notifiers: [NotifierProfile]
    private let sources: SettingSources
    private let problems = ProblemList()
    private let now: Timestamp
    private let calendarsMayFail: Bool

    /// Reads all five tables of `directory`.
    ///
    /// - Parameters:
    ///   - notifiers: the kinds there are, which say what their endpoints and contact methods look like.
    ///   - environment: for the `{ env: NAME }` values of `endpoints.yaml`.
    ///   - now: around which calendars are read.
    ///   - calendarsMayFail: whether a calendar that cannot be read is only warned of: other programs write it, and a server
    ///     that does not start pages nobody.
    /// - Throws: everything that is wrong in any of the files; then none of them is to be used.
    package static func load(
        directory: String, notifiers: [NotifierProfile], environment: [String: String], now: Timestamp = .system,
        calendarsMayFail: Bool = false
    ) throws(RouteTableProblems) -> LoadedRoutes {
        try load(
            directory: directory, notifiers: notifiers, environment: environment, files: .live(), now: now,
            calendarsMayFail: calendarsMayFail)
    }

    static func load(
        directory: String, notifiers: [NotifierProfile], environment: [String: String], files: FileReader,
        now: Timestamp = .system, calendarsMayFail: Bool = false
    ) throws(RouteTableProblems) -> LoadedRoutes {
        try read(
            directory: directory, notifiers: notifiers, environment: environment, files: files, now: now,
            calendarsMayFail: calendarsMayFail
        ).result.get()
    }

    /// The same, with what was read, also when something is wrong with it.
    package static func read(
        directory: String, notifiers: [NotifierProfile], environment: [String: String], now: Timestamp = .system
    ) -> RouteReading {
        read(directory: directory, notifiers: notifiers, environment: environment, files: .live(), now: now)
    }

    private static func read(
        directory: String, notifiers: [NotifierProfile], environment: [String: String], files: FileReader,
        now: Timestamp, calendarsMayFail: Bool = false
    ) -> RouteReading {
        let recorder = SourceRecorder()
        let sources = SettingSources(environment: environment, files: recorder.reader(over: files))
        do throws(RouteTableProblems) {
            var loaded = try RouteTables(
                directory: directory, notifiers: notifiers, sources: sources, now: now,
                calendarsMayFail: calendarsMayFail
            ).load()
            loaded.sources = recorder.sources
            return RouteReading(result: .success(loaded), sources: recorder.sources)
        } catch {
            return RouteReading(result: .failure(error), sources: recorder.sources)
        }
    }

    private init(
        directory: String, notifiers: [NotifierProfile], sources: SettingSources, now: Timestamp, calendarsMayFail: Bool
    ) {
        self.now = now
        self.calendarsMayFail = calendarsMayFail
        self.directory = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        self.notifiers = notifiers
        self.sources = sources
    }

    private func load() throws(RouteTableProblems) -> LoadedRoutes {
        let classification =
            root("classification").map { ClassificationTable(reading: $0, over: imported("classification")) }
            ?? ClassificationTable()
        let collectors =
            root("collectors").map { CollectorsTable(reading: $0, over: imported("collectors"), from: sources) }
            ?? CollectorsTable()
        var endpoints =
            root("endpoints").map { EndpointsTable(reading: $0, as: notifiers, from: sources) } ?? EndpointsTable()
        let methods = MethodReader(
            profiles: notifiers, endpoints: endpoints.ids, endpointsPath: path("endpoints"))
        let calendars = CalendarSource(
            directory: directory, files: sources.files, now: now, mayFail: calendarsMayFail)
        let contacts =
            root("contacts").map {
                ContactsTable(reading: $0, over: imported("contacts"), methods: methods, calendars: calendars)
            } ?? ContactsTable()
        endpoints.addMissing(
            usedBy: contacts.table.contacts + contacts.table.people.map(\.contact), of: notifiers)
        let escalation =
            root("escalation").map {
                EscalationTable(
                    reading: $0, over: imported("escalation"), roles: contacts.roles, contactsPath: path("contacts"),
                    kinds: notifiers.map(\.kind))
            } ?? EscalationTable()

        let files = Self.names.flatMap { [path($0), importedPath($0)] }
        let found = problems.sortedProblems(files: files)
        guard found.isEmpty else { throw RouteTableProblems(problems: found) }
        let placed = collectors.collectors.map { $0.at(endpoints.prometheus) }
        var tables = RoutingTables(
            classifier: classification.classifier, heartbeats: classification.heartbeats,
            collectors: placed.filter(\.source.hasPlace), nextSteps: collectors.nextSteps,
            contacts: contacts.table, policies: escalation.policies,
            businessHours: escalation.businessHours, redactions: collectors.redactions.knowing(sources.secrets.secrets),
            reopenWithin: classification.reopenWithin, remindStillFiring: classification.remindStillFiring,
            staleAfter: classification.staleAfter, lateCopyWithin: classification.lateCopyWithin,
            confirmNewAlerts: escalation.confirmNewAlerts,
            acknowledgementReminder: escalation.acknowledgementReminder, respondWithin: escalation.respondWithin,
            digest: escalation.digest, storm: escalation.storm,
            pageWaitsForDiagnostics: collectors.pageWaitsForDiagnostics,
            keepers: Set(notifiers.filter(\.keepsIncidents).map(\.kind)), alertmanager: endpoints.alertmanager,
            maintenance: escalation.maintenance,
            inboundSecrets: endpoints.endpoints.filter { !$0.settings.inboundSecrets.isEmpty }.map {
                InboundSecrets(endpoint: $0.id, secrets: $0.settings.inboundSecrets)
            })
        tables.contacts.path = path("contacts")
        tables.placelessCollectors = placed.count - tables.collectors.count
        tables.outgoing = endpoints.outgoing
        tables.grafana = endpoints.grafana
        return LoadedRoutes(
            tables: tables, endpoints: endpoints.endpoints,
            warnings: problems.sortedWarnings(files: files).map(\.description) + untellableDigests(tables),
            staleAt: contacts.table.rotas.contains { $0.calendar != nil } ? now + CalendarSource.freshFor : nil)
    }

    /// Digests that no method of their contact can tell: what keeps an alert for each incident is for what rings.
    private func untellableDigests(_ tables: RoutingTables) -> [String] {
        (tables.digest?.roles ?? []).filter { role in
            tables.contacts[role].map { BulletinRoute($0, keepers: tables.keepers) == nil } ?? false
        }.map { role in
            "\(path("escalation")): the digest of \(role) can be told to nobody: its contact has no method for it; add mail, Slack "
                + "or a webhook to the escalation path"
        }
    }

    private func path(_ name: String) -> String { "\(directory)/\(name).yaml" }
    private func importedPath(_ name: String) -> String { "\(directory)/\(RunbookTables.name(of: name))" }

    /// What an import wrote for a table.
    private func imported(_ name: String) -> ImportedTable {
        let file = TableFile(path: importedPath(name), problems: problems)
        switch sources.files.read(file.path) {
        case .success(let bytes): return file.parse(bytes).map(ImportedTable.read) ?? .unreadable
        case .failure(let error) where error.isMissing: return .absent
        case .failure(let error):
            file.problem("the file cannot be read: \(error.reason)")
            return .unreadable
        }
    }

    /// The root of a file, or `nil` after a problem.
    private func root(_ name: String) -> TableNode? {
        let file = TableFile(path: path(name), problems: problems)
        switch sources.files.read(file.path) {
        case .success(let bytes): return file.parse(bytes)
        case .failure(let error):
            file.problem(
                "the file cannot be read: \(error.reason); all of \(Self.names.joined(separator: ", ")) must be there")
            return nil
        }
    }
}

/// What became of reading the tables once.
package struct RouteReading: Sendable {
    package let result: Result<LoadedRoutes, RouteTableProblems>
    /// As far as it was read: a set with a problem need not have all.
    package let sources: RouteSources

    package init(result: Result<LoadedRoutes, RouteTableProblems>, sources: RouteSources) {
        self.result = result
        self.sources = sources
    }
}

/// A set of tables without a problem.
package struct LoadedRoutes: Sendable {
    package let tables: RoutingTables
    package let endpoints: [Endpoint]
    /// What works, but perhaps not as it was meant: endpoints without credentials, policies that never apply.
    package let warnings: [String]
    /// What it was read from.
    package internal(set) var sources = RouteSources()
    /// When it is to be read anew although no file has changed: calendars are read for a span around now. `nil` is never.
    package let staleAt: Timestamp?

    package init(
        tables: RoutingTables, endpoints: [Endpoint], warnings: [String], staleAt: Timestamp? = nil
    ) {
        self.staleAt = staleAt
        self.tables = tables
        self.endpoints = endpoints
        self.warnings = warnings
    }
}
