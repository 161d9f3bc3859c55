import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import Notifiers
import TestSupport
import Testing

/// Plays a scenario to the whole engine, on a real database and a clock that it moves from deadline to deadline.
final class ScenarioPlayer {
    let scenario: Scenario
    let harness: EngineHarness
    let endpoints = ScenarioEndpoints()
    private let file: URL
    private var world: ScenarioWorld
    private var invariants = EngineInvariants()
    private var isRunning = true
    /// Deliveries by kinds that hang go on beside everything else.
    private var hanging: [NotifierKind: Hanging] = [:]
    private var nextAsk: Timestamp?

    private final class Hanging {
        let task: Task<Void, Never>
        let isOver: @Sendable () -> Bool

        init(_ harness: EngineHarness, _ kind: NotifierKind) {
            let ended = Flag()
            isOver = { ended.isSet }
            // Awaited before the kind is ticked again, and before the program is restarted.
            task = Task {
                _ = try? await harness.tick(.delivery(kind))
                ended.set()
            }
        }
    }

    init(_ scenario: Scenario, file: URL) throws {
        (self.scenario, self.file) = (scenario, file)
        let tables = try ScenarioTables.load(scenario.tables, at: scenario.start)
        harness = try EngineHarness(tables, clock: TestClock(scenario.start))
        world = ScenarioWorld(scenario)
        harness.deliverer.answer { [endpoints] in await endpoints.deliver($0) }
    }

    /// - Returns: whether all was as expected.
    func play() async throws {
        var rest = scenario.lines[...]
        while let line = rest.first {
            try await pass(to: line.time)
            switch line.what {
            case .step(let step):
                rest.removeFirst()
                try await take(step)
                try await settle()
            case .expect(let expectation, let isExact):
                // What is expected of one time is looked at together.
                let group = rest.prefix { $0.time == line.time && $0.isExpectation(exact: isExact) }
                rest = rest.dropFirst(group.count)
                if expectation.isOfArrivals || group.contains(where: \.isOfArrivals) { lookAtArrivals(group) }
                for line in group { try await look(at: line) }
            }
            for violation in try await invariants.violations(in: harness) { fail(violation, line.number) }
        }
        let unseen = endpoints.takeArrivals().map { "\($0.message.line) at \($0.elapsed.prometheusText)" }
        if !unseen.isEmpty { fail("nobody looked at what came: \(unseen)", scenario.lines.last?.number ?? 1) }
        await endHanging()
    }

    func fail(_ what: String, _ line: Int) {
        let path = "Scenarios/\(file.lastPathComponent)"
        Issue.record(
            "\(path):\(line): \(what)",
            sourceLocation: SourceLocation(fileID: path, filePath: file.path, line: line, column: 1))
    }
}

extension ScenarioLine {
    fileprivate func isExpectation(exact: Bool) -> Bool {
        if case .expect(_, exact) = what { true } else { false }
    }

    fileprivate var isOfArrivals: Bool {
        if case .expect(let expectation, _) = what { expectation.isOfArrivals } else { false }
    }
}

// Time.
extension ScenarioPlayer {
    private func pass(to time: Duration) async throws {
        while true {
            try await settle()
            let next = try await nextDue().map { endpoints.elapsed + ($0 - harness.clock.now) }
            guard let next = [next, endpoints.nextLimit].compactMap({ $0 }).min(), next <= time else { break }
            move(to: max(next, endpoints.elapsed))
        }
        move(to: time)
        try await settle()
    }

    private func move(to time: Duration) {
        let step = time - endpoints.elapsed
        endpoints.elapsed = time
        harness.clock.advance(by: step)
        endpoints.endOverdue()
    }

    /// Lets all services do what is due.
    private func settle() async throws {
        guard isRunning else { return }
        for _ in 0..<50 {
            if try await askAlertmanager() { continue }
            let left = Set(endpoints.hanging + hanging.keys)
            let next = try await harness.settle(without: Set(left.map(EnginePart.delivery)))
            var isDue = next.map { $0 <= harness.clock.now } ?? false
            for kind in left where try await hang(kind) { isDue = true }
            if !isDue { return }
        }
        throw NeverSettles()
    }

    private func nextDue() async throws -> Timestamp? {
        guard isRunning else { return nil }
        let left = Set((endpoints.hanging + hanging.keys).map(EnginePart.delivery))
        let next = try await harness.settle(without: left)
        let held = try await harness.store.read { [kinds = Array(hanging.keys)] reader in
            try kinds.compactMap { try reader.nextNotificationDue($0) }.min()
        }
        // What is due there and has no place waits for an attempt that stands.
        return [next, held.flatMap { $0 > harness.clock.now ? $0 : nil }, nextAsk].compactMap { $0 }.min()
    }

    /// - Returns: whether it was asked.
    private func askAlertmanager() async throws -> Bool {
        guard harness.tables.value.alertmanager != nil else { return false }
        let asked = harness.alertmanagers.asked.count
        nextAsk = try await harness.tick(.reconciliation)
        return harness.alertmanagers.asked.count > asked
    }

    /// Lets the attempts of a kind stand, as far as they can begin.
    ///
    /// - Returns: whether all have ended, so that what follows from them is to be done.
    private func hang(_ kind: NotifierKind) async throws -> Bool {
        if hanging[kind] == nil, try await !isDue(kind) { return false }
        let running = hanging[kind] ?? Hanging(harness, kind)
        hanging[kind] = running
        try await harness.until("the attempts by \(kind.rawValue) stand") { [endpoints] in
            if running.isOver() { return true }
            let parked = endpoints.parked(kind)
            let sending = try await sending(kind)
            guard parked > 0, sending.count == parked else { return false }
            if parked >= Self.placesForWhatCanWait { return true }
            var addresses = NotifierProfile.registered.first { $0.kind == kind }.map { AddressRoom($0.limits) }
            for each in sending { addresses?.begin(each.method.address, isUrgent: each.isUrgent) }
            return try await !isDue(kind, besides: addresses)
        }
        guard running.isOver() else { return false }
        await running.task.value
        hanging[kind] = nil
        return true
    }

    /// With so many attempts that stand nothing more begins that is not urgent.
    private static let placesForWhatCanWait = 6

    private func isDue(_ kind: NotifierKind, besides addresses: AddressRoom? = nil) async throws -> Bool {
        try await harness.store.read { try $0.nextNotificationDue(kind, besides: addresses) }.map {
            $0 <= harness.clock.now
        } ?? false
    }

    private func sending(_ kind: NotifierKind) async throws -> [IncidentCore.Notification] {
        try await harness.store.read { reader in
            try reader.incidents(IncidentFilter(limit: 1000)).incidents.flatMap {
                try reader.notifications(incidentID: $0.id).map(\.notification).filter {
                    $0.state == .sending && $0.method.notifier == kind
                }
            }
        }
    }

    private func endHanging() async {
        for running in hanging.values { running.task.cancel() }
        for running in hanging.values { await running.task.value }
        hanging = [:]
        endpoints.forgetParked()
    }
}

// What the world does.
extension ScenarioPlayer {
    private func take(_ step: ScenarioStep) async throws {
        let now = harness.clock.now
        switch step {
        case .post(let told, let group, let hidden):
            try await harness.post(world.body(told, group: group, hidden: hidden, at: now))
        case .storm(let count, let alert, let groups):
            for body in world.storm(alert, count: count, groups: groups, at: now) { try await harness.post(body) }
        case .deed(let deed, let incident, let person, let isRefused):
            try await take(deed, incident, by: person, isRefused: isRefused)
        case .silence(let alerts, let from, let length, let person):
            try await harness.silence(alerts, from: from, for: length, by: person)
        case .endSilence(let id, let person): _ = try await harness.engine.silences.expire(id, by: person)
        case .override(let rota, let person, let length, let maker):
            let onCall = OnCallCommands(store: harness.store, tables: harness.tables, time: harness.clock.source)
            _ = try await onCall.override(
                rota, person: person, from: nil, until: length.prometheusText, by: maker, reason: "a swap")
        case .reload(let tables):
            harness.tables.replace(with: try ScenarioTables.load(tables, at: now))
            harness.engine.tablesChanged()
        case .restart, .start:
            await endHanging()
            try await harness.restart()
            isRunning = true
        case .stop:
            await endHanging()
            isRunning = false
        case .setClock(let step):
            harness.clock.setSystemClock(by: step)
            try await harness.tickClock()
        case .endpoint(let place, let mood):
            endpoints.set(place, mood)
            harness.deliverer.haveNoCredentials(endpoints.withoutCredentials)
        case .alertmanager(let number, let names):
            let url = number == 0 ? ScriptedAlertmanagers.url : ScriptedAlertmanagers.otherURL
            harness.alertmanagers[url] = names.map { ScriptedAlertmanager(listing: world.listed($0, at: now)) }
        }
    }

    private func take(
        _ deed: ScenarioStep.PersonsDeed, _ id: Int64, by person: String, isRefused: Bool
    ) async throws {
        do {
            switch deed {
            case .acknowledge: try await harness.acknowledge(id, by: person)
            case .unacknowledge: try await harness.unacknowledge(id, by: person)
            case .resolve: try await harness.resolve(id, by: person)
            case .escalate: try await harness.escalate(id, by: person)
            case .snooze(let length): try await harness.snooze(id, by: person, until: length.prometheusText)
            case .handOver(let contact): try await harness.handOver(id, by: person, to: contact)
            case .ask(let contact): try await harness.addResponder(id, by: person, contact: contact)
            }
        } catch let error as TransitionRefused where isRefused {
            _ = error
            return
        }
        guard isRefused else { return }
        throw NotRefused(deed: "\(deed)")
    }
}

/// What was to be refused was done.
private struct NotRefused: Error {
    let deed: String
}
