internal import IncidentCore
internal import IncidentEngine
internal import Logging
internal import ResponderConfig
internal import ServiceLifecycle
internal import UnixSignals

/// Reads the tables anew on SIGHUP, when asked, or when a file says something else; a bad set leaves the old one in
/// force.
///
/// An actor without a suspension in `reload`: readings come one after the other, so that the last one to begin is the
/// one in force.
actor TableReloader: Service {
    /// How soon a refusal is said again in the log, each time twice as long after the last.
    private static let firstReminder: Duration = .seconds(60)
    private static let lastReminder: Duration = .seconds(3600)

    private let read: @Sendable () -> RouteReading
    private let tables: CurrentTables
    private let use: @Sendable (LoadedRoutes) -> Void
    private let time: TimeSource
    /// How often the files are looked at; `nil` is never.
    private let interval: Duration?
    private let logger: Logger

    private var sources: RouteSources
    private var warnings: [String]
    private var staleAt: Timestamp?
    private var reminder: (at: Timestamp, after: Duration)?

    /// - Parameters:
    ///   - loaded: the set in force.
    ///   - use: puts another set in force, `tables` and all else that follows from it in one step.
    init(
        _ loaded: LoadedRoutes, tables: CurrentTables, time: TimeSource, interval: Duration?, logger: Logger,
        read: @escaping @Sendable () -> RouteReading, use: @escaping @Sendable (LoadedRoutes) -> Void
    ) {
        (self.read, self.tables, self.use) = (read, tables, use)
        (self.time, self.interval, self.logger) = (time, interval, logger)
        (sources, warnings, staleAt) = (loaded.sources, loaded.warnings, loaded.staleAt)
        tables.note { $0.succeeded(at: time.now()) }
    }

    /// - Returns: the problems that kept the old set in force.
    func reload() -> [String] {
        let reading = read()
        sources = reading.sources
        switch reading.result {
        case .success(let loaded):
            use(loaded)
            tables.note { $0.succeeded(at: time.now()) }
            logger.info("tables reloaded")
            for warning in loaded.warnings where !warnings.contains(warning) { logger.warning("\(warning)") }
            (warnings, reminder, staleAt) = (loaded.warnings, nil, loaded.staleAt)
            return []
        case .failure(let error):
            let problems = error.problems.map(\.description)
            tables.note { $0.wereRefused(at: time.now(), problems: problems) }
            reminder = (time.now() + Self.firstReminder, Self.firstReminder)
            logger.warning("tables not reloaded", metadata: ["problems": "\(problems.joined(separator: "; "))"])
            return problems
        }
    }

    nonisolated func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { await self.reloadOnSignal() }
                group.addTask { await self.reloadOnChange() }
                await group.waitForAll()
            }
        }
    }

    private nonisolated func reloadOnSignal() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup) { _ = await reload() }
    }

    private nonisolated func reloadOnChange() async {
        guard let interval else { return }
        while (try? await time.sleepUntil(time.now() + interval)) != nil { await look() }
    }

    /// Reads the tables if a file says something else, and reminds of a refusal when it is time.
    func look() {
        if sources.haveChanged() {
            _ = reload()
        } else if let stale = staleAt, time.now() >= stale {
            // A refusal has its own reminders, and is no reason to read without end.
            staleAt = nil
            _ = reload()
        } else if let refusal = tables.lastReadings.refusal, let last = reminder, time.now() >= last.at {
            let after = min(last.after * 2, Self.lastReminder)
            reminder = (time.now() + after, after)
            logger.warning(
                "tables are still refused; the old ones are in force",
                metadata: [
                    "since": "\(refusal.since.rfc3339)", "problems": "\(refusal.problems.joined(separator: "; "))",
                ])
        }
    }
}
