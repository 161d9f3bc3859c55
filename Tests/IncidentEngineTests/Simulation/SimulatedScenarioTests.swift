import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import Notifiers
import TestSupport
import Testing

/// What the program has recorded of a scenario, played to a simulation of the same tables, tells the same people the same at
/// the same times.
@Suite("Simulated scenarios", .timeLimit(.minutes(5)))
struct SimulatedScenarioTests {
    /// Those that are about what a simulation leaves out.
    private static let leftOut: Set<String> = [
        // Endpoints that fail or hang.
        "answers-lost", "credentials-come", "dead-endpoint-delays-nobody", "endpoint-hangs", "everything-refused",
        "last-step-reaches-nobody-in-time", "left-to-what-a-silence-took-back",
        "left-to-what-an-acknowledgement-took-back", "left-to-what-was-taken-back",
        "next-method-after-a-night",
        "next-method-after-a-restart",
        "next-method-after-a-silence", "next-method-after-a-storm", "next-method-within-its-share",
        "nobody-reached-for-two-minutes", "one-bad-mailbox-among-four", "owed-for-what-has-ended",
        "p1-in-the-middle-of-a-storm",
        "page-behind-its-own-resolve", "pagerduty-429-storm", "silenced-hand-over-lapses", "smtp-down-for-an-hour",
        "spool-and-a-bad-mailbox", "step-reaches-nobody-in-time", "step-unreachable", "taken-before-the-next-method",
        "taken-while-mail-was-down", "urgent-page-behind-a-retry", "written-to-the-spool",
        // The program is stopped or killed, or its clock is set.
        "clock-set-forward", "killed-in-mid-send", "resolve-lost-while-we-were-down", "steps-lost-on-restart",
        // Other tables than those at the beginning.
        "tables-reloaded-while-open", "tables-reloaded-with-a-contact-removed",
        // No body came at all.
        "heartbeat-never-heard",
    ]

    static let names = ScenarioTests.names.filter { !leftOut.contains($0) }

    @Test func `those that are left out are there, and they are few`() {
        #expect(Self.leftOut.isSubset(of: ScenarioTests.names))
        #expect(Self.names.count >= 40)
    }

    @Test(arguments: names)
    func `tells the same`(name: String) async throws {
        let player = try Self.player(of: name)
        try await player.play()
        let recorded = try Self.recorded(player.harness)
        #expect(recorded.unclearDeeds == 0)
        let tables = try ScenarioTables.load(player.scenario.tables, at: player.scenario.start)
        let result = try await Self.simulate(recorded.simulation, tables)
        #expect(result.refusedDeeds == 0)
        #expect(result.refusedBodies.isEmpty)
        let (told, happened) = (result.history.messages, recorded.history.messages)
        #expect(told.difference(from: happened).map(\.words) == [])
    }

    static func player(of name: String) throws -> ScenarioPlayer {
        let file = ScenarioTables.folder.appending(path: "\(name).scenario")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        return try ScenarioPlayer(try Scenario(reading: text, file: file.lastPathComponent), file: file)
    }

    static func recorded(_ harness: EngineHarness) throws -> RecordedSpan {
        let store = try ReadOnlyStore(directory: harness.folder.url.path)
        let newest = try store.read { try $0.newestRecord() }
        let first = try store.read {
            try $0.recordedBodies(from: .distantPast, until: .distantFuture).first?.receivedAt
        }
        return try RecordedSpan(.last(try #require(newest) - #require(first)), in: store)
    }

    static func simulate(_ simulation: Simulation, _ tables: RoutingTables) async throws -> SimulationResult {
        try await Simulator.run(
            simulation, tables: tables, endpoints: [.email, .pagerduty], profiles: NotifierProfile.registered)
    }
}

extension CollectionDifference<String>.Change {
    fileprivate var words: String {
        switch self {
        case .insert(_, let line, _): "only simulated: \(line)"
        case .remove(_, let line, _): "only recorded: \(line)"
        }
    }
}

extension ToldHistory {
    /// Of all incidents, in words.
    var messages: [String] {
        incidents.flatMap { past in
            past.messages.map {
                "\($0.at.readable) \($0.kind.text) by \($0.method.text) to \($0.contact) about \(past.incident.title): \($0.reason)"
            }
        }.sorted()
    }
}

extension Timestamp {
    static let distantFuture = Timestamp(nanoseconds: .max)
}
