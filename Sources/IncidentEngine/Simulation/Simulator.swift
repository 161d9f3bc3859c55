internal import Collectors
internal import Foundation
package import IncidentCore
internal import IncidentStore
internal import Logging
internal import Metrics

/// Runs the engine itself on a clock that goes from deadline to deadline, over a database that is thrown away.
///
/// Only the other sides are played: each endpoint takes at once what it is given, collectors run nothing, and no
/// Alertmanager is asked. Two runs of the same simulation come to the same.
package struct Simulator {
    private let simulation: Simulation
    private let clock: VirtualClock
    private let context: ServiceContext
    private let engine: Engine
    private let pages: SentPages
    private var loop: ServiceLoop
    /// When who was paged takes the incident, by its number.
    private var takings: [Int64: Taking] = [:]
    /// By the numbers that they had.
    private var silences: [Int64: Int64] = [:]
    private var refusedBodies: [(body: Int64, reason: String)] = []
    private var refusedDeeds = 0

    private struct Taking {
        let at: Timestamp
        let by: String
    }

    /// - Parameters:
    ///   - profiles: the kinds of notifiers there are.
    ///   - endpoints: those of the tables.
    /// - Throws: `StoreError` when the database cannot be written, as where there is no room; `SimulationStuck`.
    package static func run(
        _ simulation: Simulation, tables: RoutingTables, endpoints: [EndpointID], profiles: [NotifierProfile]
    ) async throws -> SimulationResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "responder-simulation-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        // The same bytes at each run: nothing of it leaves this folder.
        let store = try IncidentStore(
            directory: folder.path, as: .scratch, now: simulation.start,
            random: { [UInt8](repeating: 7, count: $0) })
        defer { try? store.close(movesLog: false) }
        return try await run(simulation, in: store, tables: tables, endpoints: endpoints, profiles: profiles)
    }

    static func run(
        _ simulation: Simulation, in store: IncidentStore, tables: RoutingTables, endpoints: [EndpointID],
        profiles: [NotifierProfile]
    ) async throws -> SimulationResult {
        let thread = OneThread()
        defer { thread.stop() }
        return try await withTaskExecutorPreference(thread) {
            var simulator = Simulator(
                simulation, store: store, tables: tables, endpoints: endpoints, profiles: profiles)
            return try await simulator.play()
        }
    }

    private init(
        _ simulation: Simulation, store: IncidentStore, tables: RoutingTables, endpoints: [EndpointID],
        profiles: [NotifierProfile]
    ) {
        var tables = tables
        // To run them would ask the systems of today about yesterday.
        tables.collectors = []
        tables.alertmanager = nil
        tables.outgoing = nil
        tables.grafana = nil
        // Each is served from the beginning, also one that only contacts name: a fake has every endpoint.
        let all = tables.contacts.endpoints.union(endpoints).sorted { $0.text < $1.text }
        let (clock, pages) = (VirtualClock(simulation.start), SentPages())
        (self.simulation, self.clock, self.pages) = (simulation, clock, pages)
        context = ServiceContext(
            store: store, tables: CurrentTables(tables), time: clock.source,
            metrics: EngineMetrics(factory: NOOPMetricsHandler.instance, notifiers: profiles.map(\.kind)),
            logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }, pulse: ServicePulse(),
            owner: "simulation")
        engine = Engine(
            context,
            links: Links(
                incident: { "incident:\($0)" }, list: { "" }, storm: { "storm:\($0)" }, output: { "output:\($0)" },
                acknowledge: { _, _, _ in "" }),
            runner: .idle, jitter: { 0.5 },
            waysOut: WaysOut(
                profiles: profiles, endpoints: { all },
                deliver: { message, _ in
                    pages.note(message)
                    return .simulated
                }, deliverBulletin: { _ in .simulated }))
        loop = ServiceLoop(engine, time: clock.source, hearsHeartbeats: simulation.hearsHeartbeats)
    }

    private mutating func play() async throws -> SimulationResult {
        try await Engine.recover(context)
        for event in simulation.events {
            try await pass(to: event.at)
            try await take(event.what)
        }
        try await pass(to: simulation.end)
        let end = simulation.end
        return SimulationResult(
            history: try await context.store.read { try ToldHistory($0, from: .distantPast, until: end) },
            refusedBodies: refusedBodies, refusedDeeds: refusedDeeds)
    }

    /// From deadline to deadline, doing at each what is due, as the running program does.
    private mutating func pass(to time: Timestamp) async throws {
        while true {
            let next = try await settle()
            guard let next, next <= time else { break }
            clock.move(to: next)
        }
        clock.move(to: time)
    }

    /// - Returns: when something becomes due next.
    private mutating func settle() async throws -> Timestamp? {
        while true {
            let due = try await loop.settle()
            // In the program it would be tried again.
            if let failure = clock.failure { throw failure }
            noteTakings()
            let next = takings.min { ($0.value.at, $0.key) < ($1.value.at, $1.key) }
            guard let (id, taking) = next, taking.at <= clock.now else {
                return [due, next?.value.at].compactMap { $0 }.min()
            }
            takings[id] = nil
            // It may be over, or somebody's, by then.
            _ = try? await engine.commands.acknowledge(id, by: taking.by, takeOver: .whatever)
        }
    }

    private mutating func noteTakings() {
        guard let wait = simulation.acknowledgeAfter else { return }
        for page in pages.take() where takings[page.incidentID] == nil {
            takings[page.incidentID] = Taking(at: clock.now + wait, by: page.contact)
        }
    }

    private mutating func take(_ what: Simulation.What) async throws {
        let now = clock.now
        switch what {
        case .body(let id):
            do throws(IntakeRejection) {
                try await engine.intake.receive(try simulation.bytes(of: id))
            } catch {
                if case .unavailable(let reason) = error { throw StoreError.cannotWrite(reason) }
                refusedBodies.append((id, "\(error)"))
            }
        case .deed(let deed): if try await !repeated(deed) { refusedDeeds += 1 }
        case .silence(let silence):
            let draft = silence.draft
            silences[silence.id] = try await context.store.write { try $0.addSilence(draft, at: now) }
            try await context.tables.readSilences(from: context.store, at: now)
        case .endSilence(let id, let person):
            guard let id = silences[id] else { return }
            // It may be over by its time.
            _ = try? await engine.silences.expire(id, by: person)
        case .override(let override):
            _ = try await context.store.write { transaction in
                try transaction.addRotaOverride(
                    rota: override.rota, person: override.person, from: override.from, until: override.until,
                    by: override.by, reason: override.reason, at: now)
            }
        }
    }

    /// - Returns: whether it could be done here too.
    private func repeated(_ recorded: RecordedDeed) async throws -> Bool {
        let found = try await context.store.read { reader in
            for key in recorded.occurrences {
                if let id = try reader.incidentID(of: key, within: ToldHistory.tolerance) { return Int64?.some(id) }
            }
            return nil
        }
        guard let id = found else { return false }
        let (commands, deed) = (engine.commands, Deed(by: recorded.by, why: recorded.why))
        do {
            switch recorded.what {
            case .acknowledge: _ = try await commands.acknowledge(id, by: recorded.by, takeOver: .whatever)
            case .resolve: _ = try await commands.resolve(id, by: recorded.by, stillFiring: .whatever)
            case .reopen: _ = try await commands.reopen(id, deed)
            // Who did it in PagerDuty was asked for no reason.
            case .unacknowledge:
                _ = try await commands.unacknowledge(id, deed, needsReason: deed.why != nil, takeOver: .whatever)
            case .escalate: _ = try await commands.escalate(id, deed)
            case .snooze(let recorded):
                // It is written in whole seconds.
                let end = max(recorded, clock.now + IncidentCommands.shortestSnooze)
                _ = try await commands.snooze(id, deed, until: end.rfc3339, takeOver: .whatever)
            case .handOver(let contact): _ = try await commands.handOver(id, deed, to: contact, takeOver: .whatever)
            case .ask(let contact): _ = try await commands.addResponder(id, deed, contact)
            }
            return true
        } catch is TransitionRefused {
            return false
        } catch is DeedProblem {
            return false
        }
    }
}

extension Simulation {
    fileprivate func bytes(of id: Int64) throws(IntakeRejection) -> [UInt8] {
        do {
            return try body(id)
        } catch {
            throw .unavailable("\(error)")
        }
    }
}

extension DeliveryOutcome {
    fileprivate static let simulated = DeliveryOutcome(.sent, evidence: "simulated")
}

extension CollectorRunner {
    /// Runs nothing.
    fileprivate static let idle = CollectorRunner { collector, _, _ in
        DiagnosticArtifact(
            collector: collector.name, procedure: collector.procedure, arguments: [], startedAt: Timestamp(seconds: 0),
            duration: .zero, exitStatus: nil, outcome: .missing, bytes: 0, truncated: false, output: "", findings: [])
    }
}
