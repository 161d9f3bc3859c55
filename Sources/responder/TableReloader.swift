internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import Logging
internal import ResponderConfig
internal import ServiceLifecycle
internal import UnixSignals

/// Reads the tables anew on SIGHUP, when asked, or when a file has changed; a bad set leaves the old one in force.
struct TableReloader: Service {
    /// How often the files are looked at.
    private static let interval: Duration = .seconds(2)

    let directory: String
    let tables: CurrentTables
    let outbox: Outbox
    let time: TimeSource
    let logger: Logger

    /// - Returns: the problems that kept the old set in force.
    func reload() async -> [String] {
        do {
            let loaded = try RouteTables.load(directory: directory, environment: Environment.all)
            tables.replace(with: loaded.tables)
            outbox.use(loaded)
            logger.info("tables reloaded", metadata: ["routes": "\(directory)"])
            return []
        } catch {
            let problems = error.problems.map(\.description)
            logger.warning("tables not reloaded", metadata: ["problems": "\(problems.joined(separator: "; "))"])
            return problems
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { await reloadOnSignal() }
                group.addTask { await reloadOnChange() }
                await group.waitForAll()
            }
        }
    }

    private func reloadOnSignal() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup) { _ = await reload() }
    }

    private func reloadOnChange() async {
        var seen = fileStates()
        while (try? await time.sleepUntil(time.now() + Self.interval)) != nil {
            let current = fileStates()
            if current != seen { _ = await reload() }
            seen = current
        }
    }

    /// Name, size and time of change of each table.
    private func fileStates() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
            let facts = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            let changed = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(name) \(facts?[.size] ?? 0) \(changed)"
        }
    }
}
