import IncidentCore
import Testing

@testable import IncidentEngine

@Suite("What an address was sent of late", .timeLimit(.minutes(5)))
struct CurrentBudgetsTests {
    private static let start = Timestamp(milliseconds: 1_795_420_800_000)
    private static let settings = StormSettings(notificationsPerMinute: 2)

    private static func message(_ incident: Int64) -> Notification {
        Notification(
            id: incident, incidentID: incident,
            method: ContactMethod(EndpointID(NotifierKind("email")), address: "a@example.com"), contact: "First",
            event: .page, priority: .p3, reason: "r", state: .pending, createdAt: start, attempts: 0,
            mayHaveArrived: false, remaining: [])
    }

    /// What a claim does inside its transaction.
    private static func admit(_ incident: Int64, _ copy: inout [String: AddressBudget]) -> Bool {
        copy["a@example.com", default: AddressBudget()].admit(
            message(incident), service: "", isExempt: false, isStorm: false, settings, at: start) == .send
    }

    /// - Parameter runs: how often the transaction is run before it is committed; `nil` is one that comes to nothing.
    private static func claim(_ incident: Int64, of budgets: CurrentBudgets, runs: Int? = 1) -> Bool {
        var isSent = false
        var copy: [String: AddressBudget] = [:]
        for _ in 0..<(runs ?? 1) {
            copy = budgets.copy()
            isSent = admit(incident, &copy)
        }
        if runs != nil { budgets.keep(copy) }
        return isSent
    }

    @Test(arguments: [1, 2, 3])
    func `a message counts once, however often its transaction was run`(runs: Int) {
        let budgets = CurrentBudgets()
        #expect((1...3).map { Self.claim($0, of: budgets, runs: runs) } == [true, true, false])
    }

    @Test func `what was not committed does not count`() {
        let budgets = CurrentBudgets()
        #expect((1...3).map { Self.claim($0, of: budgets, runs: nil) } == [true, true, true])
        #expect((4...6).map { Self.claim($0, of: budgets) } == [true, true, false])
    }

    @Test func `what has not arrived is given back, also while a claim is being committed`() {
        let budgets = CurrentBudgets()
        #expect((1...3).map { Self.claim($0, of: budgets) } == [true, true, false])
        budgets.giveBack(Self.message(1))
        #expect((4...5).map { Self.claim($0, of: budgets) } == [true, false])
        var copy = budgets.copy()
        #expect(!Self.admit(6, &copy))
        budgets.giveBack(Self.message(2))
        budgets.keep(copy)
        #expect((7...8).map { Self.claim($0, of: budgets) } == [true, false])
    }
}
