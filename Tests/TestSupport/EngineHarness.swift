package import CoreMetrics
import Foundation
package import IncidentCore
package import IncidentEngine
package import IncidentStore
import Logging
import Notifiers
import Synchronization

/// The engine over a real database in a scratch folder, on a clock that the test moves, with scripted endpoints and
/// collectors. Nothing runs by itself: the test ticks.
package final class EngineHarness: Sendable {
    package let clock: TestClock
    package let deliverer = ScriptedDeliverer()
    package let runner: ScriptedRunner
    package let alertmanagers: ScriptedAlertmanagers
    package let tables: CurrentTables
    package let folder: ScratchFolder
    private let metrics: EngineMetrics
    private let movesClockMeanwhile: Bool
    private let running: Mutex<Running>

    /// One life of the program.
    private struct Running {
        let number: Int
        let context: ServiceContext
        let engine: Engine
    }

    /// - Parameters:
    ///   - metrics: where the engine's counters go.
    ///   - folder: where the database is; `nil` is a new one.
    ///   - movesClockMeanwhile: whether the test moves the clock while a service works. Where it does not, what a service
    ///     cannot store is thrown by what ticks it, in place of being tried again by a clock that stands still.
    package init(
        _ tables: RoutingTables = .sample, clock: TestClock = TestClock(),
        metrics: any MetricsFactory = NOOPMetricsHandler.instance, folder: ScratchFolder? = nil,
        movesClockMeanwhile: Bool = false
    ) throws {
        self.clock = clock
        self.tables = CurrentTables(tables)
        self.metrics = EngineMetrics(factory: metrics, notifiers: NotifierProfile.registered.map(\.kind))
        runner = ScriptedRunner(clock: clock)
        alertmanagers = ScriptedAlertmanagers(clock: clock)
        self.movesClockMeanwhile = movesClockMeanwhile
        let folder = try folder ?? ScratchFolder()
        self.folder = folder
        running = Mutex(
            try Self.start(
                1, in: folder, tables: self.tables, time: Self.time(of: 1, clock, movesClockMeanwhile),
                metrics: self.metrics,
                deliverer: deliverer,
                runner: runner, alertmanagers: alertmanagers))
    }

    deinit { try? store.close() }

    /// Which life of the program it is, from 1.
    var life: Int { running.withLock(\.number) }
    package var store: IncidentStore { context.store }
    package var context: ServiceContext { running.withLock(\.context) }
    package var intake: Intake { engine.intake }
    package var commands: IncidentCommands { engine.commands }
    package var engine: Engine { running.withLock(\.engine) }
    var services: [any TickingService] { engine.services }
    /// The database file, for a test that looks at it from outside.
    package var databasePath: String { folder.file("responder.sqlite").path }

    /// Ends this life of the program and begins the next on the same data, as after `kill -9`: what had not been
    /// committed is gone, and claims are left as they were.
    package func restart() async throws {
        try store.close()
        let number = life + 1
        let next = try Self.start(
            number, in: folder, tables: tables, time: Self.time(of: number, clock, movesClockMeanwhile),
            metrics: metrics,
            deliverer: deliverer, runner: runner, alertmanagers: alertmanagers)
        running.withLock { $0 = next }
        try await Engine.recover(next.context)
    }

    private static func time(of life: Int, _ clock: TestClock, _ movesMeanwhile: Bool) -> TimeSource {
        movesMeanwhile ? clock.source : clock.sourceOfRestingServices(life: life)
    }

    private static func start(
        _ number: Int, in folder: ScratchFolder, tables: CurrentTables, time: TimeSource, metrics: EngineMetrics,
        deliverer: ScriptedDeliverer, runner: ScriptedRunner, alertmanagers: ScriptedAlertmanagers
    ) throws -> Running {
        let store = try IncidentStore(directory: folder.url.path, now: time.now()) { [UInt8](repeating: 7, count: $0) }
        let context = ServiceContext(
            store: store, tables: tables, time: time, metrics: metrics,
            logger: Logger(label: "engine under test") { _ in SwiftLogNoOpLogHandler() }, pulse: ServicePulse(),
            owner: "life \(number)")
        let links = Links(
            incident: { "https://desk.example.com/incidents/\($0)" },
            list: { "https://desk.example.com/" },
            storm: { "https://desk.example.com/storms/\($0)" },
            output: { "https://desk.example.com/outputs/\($0)" },
            acknowledge: { id, _, _ in "https://desk.example.com/acknowledge?incident=\(id)" })
        let engine = Engine(
            context, links: links, runner: runner.runner, jitter: { 0.5 },
            waysOut: WaysOut(
                profiles: NotifierProfile.registered, endpoints: { [.email, .pagerduty] },
                isSpooled: { deliverer.isSpooled($0) },
                messageID: { message in
                    guard message.notification.method.notifier == .email else { return nil }
                    return MailAddress("responder@example.com").map { EmailMessage.messageID(of: message, from: $0) }
                },
                deliver: { await deliverer.deliver($0, taken: $1) }, deliverBulletin: { deliverer.deliver($0) }),
            alertmanager: alertmanagers.client)
        return Running(number: number, context: context, engine: engine)
    }
}
