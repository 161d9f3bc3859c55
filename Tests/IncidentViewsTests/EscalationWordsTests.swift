import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@testable import IncidentStore
@testable import IncidentViews

@Suite(.timeLimit(.minutes(5))) struct EscalationWordsTests {
    private static let due = Timestamp(seconds: 1_764_050_000)

    @Test(arguments: [
        (0, 1, 0, "step 2 of 3: Second, Third at TIME", ["Second", "Third"]),
        (0, 1, 1, "round 1 of 2, step 2 of 3: Second, Third at TIME", ["Second", "Third"]),
        (0, 3, 1, "round 2 of 2, step 1 of 3: First at TIME", ["First"]),
        (1, 3, 1, "gives up and tells Boss at TIME", ["Boss"]), (0, 3, 0, "gives up and tells Boss at TIME", ["Boss"]),
    ])
    func `what comes next is a step, a round or the end, and somebody who hears of it`(
        round: Int, nextStep: Int, repeats: Int, words: String, roles: [String]
    ) {
        let escalation = Self.escalation(.running, round: round, nextStep: nextStep, policy: .sample(repeats: repeats))
        #expect(Self.words(escalation) == "policy \"database\", " + words.replacing("TIME", with: Self.due.readable))
        #expect(Self.next(escalation) == roles)
    }

    @Test(arguments: [(0, 1, 1, 0, 2), (0, 3, 1, 1, 1), (1, 3, 1, 1, 4)])
    func `the API has the place of what comes next`(
        round: Int, nextStep: Int, repeats: Int, shownRound: Int, shownStep: Int
    ) {
        let escalation = Self.escalation(.running, round: round, nextStep: nextStep, policy: .sample(repeats: repeats))
        let view = EscalationView(escalation, of: .shop, tables: .desk())
        #expect([view.round, view.nextStep] == [shownRound, shownStep])
    }

    @Test func `a last resort that was told before its time is not promised again`() {
        var escalation = Self.escalation(.running, round: 0, nextStep: 3, policy: .sample(repeats: 0))
        escalation.hasToldLastResort = true
        let at = Self.due.readable
        #expect(Self.words(escalation) == "policy \"database\", gives up, whose last resort was told before, at \(at)")
        #expect(Self.next(escalation) == [])
    }

    @Test(arguments: [
        (1, 0, "step 2 of 3: Second, Third"), (3, 0, "gives up and tells Boss"),
        (3, 1, "round 2 of 2, step 1 of 3: First"),
    ])
    func `an acknowledgement that ends says who is told then`(nextStep: Int, repeats: Int, words: String) {
        let escalation = Self.escalation(.paused, nextStep: nextStep, policy: .sample(repeats: repeats))
        #expect(Self.words(escalation) == "policy \"database\" paused until \(Self.due.readable), then \(words)")
    }

    @Test(arguments: [(1, "step 2 of 3: Second, Third"), (3, "gives up and tells Boss")])
    func `one that rests says for what, and who is told then`(nextStep: Int, words: String) {
        let escalation = Self.escalation(.running, nextStep: nextStep, policy: .sample(), due: nil)
        #expect(Self.words(escalation) == "policy \"database\" rests until one of its alerts fires, then \(words)")
    }

    @Test(arguments: EscalationStatus.allCases)
    func `the API says which one rests`(status: EscalationStatus) {
        let comes = EscalationView(
            Self.escalation(status, nextStep: 1, policy: .sample()), of: .shop, tables: .desk())
        #expect(comes.status == status.rawValue)
        let waits = EscalationView(
            Self.escalation(status, nextStep: 1, policy: .sample(), due: nil), of: .shop, tables: .desk())
        #expect(waits.status == (status == .running ? "resting" : status.rawValue))
    }

    @Test(arguments: [EscalationStatus.paused, .exhausted, .ended])
    func `where nothing comes nobody is next`(status: EscalationStatus) {
        let escalation = Self.escalation(status, nextStep: 1, policy: .sample(), due: nil)
        #expect(Self.next(escalation).isEmpty)
        #expect(!Self.words(escalation).contains("step"))
    }

    @Test func `a policy that cannot be read leaves out how far there is to go`() {
        let escalation = Self.escalation(.running, nextStep: 1, policy: nil)
        #expect(Self.words(escalation) == "policy \"database\", step 2 at \(Self.due.readable)")
        #expect(Self.next(escalation).isEmpty)
    }

    @Test(
        arguments: [
            (
                0, 1, "step 2 of 3: Third, New (in place of Second, which contacts.yaml no longer has)",
                ["Third", "New"]
            ),
            (0, 2, "step 3 of 3: New (in place of Fourth, which contacts.yaml no longer has)", ["New"]),
            (0, 3, "gives up and tells New (in place of Boss, which contacts.yaml no longer has)", ["New"]),
        ])
    func `nobody is promised who is no contact any more`(
        round: Int, nextStep: Int, words: String, roles: [String]
    ) {
        let escalation = Self.escalation(.running, round: round, nextStep: nextStep, policy: .sample())
        let today = RoutingTables.desk(["First", "Third", "New"], steps: [["First"], ["New"]])
        #expect(
            escalation.words(in: .shop, tables: today)
                == "policy \"database\", \(words) at \(Self.due.readable)")
        #expect(EscalationView(escalation, of: .shop, tables: today).nextNotify == roles)
    }

    @Test func `where nobody is left to be told it says so`() {
        let escalation = Self.escalation(.running, nextStep: 2, policy: .sample())
        let today = RoutingTables.desk(["First"], steps: [])
        #expect(
            escalation.words(in: .shop, tables: today)
                == "policy \"database\", step 3 of 3: nobody (contacts.yaml no longer has Fourth) at "
                + Self.due.readable)
        #expect(EscalationView(escalation, of: .shop, tables: today).nextNotify == [])
    }

    private static func words(_ escalation: StoredEscalation) -> String {
        escalation.words(in: .shop, tables: .desk())
    }

    private static func next(_ escalation: StoredEscalation) -> [String] {
        EscalationView(escalation, of: .shop, tables: .desk()).nextNotify
    }

    private static func escalation(
        _ status: EscalationStatus, round: Int = 0, nextStep: Int, policy: EscalationPolicy?, due: Timestamp? = due
    ) -> StoredEscalation {
        StoredEscalation(
            policy: "database", document: policy, status: status, round: round, nextStep: nextStep,
            startedAt: Timestamp(seconds: 1_764_000_000), nextDueAt: due)
    }
}

extension EscalationPolicy {
    fileprivate static func sample(repeats: Int = 0) -> EscalationPolicy {
        EscalationPolicy(
            name: "database",
            steps: [
                EscalationStep(after: .zero, notify: ["First"]),
                EscalationStep(after: .seconds(60), notify: ["Second", "Third"]),
                EscalationStep(after: .seconds(120), notify: ["Fourth"]),
            ],
            repetition: repeats > 0 ? Repetition(every: .seconds(600), times: repeats) : nil, otherwise: "Boss")
    }
}

extension Incident {
    fileprivate static let shop = Incident(
        priority: .p1, rule: "rule", title: "ShopDown", groupKey: "{}", labels: ["alertname": "ShopDown"],
        openedAt: Timestamp(seconds: 1_764_000_000))
}

extension RoutingTables {
    /// Contacts by mail, and one policy that tells them.
    fileprivate static func desk(
        _ roles: [String] = ["First", "Second", "Third", "Fourth", "Boss"], steps: [[String]] = []
    ) -> RoutingTables {
        let contacts = roles.map { role in
            Contact(
                role: role, address: "\(role)@example.com",
                escalationPath: [.email("\(role)@example.com")])
        }
        let policy = EscalationPolicy(
            name: "today", steps: steps.map { EscalationStep(after: .zero, notify: $0) })
        var tables = RoutingTables.empty
        tables.contacts = ContactTable(contacts: contacts)
        tables.policies = [PolicyRule(priorities: [], matchers: [], policy: policy)]
        return tables
    }
}
