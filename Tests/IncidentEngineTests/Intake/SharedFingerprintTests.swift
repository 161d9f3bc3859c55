import IncidentCore
import IncidentEngine
import TestSupport
import Testing

/// Alerts of different labels under one fingerprint, as people write them by hand or copy them: none is hidden.
@Suite("One fingerprint of several alerts", .timeLimit(.minutes(5)))
struct SharedFingerprintTests {
    /// What is posted, a word an alert, a body a line: its name, `-` before one that has ended.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bodies: [String]
        /// What fires then.
        let firing: [String]
        /// What the last body came to.
        let last: [IntakeOutcome: Int]
        /// How many began by their labels, in all.
        var renamed = 0
    }

    static let cases = [
        Case(
            testDescription: "two in one body", bodies: ["a b"], firing: ["a", "b"], last: [.opened: 2], renamed: 1),
        Case(
            testDescription: "three, and one of them twice", bodies: ["a b c a"], firing: ["a", "b", "c"],
            last: [.opened: 3, .repeated: 1], renamed: 2),
        Case(
            testDescription: "the same body again", bodies: ["a b", "a b"], firing: ["a", "b"], last: [.repeated: 2],
            renamed: 1),
        Case(
            testDescription: "again in another order", bodies: ["a b", "b a"], firing: ["a", "b"],
            last: [.repeated: 2], renamed: 1),
        Case(
            testDescription: "one after the other", bodies: ["a", "b"], firing: ["a", "b"], last: [.joined: 1],
            renamed: 1),
        Case(
            testDescription: "the first ends", bodies: ["a b", "-a"], firing: ["b"], last: [.ended: 1], renamed: 1),
        Case(
            testDescription: "the second ends", bodies: ["a b", "-b"], firing: ["a"], last: [.ended: 1], renamed: 1),
        Case(
            testDescription: "one begins while the other has ended", bodies: ["a", "-a", "b"], firing: ["b"],
            last: [.joined: 1], renamed: 1),
        Case(
            testDescription: "an end of other labels ends nothing", bodies: ["a", "-b"], firing: ["a"],
            last: [.endedBefore: 1]),
        Case(
            testDescription: "a late copy of one hides no other", bodies: ["a", "-a", "a", "b"], firing: ["b"],
            last: [.joined: 1], renamed: 1),
        Case(
            testDescription: "both end, and the second fires on", bodies: ["a b", "-a -b", "b", "a b"], firing: [],
            last: [.doubtful: 2], renamed: 1),
    ]

    @Test(arguments: cases)
    func `everything that fires is shown`(one: Case) async throws {
        let harness = try EngineHarness()
        var receipt: IntakeReceipt?
        var renamed = 0
        for body in one.bodies {
            harness.clock.advance(by: .seconds(5))
            let received = try await harness.post(WebhookBody(body.split(separator: " ").map(Self.alert)))
            renamed += received.renamed
            receipt = received
        }
        #expect(try await firing(harness) == one.firing)
        for (outcome, count) in one.last { #expect(receipt?.tally[outcome] == count, "\(outcome)") }
        #expect(renamed == one.renamed)
    }

    /// Somebody copies a body, and edits its labels only.
    @Test func `whose fingerprint was copied is shown under another of its own`() async throws {
        let harness = try EngineHarness()
        var genuine = Self.alert("genuine")
        genuine.fingerprint = genuine.labels.fingerprint
        var copy = Self.alert("copy")
        copy.fingerprint = genuine.fingerprint
        for _ in 0..<2 {
            for alert in [copy, genuine] { try await harness.post(WebhookBody(alert)) }
        }
        #expect(try await firing(harness) == ["copy", "genuine"])
        try await harness.post(WebhookBody(genuine.resolved()))
        #expect(try await firing(harness) == ["copy"])
    }

    @Test func `the same labels are the same alert in whatever order they are written`() async throws {
        let harness = try EngineHarness()
        for labels in [#"{"alertname":"a","b":"\u0063"}"#, #"{ "b": "c", "alertname": "a" }"#] {
            try await harness.post(
                bytes: Array(#"{"alerts":[{"status":"firing","labels":\#(labels),"fingerprint":"f"}]}"#.utf8))
        }
        #expect(try await harness.occurrences().count == 1)
    }

    private func firing(_ harness: EngineHarness) async throws -> [String] {
        var names: [String] = []
        for incident in try await harness.incidents() {
            names += try await harness.occurrences(incident.id).filter { $0.alert.status == .firing }.map(\.alert.name)
        }
        return names.sorted()
    }

    private static func alert(_ word: some StringProtocol) -> Alert {
        var alert = Alert.firing(String(word.drop { $0 == "-" }))
        alert.fingerprint = "shared"
        return word.hasPrefix("-") ? alert.resolved(after: .seconds(5)) : alert
    }
}
