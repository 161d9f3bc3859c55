import Foundation
import IncidentCore
import IncidentEngine
import Logging
import Notifiers
import ResponderConfig
import Synchronization
import TestSupport

@testable import responder

/// A folder of small tables, a reloader over it, and a clock.
struct ReloadScene {
    let folder: ScratchFolder
    let clock = TestClock()
    let log = LogLines()
    let tables: CurrentTables
    let reloader: TableReloader
    /// The sets that were put in force.
    let used = Used()

    /// - Parameter prepare: what to do in the folder, which holds `routes/`, before the tables are read.
    init(
        interval: Duration? = .seconds(2), environment: [String: String] = [:],
        prepare: (ScratchFolder) throws -> Void = { _ in }
    ) throws {
        let folder = try ScratchFolder()
        try FileManager.default.createDirectory(at: folder.file("routes"), withIntermediateDirectories: true)
        for (name, text) in Self.texts { try folder.write("routes/\(name).yaml", text) }
        try prepare(folder)
        let clock = clock
        let read: @Sendable () -> RouteReading = {
            RouteTables.read(
                directory: folder.file("routes").path, notifiers: NotifierProfile.registered, environment: environment,
                now: clock.now)
        }
        let loaded = try read().result.get()
        let tables = CurrentTables(loaded.tables)
        let used = used
        (self.folder, self.tables) = (folder, tables)
        reloader = TableReloader(
            loaded, tables: tables, time: clock.source, interval: interval, logger: log.logger, read: read,
            use: { loaded in
                tables.replace(with: loaded.tables)
                used.add(loaded)
            })
    }

    var onCallAddress: String? { tables.value.contacts["On-Call Engineer"]?.address }

    static func contacts(_ address: String) -> String {
        "contacts: [ { role: On-Call Engineer, contact: \(address), escalation_path: [email] } ]\n"
    }

    static let texts = [
        "classification": "default_priority: P3\n", "collectors": "collectors: []\n",
        "contacts": contacts("old@example.com"),
        "escalation": "policies: [ { name: all, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]\n",
        "endpoints": "endpoints: { pagerduty: { routing_key: { env: KEY } } }\n",
    ]
}

/// The sets that were put in force.
final class Used: Sendable {
    private let sets = Mutex<[LoadedRoutes]>([])

    func add(_ loaded: LoadedRoutes) { sets.withLock { $0.append(loaded) } }
    var all: [LoadedRoutes] { sets.withLock { $0 } }
}

extension ScratchFolder {
    func write(_ path: String, _ text: String) throws { try Data(text.utf8).write(to: file(path)) }

    /// A symbolic link, in one step also where there is one already, as the kubelet does it.
    func link(_ path: String, to target: String) throws {
        let temporary = file(path + "_tmp").path
        try FileManager.default.createSymbolicLink(atPath: temporary, withDestinationPath: target)
        guard rename(temporary, file(path).path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }
}
