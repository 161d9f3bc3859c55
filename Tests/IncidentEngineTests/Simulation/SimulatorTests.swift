import Foundation
import GRDB
import IncidentCore
import Notifiers
import TestSupport
import Testing

@testable import IncidentEngine
@testable import IncidentStore

@Suite("Simulations", .timeLimit(.minutes(5)))
struct SimulatorTests {
    private static let start = TestClock.monday
    private static let labels: Labels = ["alertname": "ApiDown", "severity": "critical"]

    /// One alert of one group that fires, says so again and ends.
    private static func bodies(_ number: Int = 0, repeats: Int = 1, lasting length: Duration) throws -> [[UInt8]] {
        var labels = Self.labels.pairs
        if number > 0 { labels.append(Labels.Pair(name: "pod", value: "pod-\(number)")) }
        var alert = Alert(
            status: .firing, labels: Labels(labels), startsAt: start, fingerprint: Labels(labels).fingerprint)
        let firing = try WebhookBody([alert], group: "group-\(number)").bytes()
        (alert.status, alert.endsAt) = (.resolved, start + length)
        return Array(repeating: firing, count: repeats) + [try WebhookBody([alert], group: "group-\(number)").bytes()]
    }

    private static func simulation(
        _ bodies: [(Duration, [UInt8])], until end: Duration, acknowledgeAfter wait: Duration? = nil
    ) -> Simulation {
        let bytes = bodies.map(\.1)
        return Simulation(
            start: start, end: start + end,
            events: bodies.enumerated().map { .init(at: start + $0.element.0, .body(Int64($0.offset))) },
            acknowledgeAfter: wait, body: { bytes[Int($0)] })
    }

    private func messages(_ simulation: Simulation, tables: String = "usual") async throws -> [String] {
        let tables = try ScenarioTables.load(tables, at: Self.start)
        return try await SimulatedScenarioTests.simulate(simulation, tables).history.incidents.flatMap(\.messages)
            .map { "\(($0.at - Self.start).prometheusText) \($0.kind.text) \($0.contact) \($0.method.text)" }
    }

    @Test func `each step is told at its time, until the alert ends`() async throws {
        let bodies = try Self.bodies(lasting: .seconds(1200))
        let told = try await messages(
            Self.simulation([(.zero, bodies[0]), (.seconds(1200), bodies[1])], until: .seconds(7200)))
        #expect(
            told == [
                "0s page On-Call pagerduty", "15m page Lead email to lead@example.com",
                "20m resolved Lead email to lead@example.com", "20m resolved On-Call pagerduty",
            ])
    }

    @Test func `what cannot be stored ends it with the reason`() async throws {
        let folder = try ScratchFolder()
        let store = try IncidentStore(directory: folder.url.path, as: .scratch, now: Self.start) {
            [UInt8](repeating: 7, count: $0)
        }
        try await store.write {
            try $0.db.execute(
                sql: """
                    CREATE TRIGGER no_space BEFORE INSERT ON delivery_attempt
                    BEGIN SELECT RAISE (ABORT, 'no space left on device'); END
                    """)
        }
        let simulation = Self.simulation(
            [(.zero, try Self.bodies(lasting: .seconds(60))[0])], until: .seconds(3000))
        let error = await #expect(throws: StoreError.self) {
            _ = try await Simulator.run(
                simulation, in: store, tables: try ScenarioTables.load("usual", at: Self.start),
                endpoints: [.email, .pagerduty], profiles: NotifierProfile.registered)
        }
        #expect("\(String(describing: error))".contains("no space left on device"))
    }

    @Test func `who is paged takes it so long after, and nobody further is told`() async throws {
        let bodies = try Self.bodies(lasting: .seconds(3000))
        let told = try await messages(
            Self.simulation([(.zero, bodies[0])], until: .seconds(3000), acknowledgeAfter: .seconds(300)))
        #expect(told == ["0s page On-Call pagerduty", "5m acknowledged On-Call pagerduty"])
    }

    @Test func `what a person did to an incident that was noticed a moment later is done again`() async throws {
        let bodies = try Self.bodies(lasting: .seconds(3000))
        var simulation = Self.simulation([(.zero, bodies[0])], until: .seconds(3000))
        let key = OccurrenceKey(
            fingerprint: Self.labels.fingerprint, startsAt: Self.start + .milliseconds(1))
        let deed = RecordedDeed(occurrences: [key], by: "On-Call", why: nil, what: .acknowledge)
        simulation.events.append(.init(at: Self.start + .seconds(300), .deed(deed)))
        #expect(try await messages(simulation) == ["0s page On-Call pagerduty", "5m acknowledged On-Call pagerduty"])
    }

    @Test(arguments: [
        (
            nil as String?, [(0.0, RecordedDeed.What.acknowledge), (600, .unacknowledge)],
            [
                "0s page On-Call pagerduty", "5m acknowledged On-Call pagerduty",
                "15m page Lead email to lead@example.com",
            ]
        ),
        (
            "deploy", [(0.5, .snooze(until: start + .seconds(360)))],
            [
                "0s page On-Call pagerduty", "5m500ms acknowledged On-Call pagerduty",
                "6m500ms page Lead email to lead@example.com",
            ]
        ),
    ])
    func `what was done in PagerDuty without a reason, or for the shortest time, is done again`(
        why: String?, deeds: [(at: Double, what: RecordedDeed.What)], told: [String]
    ) async throws {
        let bodies = try Self.bodies(lasting: .seconds(3000))
        var simulation = Self.simulation([(.zero, bodies[0])], until: .seconds(905))
        let key = OccurrenceKey(fingerprint: Self.labels.fingerprint, startsAt: Self.start)
        for deed in deeds {
            simulation.events.append(
                .init(
                    at: Self.start + .milliseconds(Int64((300 + deed.at) * 1000)),
                    .deed(RecordedDeed(occurrences: [key], by: "On-Call", why: why, what: deed.what))))
        }
        let all = try await messages(simulation)
        #expect(told.allSatisfy(all.contains), "\(all)")
    }

    @Test func `what is told in the message of another is taken as well`() async throws {
        var tables = try ScenarioTables.load("usual", at: Self.start)
        tables.storm = StormSettings(notificationsPerMinute: 1)
        let bodies = try (1...5).map { (Duration.seconds($0), try Self.bodies($0, lasting: .seconds(3000))[0]) }
        let simulation = Self.simulation(bodies, until: .seconds(3000), acknowledgeAfter: .seconds(300))
        let incidents = try await SimulatedScenarioTests.simulate(simulation, tables).history.incidents
        #expect(incidents.count == 5)
        for incident in incidents {
            #expect(incident.messages.map(\.kind.text) == ["page", "acknowledged"])
        }
    }

    @Test func `two runs come to the same`() async throws {
        let bodies = try (1...30).flatMap { number in
            try Self.bodies(number, lasting: .seconds(900)).enumerated().map {
                (Duration.seconds($0.offset * 900 + number), $0.element)
            }
        }.sorted { $0.0 < $1.0 }
        let tables = try ScenarioTables.load("all-methods", at: Self.start)
        let simulation = Self.simulation(bodies, until: .seconds(7200))
        let first = try await SimulatedScenarioTests.simulate(simulation, tables).history
        #expect(first.incidents.count == 30)
        #expect(try await SimulatedScenarioTests.simulate(simulation, tables).history == first)
    }

    @Test func `a body that is refused is named, and the others are played`() async throws {
        let bodies = try Self.bodies(lasting: .seconds(60))
        let tables = try ScenarioTables.load("usual", at: Self.start)
        let result = try await SimulatedScenarioTests.simulate(
            Self.simulation([(.zero, Array("{}".utf8)), (.seconds(1), bodies[0])], until: .seconds(10)), tables)
        #expect(result.refusedBodies.map(\.body) == [0])
        #expect(result.history.incidents.count == 1)
    }

    /// An optimized build takes a hundredth of that; what fails here is of another order.
    @Test func `five hundred bodies take less than a minute and a half`() async throws {
        let bodies = try (1...50).flatMap { number in
            try Self.bodies(number, repeats: 9, lasting: .seconds(3600)).enumerated().map {
                (Duration.seconds($0.offset * 400 + number), $0.element)
            }
        }.sorted { $0.0 < $1.0 }
        let took = try await ContinuousClock().measure {
            _ = try await messages(Self.simulation(bodies, until: .seconds(86_400)))
        }
        #expect(bodies.count == 500)
        #expect(took < .seconds(90))
    }

    @Test func `of one incident only what concerns its alerts is played`() async throws {
        let harness = try EngineHarness(try ScenarioTables.load("usual", at: Self.start))
        for number in 1...3 { _ = try await harness.post(bytes: try Self.bodies(number, lasting: .seconds(60))[0]) }
        try await harness.advance(by: .seconds(1000))
        let store = try ReadOnlyStore(directory: harness.folder.url.path)
        let span = try RecordedSpan(.incident(2), in: store)
        #expect(span.simulation.bodyCount == 1)
        #expect(span.history.incidents.map(\.incident.id) == [2])
        let told = try await SimulatedScenarioTests.simulate(
            span.simulation, try ScenarioTables.load("usual", at: Self.start)
        ).history.sharing(span.history)
        #expect(told.messages == span.history.messages)
        #expect(throws: UnknownIncident.self) { try RecordedSpan(.incident(9), in: store) }
    }

    @Test func `what was open at the beginning is played from its own, and told from the beginning`() async throws {
        let harness = try EngineHarness(try ScenarioTables.load("usual", at: Self.start))
        let bodies = try Self.bodies(lasting: .seconds(2700))
        _ = try await harness.post(bytes: bodies[0])
        try await harness.advance(by: .seconds(1200))
        _ = try await harness.post(bytes: try Self.bodies(1, lasting: .seconds(60))[0])
        try await harness.advance(by: .seconds(1500))
        _ = try await harness.post(bytes: bodies[1])
        try await harness.advance(by: .seconds(60))
        let span = try RecordedSpan(
            .last(.seconds(2000)), in: try ReadOnlyStore(directory: harness.folder.url.path))
        #expect(span.simulation.start == Self.start)
        let result = try await SimulatedScenarioTests.simulate(
            span.simulation, try ScenarioTables.load("usual", at: Self.start))
        #expect(result.history.since(span.from).messages == span.history.messages)
        #expect(span.history.incidents.count == 2)
    }

    @Test func `nothing begins before the installation was first started, so that no heartbeat is missed then`()
        async throws
    {
        let harness = try EngineHarness(try ScenarioTables.load("watched", at: Self.start))
        _ = try await harness.post(bytes: try Self.bodies(lasting: .seconds(60))[0])
        try await harness.advance(by: .seconds(120))
        let span = try RecordedSpan(
            .last(.seconds(7 * 86_400)), in: try ReadOnlyStore(directory: harness.folder.url.path))
        #expect(span.simulation.start == Self.start)
        let result = try await SimulatedScenarioTests.simulate(
            span.simulation, try ScenarioTables.load("watched", at: Self.start))
        #expect(result.history.messages == span.history.messages)
    }

    @Test func `a repeat that was kept without its body is played with it`() async throws {
        let harness = try EngineHarness(try ScenarioTables.load("usual", at: Self.start))
        let body = try Self.bodies(lasting: .seconds(60))[0]
        for _ in 1...3 {
            _ = try await harness.post(bytes: body)
            try await harness.advance(by: .seconds(60))
        }
        let store = try ReadOnlyStore(directory: harness.folder.url.path)
        let bodies = try store.read { reader in
            try reader.recordedBodies(from: Self.start, until: Self.start + .seconds(600)).map {
                try reader.recordedBody($0.id)
            }
        }
        #expect(bodies == [body, body, body])
        #expect(
            try store.read {
                try $0.recordedBodies(from: Self.start + .seconds(60), until: Self.start + .seconds(600)).count
            } == 2)
    }
}

@Suite("What people did, read from a timeline")
struct RecordedDeedTests {
    @Test(arguments: [
        (TimelineKind.acknowledged, "acknowledged by bob", RecordedDeed.What.acknowledge),
        (.unacknowledged, "the acknowledgement was ended by bob: not mine", .unacknowledge),
        (.resolved, "resolved by bob, on its page", .resolve), (.escalated, "escalated by bob", .escalate),
        (
            .snoozed, "snoozed by bob until 2026-11-23 10:00:00 UTC, taking it over from Ann, by the API: later",
            .snooze(until: Timestamp(seconds: 1_795_428_000))
        ),
        (
            .handedOver, "handed over from Ann to Day by bob, to be confirmed by 2026-11-23 10:00:00 UTC: x",
            .handOver(to: "Day")
        ),
        (.responderAdded, "Database is asked for by bob, on the command line", .ask(for: "Database")),
    ])
    func `is done again`(kind: TimelineKind, summary: String, what: RecordedDeed.What) {
        #expect(RecordedDeed.What(Self.entry(kind, summary)) == what)
    }

    @Test func `what its words do not tell is not guessed`() {
        #expect(RecordedDeed.What(Self.entry(.snoozed, "snoozed by bob")) == nil)
        #expect(RecordedDeed.What(Self.entry(.handedOver, "handed over")) == nil)
    }

    private static func entry(_ kind: TimelineKind, _ summary: String) -> TimelineEntry {
        TimelineEntry(
            id: 1, incidentID: 1, at: TestClock.monday, kind: kind, actor: "bob", summary: summary, details: [:])
    }
}
