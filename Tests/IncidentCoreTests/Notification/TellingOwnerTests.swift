import IncidentCore
import Testing

@Suite("Who is rung besides the steps", .timeLimit(.minutes(5)))
struct TellingOwnerTests {
    static let keepers: Set = [NotifierKind("pagerduty")]
    static let mail = NotifierKind("email")
    static let onCall = Contact(
        role: "On-Call", address: "oncall@example.com",
        escalationPath: [TellingGateTests.pagerduty, TellingGateTests.mail])
    static let lead = Contact(
        role: "Lead", address: "lead@example.com",
        escalationPath: [ContactMethod(EndpointID(mail), address: "lead@example.com")])
    static let contacts = ContactTable(contacts: [onCall, lead])

    /// On-Call by PagerDuty, then Lead by mail; both were told that it is taken.
    static let taken = history(toldTaken: true)

    static func history(toldTaken: Bool, pagedNow: Contact? = nil) -> TellingHistory {
        var messages = [told(1, onCall, step: 1), told(2, lead, step: 2)]
        if toldTaken { messages += [told(3, onCall, .acknowledged), told(4, lead, .acknowledged)] }
        if let pagedNow { messages.append(told(5, pagedNow, step: 3, ago: .zero)) }
        return TellingHistory(messages)
    }

    static func told(
        _ id: Int64, _ contact: Contact, _ event: NotificationEvent = .page, step: Int = 0,
        ago: Duration = .seconds(600)
    ) -> TellingHistory.Told {
        TellingHistory.Told(
            id: id, method: contact.escalationPath[0], contact: contact.role, event: event, priority: .p1,
            policy: event == .page ? "critical" : nil, reason: "step \(step)", state: .sent,
            createdAt: TellingGateTests.now - ago)
    }

    /// `On-Call by pagerduty, then email`.
    static func lines(_ tellings: [Telling]) -> [String] {
        tellings.map { telling in
            let later = telling.remaining.map { ", then \($0.notifier.rawValue)" }.joined()
            return "\(telling.contact) by \(telling.method.notifier.rawValue)\(later)"
        }
    }

    @Test(
        arguments: [
            ("the owner by a way that rings", onCall, taken, ["On-Call by pagerduty, then email"]),
            ("an owner with a mailbox only", lead, taken, ["Lead by email", "On-Call by pagerduty, then email"]),
            ("those told last, which was by mail", nil, taken, ["Lead by email", "On-Call by pagerduty, then email"]),
            ("where nothing stands acknowledged", nil, history(toldTaken: false), ["Lead by email"]),
        ] as [(String, Contact?, TellingHistory, [String])])
    func `a question rings`(_: String, owner: Contact?, history: TellingHistory, expected: [String]) {
        let tellings = Telling.question(
            to: owner, history, contacts: Self.contacts, keepers: Self.keepers, reason: "DbDown joined")
        #expect(Self.lines(tellings) == expected)
        #expect(tellings.allSatisfy { $0.cause == .confirmation && $0.event == .page })
    }

    @Test(
        arguments: [
            ("the owner, once", onCall, taken, .first, ["On-Call by pagerduty, then email"]),
            ("by one way, where steps use all", onCall, taken, .all, ["On-Call by pagerduty, then email"]),
            ("an owner with a mailbox", lead, taken, .all, ["Lead by email", "On-Call by pagerduty, then email"]),
            ("the owner is no contact", nil, taken, .all, ["On-Call by pagerduty, then email"]),
            ("the policy wants mail", onCall, taken, .only(mail), ["On-Call by email"]),
            ("nothing stands acknowledged", lead, history(toldTaken: false), .all, ["Lead by email"]),
            (
                "a step tells the owner just now", lead, history(toldTaken: true, pagedNow: lead), .all,
                ["On-Call by pagerduty, then email"]
            ),
            (
                "a step rings there just now", nil, history(toldTaken: true, pagedNow: onCall), .all, []
            ),
        ] as [(String, Contact?, TellingHistory, MethodChoice, [String])])
    func `what nobody has any more rings`(
        _: String, owner: Contact?, history: TellingHistory, methods: MethodChoice, expected: [String]
    ) {
        let tellings = Telling.release(
            from: owner, history, contacts: Self.contacts, keepers: Self.keepers, methods: methods, reason: "expired",
            at: TellingGateTests.now)
        #expect(Self.lines(tellings) == expected)
        #expect(tellings.allSatisfy { $0.cause == .released && $0.event == .page })
    }

    /// Takes incidents from the list, and has nothing that somebody reads.
    static let pager = Contact(
        role: "Pager", address: "pager@example.com", escalationPath: [TellingGateTests.pagerduty])

    @Test(
        arguments: [
            ("by mail", onCall, TellingHistory(), ["On-Call by email"]),
            ("not by what would only ring", pager, TellingHistory(), []),
            ("there, beside the page that another got", pager, taken, ["Pager by pagerduty"]),
        ] as [(String, Contact, TellingHistory, [String])])
    func `who took it from the list is told quietly`(
        _: String, holder: Contact, history: TellingHistory, expected: [String]
    ) {
        let news = Telling.news(.resolved, to: holder, history, keepers: Self.keepers, reason: "told before")
        let reminder = Telling.reminder(to: holder, history, keepers: Self.keepers, reason: "it ends soon")
        #expect(Self.lines([news].compactMap(\.self)) == expected)
        #expect(Self.lines([reminder].compactMap(\.self)) == expected)
    }

    /// What came of one who was asked to join, and of one who was told that it is open again, before it was over.
    static let calledIn = TellingHistory([
        TellingHistory.Told(
            id: 1, method: lead.escalationPath[0], contact: "Lead", event: .page, priority: .p1, policy: nil,
            askedBy: "alice", reason: "asked for by alice", state: .sent, createdAt: TellingGateTests.now - .seconds(60)
        ),
        TellingHistory.Told(
            id: 2, method: lead.escalationPath[0], contact: "Lead", event: .resolved, priority: .p1, policy: nil,
            reason: "told of this incident before", state: .sent, createdAt: TellingGateTests.now - .seconds(30)),
    ])

    @Test(
        arguments: [
            ("its owner", onCall, taken, .first, ["On-Call by pagerduty, then email"]),
            (
                "its owner and who was asked for", onCall, calledIn, .all,
                ["On-Call by pagerduty, then email", "Lead by email"]
            ),
            ("an owner who was asked for, once", lead, calledIn, .first, ["Lead by email"]),
            ("who was asked for, where nobody had it", nil, calledIn, .first, ["Lead by email"]),
            ("by mail, where the policy wants that", onCall, taken, .only(mail), ["On-Call by email"]),
            ("nobody whom a step tells just now", lead, history(toldTaken: true, pagedNow: lead), .first, []),
            ("nobody else", nil, taken, .first, []),
        ] as [(String, Contact?, TellingHistory, MethodChoice, [String])])
    func `what is open again is told to`(
        _: String, owner: Contact?, history: TellingHistory, methods: MethodChoice, expected: [String]
    ) {
        let tellings = Telling.reopened(
            for: owner, history, contacts: Self.contacts, methods: methods, at: TellingGateTests.now)
        #expect(Self.lines(tellings) == expected)
        #expect(tellings.allSatisfy { $0.cause == .reopened && $0.event == .page })
    }

    @Test func `who was told that it is open again is told so the next time too, and the steps ring them as ever`()
        throws
    {
        let now = TellingGateTests.now
        let first = try #require(
            Telling.reopened(for: Self.lead, TellingHistory(), contacts: Self.contacts, methods: .first, at: now).first)
        let told = TellingHistory.Told(
            id: 1, method: first.method, contact: first.contact, event: .page, priority: .p2, policy: nil,
            reason: first.reason, state: .sent, createdAt: now)
        let again = Telling.reopened(
            for: nil, TellingHistory([told]), contacts: Self.contacts, methods: .first, at: now + .seconds(900))
        #expect(Self.lines(again) == ["Lead by email"])
        let gate = TellingGate(
            .sample(), history: TellingHistory([told]), running: ["critical"], at: now + .seconds(900))
        let step = Telling(.step(policy: "critical"), contact: "Lead", method: first.method, reason: "step 2")
        guard case .tell = gate.decide(step) else { return #expect(Bool(false), "the step is not told") }
    }
}
