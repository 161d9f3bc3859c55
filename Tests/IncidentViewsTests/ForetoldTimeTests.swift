import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// The list, the head of an incident's page and the API say of every state of the attempts when the next step comes, and
/// it comes then.
@Suite("What comes next is foretold for when it comes", .timeLimit(.minutes(5)))
struct ForetoldTimeTests {
    private let body = WebhookBody(.firing("ApiDown"))

    /// First has two ways; the step after it, or the last resort, comes later by itself.
    private static func tables(
        _ methods: MethodChoice, within: Int?, otherwise: String? = nil
    ) -> RoutingTables {
        let first = EscalationStep(
            after: .zero, notify: ["First"], methods: methods, deliverWithin: within.map { .seconds($0) })
        let second = EscalationStep(after: .minutes(15), notify: ["Second"])
        return .sample(.sample("p", steps: otherwise == nil ? [first, second] : [first], otherwise: otherwise))
    }

    private struct Foretold: Equatable {
        let at: Timestamp?
        let isUnlessReached: Bool
    }

    /// What each place says, which must be one.
    private static func foretold(_ harness: EngineHarness) async throws -> Foretold {
        let (tables, now) = (harness.tables.value, harness.clock.now)
        let (next, view, answer, row) = try await harness.store.read { reader in
            let incident = try reader.existing(1)
            let standing = try #require(try reader.standingEscalations(of: incident, tables: tables).first)
            return (
                try reader.nextNotify(of: incident, tables: tables),
                EscalationView(standing, of: incident, tables: tables),
                try IncidentFacts(1, reader: reader, tables: tables).answers(at: now).next,
                try IncidentSummary(incident, reader: reader, tables: tables, at: now).whoWords(at: now)
            )
        }
        #expect(view.nextDueAt == next?.at?.rfc3339)
        #expect(answer.spans.compactMap(\.time) == [next?.at].compactMap(\.self))
        let isUnless = next?.isUnlessReached ?? false
        #expect(answer.words.hasSuffix(", unless somebody is reached by then") == isUnless, "\(answer.words)")
        #expect(row.hasSuffix(", unless somebody is reached by then") == isUnless, "\(row)")
        return Foretold(at: next?.at, isUnlessReached: isUnless)
    }

    private static func came(_ who: String, _ harness: EngineHarness) async throws -> Timestamp? {
        try await harness.notifications().map(\.notification).first { $0.contact == who }?.createdAt
    }

    @Test(
        arguments: [
            ("each way waits for its next attempt", .refusedForNow, .refusedForNow, .all, 30, nil, 30),
            ("one way after the other", .refusedForNow, .refusedForNow, .first, 30, nil, 30),
            ("one is refused for good", .refusedForGood, .refusedForNow, .all, 30, nil, 30),
            ("the other is", .refusedForNow, .refusedForGood, .all, 30, nil, 30),
            ("answers are lost", .answerLost, .answerLost, .all, 30, nil, 30),
            ("the step gives no time", .refusedForNow, .refusedForNow, .all, nil, nil, 120),
            ("one has taken it", .sent, .refusedForNow, .all, 30, nil, 900),
            ("one has, and the step gives no time", .refusedForNow, .sent, .all, nil, nil, 900),
            ("nobody is left but the last resort", .refusedForNow, .refusedForNow, .all, 5, "Last Resort", 5),
        ] as [(String, DeliveryOutcome, DeliveryOutcome, MethodChoice, Int?, String?, Int)])
    func `whatever the endpoints answer`(
        what: String, pager: DeliveryOutcome, mail: DeliveryOutcome, methods: MethodChoice, within: Int?,
        otherwise: String?, seconds: Int
    ) async throws {
        let harness = try EngineHarness(Self.tables(methods, within: within, otherwise: otherwise))
        harness.deliverer.always(.pagerduty, pager)
        harness.deliverer.always(.email, mail)
        let opened = harness.clock.now
        let who = otherwise ?? "Second"
        try await harness.post(body)
        // Nothing has been tried yet, and whether somebody will be reached is not known.
        let untried = try await Self.foretold(harness)
        #expect(untried == Foretold(at: opened + .seconds(within ?? 120), isUnlessReached: true), "\(what)")
        try await harness.settle()
        let expected = Foretold(at: opened + .seconds(seconds), isUnlessReached: seconds < 900)
        #expect(try await Self.foretold(harness) == expected, "\(what)")
        try await harness.advance(by: .seconds(4))
        #expect(try await Self.foretold(harness) == expected, "\(what)")
        try await harness.advance(by: .seconds(seconds - 4) - .milliseconds(1))
        #expect(try await Self.came(who, harness) == nil, "\(what)")
        try await harness.advance(by: .milliseconds(1))
        #expect(try await Self.came(who, harness) == expected.at, "\(what)")
    }

    @Test func `where the endpoint hangs`() async throws {
        let harness = try EngineHarness(Self.tables(.first, within: 30))
        let gate = harness.deliverer.hang(.pagerduty)
        harness.deliverer.always(.email, .refusedForNow)
        let opened = harness.clock.now
        try await harness.post(body)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        let hanging: Set<EnginePart> = [.delivery(.pagerduty)]
        for pause in [10, 10] {
            try await harness.advance(by: .seconds(pause), without: hanging)
            #expect(
                try await Self.foretold(harness) == Foretold(at: opened + .seconds(30), isUnlessReached: true))
        }
        try await harness.advance(by: .seconds(10), without: hanging)
        #expect(try await Self.came("Second", harness) == opened + .seconds(30))
        gate.open()
        _ = try await sending
    }

    @Test func `who reads the page is told when the next step comes to those who were reached`() async throws {
        let harness = try EngineHarness(Self.tables(.all, within: 30))
        harness.deliverer.always(.pagerduty, .refusedForNow)
        let opened = harness.clock.now
        try await harness.post(body)
        try await harness.settle()
        let mail = try #require(harness.deliverer.sent.first)
        #expect(mail.coming == ["policy \"p\", step 2 of 2: Second at \((opened + .minutes(15)).readable)"])
    }
}
