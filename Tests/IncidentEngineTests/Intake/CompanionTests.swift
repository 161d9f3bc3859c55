import IncidentCore
import IncidentEngine
import TestSupport
import Testing

/// A body of another group speaks of an alert that incident 1 has held, and of a new one.
@Suite("Where a known alert takes its companions", .timeLimit(.minutes(5)))
struct CompanionTests {
    private static let a = Alert.firing("a")

    /// What is known of the alert, and what the body says of it.
    enum Word: CaseIterable {
        case fires, ends, endsAnOlderOne, endsAgain, comesLate, comesLateAgain, settles
        case beginsAfterItsEnd, beginsAfterAMissedEnd, beginsWhileDoubtful

        /// What incident 1 is told first.
        fileprivate var before: [Alert] {
            switch self {
            case .fires, .ends, .beginsAfterAMissedEnd: [a]
            case .endsAnOlderOne: [.firing("a", since: TestClock.monday + .seconds(300))]
            case .endsAgain, .comesLate, .beginsAfterItsEnd: [a, a.resolved()]
            case .comesLateAgain, .settles, .beginsWhileDoubtful: [a, a.resolved(), a]
            }
        }

        fileprivate func word(at now: Timestamp) -> Alert {
            switch self {
            case .fires, .comesLate, .comesLateAgain: a
            case .ends, .endsAnOlderOne, .endsAgain, .settles: a.resolved()
            case .beginsAfterItsEnd, .beginsAfterAMissedEnd, .beginsWhileDoubtful: .firing("a", since: now)
            }
        }

        fileprivate var outcome: IntakeOutcome {
            switch self {
            case .fires: .repeated
            case .ends: .ended
            case .endsAnOlderOne, .endsAgain, .settles: .endedBefore
            case .comesLate, .comesLateAgain: .doubtful
            case .beginsAfterItsEnd, .beginsAfterAMissedEnd, .beginsWhileDoubtful: .beganAgain
            }
        }
    }

    @Test(arguments: Word.allCases)
    func `to the incident that has held it`(word: Word) async throws {
        let harness = try EngineHarness()
        harness.clock.advance(by: .minutes(6))
        for alert in word.before { try await harness.post(WebhookBody(alert)) }
        harness.clock.advance(by: .seconds(5))
        let receipt = try await harness.post(
            WebhookBody(word.word(at: harness.clock.now), .firing("new"), group: "another"))
        #expect(receipt.incidentID == 1 && !receipt.opened)
        #expect(receipt.tally[word.outcome] >= 1)
        #expect(try await harness.incidents().map(\.id) == [1])
        #expect(try await harness.incident().status == .triggered)
        #expect(try await harness.occurrences().contains { $0.alert.fingerprint == "new" })
    }

}
