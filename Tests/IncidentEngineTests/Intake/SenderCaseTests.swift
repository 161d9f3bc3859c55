import Foundation
import IncidentCore
import TestSupport
import Testing

/// Bodies as other senders than Prometheus' own write them, and starts that move; each file says what is right.
@Suite("Bodies of all kinds of senders", .timeLimit(.minutes(5)))
struct SenderCaseTests {
    /// What is there when the bodies of a file have come.
    struct Case: CustomTestStringConvertible, Sendable {
        let file: String
        /// Of the incidents, oldest first: the names of their alerts that fire, and how many occurrences they hold.
        let incidents: [Expected]
        var testDescription: String { file }
    }

    struct Expected: Equatable, Sendable {
        let firing: [String]
        let occurrences: Int
    }

    static let cases = [
        Case(
            file: "13-no-fingerprint",
            incidents: [
                Expected(firing: ["ReplicationLag"], occurrences: 1),
                Expected(firing: ["ApiOne", "ApiTwo"], occurrences: 2), Expected(firing: ["NoStart"], occurrences: 1),
            ]),
        Case(file: "13-sibling-end-without-fingerprint", incidents: [Expected(firing: [], occurrences: 1)]),
        Case(
            file: "13-sibling-unusable-fingerprint-and-start",
            incidents: [
                Expected(
                    firing: ["BlankPrint", "NoTime", "NullPrint", "NumberPrint", "NumberTime"], occurrences: 5)
            ]),
        Case(file: "17-labels-as-text", incidents: [Expected(firing: ["Sync"], occurrences: 1)]),
        Case(file: "17-sibling-null-maps-and-numeric-key", incidents: [Expected(firing: ["Numbers"], occurrences: 1)]),
        Case(file: "17-sibling-nothing-but-alerts", incidents: [Expected(firing: ["Bare"], occurrences: 1)]),
        Case(file: "04-start-moves-earlier", incidents: [Expected(firing: [], occurrences: 1)]),
        Case(file: "04-sibling-firing-moves-earlier", incidents: [Expected(firing: [], occurrences: 1)]),
        Case(file: "04-sibling-start-cut-to-seconds", incidents: [Expected(firing: [], occurrences: 1)]),
    ]

    @Test(arguments: cases)
    func `each is taken for what it means`(one: Case) async throws {
        let clock = TestClock(try #require(Timestamp(rfc3339: "2026-11-25T10:30:00Z")))
        let harness = try EngineHarness(.shipped(), clock: clock)
        for body in try CaseBodies.read(one.file) {
            harness.clock.advance(by: .minutes(1))
            try await harness.post(bytes: body)
        }
        var found: [Expected] = []
        for incident in try await harness.incidents() {
            #expect((incident.status == .resolved) == (incident.firingCount == 0))
            let firing = try await harness.occurrences(incident.id).filter { $0.alert.status == .firing }
            found.append(
                Expected(firing: firing.map(\.alert.name).sorted(), occurrences: incident.occurrenceCount))
        }
        #expect(found == one.incidents)
    }

    @Test func `an alert without a start begins when it is received`() async throws {
        let harness = try EngineHarness(.shipped())
        for body in try CaseBodies.read("13-no-fingerprint") { try await harness.post(bytes: body) }
        let occurrence = try #require(try await harness.occurrences(3).first)
        #expect(occurrence.alert.startsAt == harness.clock.now)
    }

    @Test func `values that are no text stand as their JSON`() async throws {
        let harness = try EngineHarness(.shipped())
        for body in try CaseBodies.read("17-sibling-null-maps-and-numeric-key") { try await harness.post(bytes: body) }
        let alert = try #require(try await harness.occurrences().first).alert
        #expect(
            alert.annotations == ["summary": "it is down", "value": "17.5", "firing": "true", "list": "[1,2]"])
        #expect(try await harness.incident().groupKey == "4711")
    }
}
