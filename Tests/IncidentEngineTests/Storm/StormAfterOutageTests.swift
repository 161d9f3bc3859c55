import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// A mailbox that may be sent one message a minute, behind a server that does not answer for some minutes.
@Suite("An outage ends in no burst", .timeLimit(.minutes(5)))
struct StormAfterOutageTests: StormWorld {
    private static let noAnswer = DeliveryOutcome(.retryable, evidence: "could not connect", .unreachable)

    /// - Parameter isOneByOne: whether each was tried, and failed, before the next one came.
    private func outage(_ count: Int, isOneByOne: Bool, on harness: EngineHarness) async throws {
        harness.deliverer.always(.email, Self.noAnswer)
        for batch in isOneByOne ? names(1...count).map({ [$0] }) : [names(1...count)] {
            try await fire(batch, on: harness)
        }
        try await harness.advance(by: .seconds(100))
        harness.deliverer.always(.email, nil)
        harness.deliverer.forget()
    }

    @Test(arguments: [true, false])
    func `what is urgent comes at once, and the rest in one message within a minute`(isOneByOne: Bool) async throws {
        let harness = try harness()
        try await outage(20, isOneByOne: isOneByOne, on: harness)
        try await fire(["Down"], severity: "critical", service: "db", on: harness)
        #expect(told(harness).first == "21")
        try await harness.advance(by: .seconds(61))
        let sent = harness.deliverer.sent
        #expect(Set(sent.flatMap { [$0.incident.id] + $0.others.map(\.incident.id) }) == Set(1...21))
        #expect(sent.count <= 3, "\(told(harness))")
    }

    @Test func `pages that are urgent all come at once`() async throws {
        let harness = try harness()
        harness.deliverer.always(.email, Self.noAnswer)
        for number in 1...4 {
            try await fire(["Down\(number)"], severity: "critical", service: "s\(number)", on: harness)
        }
        try await harness.advance(by: .seconds(1))
        harness.deliverer.always(.email, nil)
        harness.deliverer.forget()
        try await fire(["Down5"], severity: "critical", service: "s5", on: harness)
        #expect(Set(told(harness)) == ["1", "2", "3", "4", "5"])
    }
}
