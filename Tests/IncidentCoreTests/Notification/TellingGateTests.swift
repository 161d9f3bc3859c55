import IncidentCore
import Testing

@Suite("The gate for telling", .timeLimit(.minutes(5)))
struct TellingGateTests {
    static let now: Timestamp = "2026-11-23T07:00:00Z"
    static let pagerduty = ContactMethod(EndpointID(NotifierKind("pagerduty")), address: "default")
    static let mail = ContactMethod(EndpointID(NotifierKind("email")), address: "oncall@example.com")

    static func told(
        _ id: Int64, _ event: NotificationEvent = .page, by policy: String? = "critical",
        to method: ContactMethod = pagerduty, _ state: NotificationState = .sent, priority: Priority = .p2,
        step: Int = 1, remaining: [ContactMethod] = [], ago: Duration = .zero, triedAgo: Duration? = nil
    ) -> TellingHistory.Told {
        TellingHistory.Told(
            id: id, method: method, contact: "On-Call Engineer", event: event, priority: priority, policy: policy,
            reason: "step \(step) of policy \"\(policy ?? "-")\"", state: state, remaining: remaining,
            createdAt: now - ago, triedAt: triedAgo.map { now - $0 })
    }

    static func telling(_ cause: Telling.Cause, remaining: [ContactMethod] = []) -> Telling {
        Telling(
            cause, contact: "On-Call Engineer", method: pagerduty, remaining: remaining,
            reason: "step 2 of policy \"critical\"")
    }

    /// `page at once`, `page held 2s`, `page held 2s for diagnostics`, `stands in 7` or `not told`.
    static func decision(
        _ cause: Telling.Cause, status: IncidentStatus = .triggered, unconfirmed: [String] = [],
        newsAgo: Duration = .seconds(3600), history: [TellingHistory.Told] = [], running: Set<String> = ["critical"],
        diagnosticsIn: Duration? = nil, remaining: [ContactMethod] = []
    ) -> String {
        var incident = Incident.sample(status)
        incident.newsAt = now - newsAgo
        incident.taking.unconfirmed = unconfirmed
        let gate = TellingGate(
            incident, history: TellingHistory(history), running: running, diagnosticsBy: diagnosticsIn.map { now + $0 },
            at: now)
        switch gate.decide(telling(cause, remaining: remaining)) {
        case .tell(let draft):
            #expect(!draft.decision.isEmpty)
            #expect(draft.method == pagerduty)
            let held = draft.notBefore == now ? "at once" : "held \((draft.notBefore - now).prometheusText)"
            return "\(draft.event.rawValue) \(held)\(draft.waitsForDiagnostics ? " for diagnostics" : "")"
        case .standsIn(let id): return "stands in \(id)"
        case .doNotTell(let reason):
            #expect(!reason.isEmpty)
            return "not told"
        }
    }

    @Test(
        arguments: [
            ("On-Call Engineer", mail, [], "not told"), ("DevOps Lead", mail, [], "told"),
            // It must be told to be quiet.
            ("On-Call Engineer", pagerduty, [], "told"),
            ("On-Call Engineer", mail, ["DevOps Lead"], "told"),
        ] as [(String, ContactMethod, [String], String)])
    func `who has done it hears nothing of it at an address of their own`(
        person: String, method: ContactMethod, sharedBy others: [String], expected: String
    ) {
        var incident = Incident.sample(.acknowledged)
        (incident.acknowledgedBy, incident.resolvedBy) = (person, person)
        let history = TellingHistory(
            (["On-Call Engineer"] + others).map {
                TellingHistory.Told(
                    id: 1, method: method, contact: $0, event: .page, priority: .p2, policy: "critical",
                    reason: "step 1",
                    state: .sent, createdAt: Self.now)
            })
        let gate = TellingGate(incident, history: history, running: [], at: Self.now)
        for cause in [Telling.Cause.acknowledged, .resolved] {
            let telling = Telling(cause, contact: "On-Call Engineer", method: method, reason: "told before")
            if case .doNotTell = gate.decide(telling) {
                #expect(expected == "not told")
            } else {
                #expect(expected == "told")
            }
        }
        let lapsed = Telling(.lapsed, contact: "On-Call Engineer", method: method, reason: "it ended")
        if case .tell = gate.decide(lapsed) {} else { Issue.record("what was asked of them is taken back") }
    }

    @Test(
        arguments: [
            ([told(1)], []), ([told(1), told(2, .acknowledged, by: nil)], ["pagerduty"]),
            ([told(1, .acknowledged, by: nil), told(2)], []),
            ([told(1), told(2, .acknowledged, by: nil), told(3, .update, by: nil)], ["pagerduty"]),
            ([told(1), told(2, .acknowledged, by: nil, .cancelled)], []),
            ([told(1), told(2, .acknowledged, by: nil, .pending)], ["pagerduty"]),
            ([told(1, to: mail), told(2, .acknowledged, by: nil, to: mail)], []),
        ] as [([TellingHistory.Told], [String])])
    func `an alert of ours stands acknowledged where that was told last`(
        history: [TellingHistory.Told], kinds: [String]
    ) {
        let quiet = TellingHistory(history).quiet([NotifierKind("pagerduty")])
        #expect(quiet.map(\.method.notifier.rawValue) == kinds)
    }

    @Test(arguments: [1, 50, 90])
    func `an update is released no sooner than a minute after the one before it`(diagnosticsIn seconds: Int) {
        let history = [Self.told(1, .update, by: nil, .sent, ago: .seconds(20))]
        let gate = TellingGate(
            .sample(), history: TellingHistory(history), running: [],
            diagnosticsBy: Self.now + .seconds(seconds), at: Self.now)
        guard case .tell(let draft) = gate.decide(Self.telling(.update)) else { return #expect(Bool(false)) }
        #expect(draft.notBefore == Self.now + .seconds(40))
        // Otherwise it would go out with the last collector.
        #expect(!draft.waitsForDiagnostics)
    }

    @Test(arguments: [.step(policy: "critical"), .lastResort(policy: "critical"), .confirmation] as [Telling.Cause])
    func `a page goes at once, and with collectors on their way after them`(cause: Telling.Cause) {
        #expect(Self.decision(cause) == "page at once")
        #expect(Self.decision(cause, diagnosticsIn: .seconds(2)) == "page held 2s for diagnostics")
        #expect(Self.decision(cause, diagnosticsIn: .zero) == "page at once")
    }

    struct Step: CustomTestStringConvertible {
        let testDescription: String
        let history: [TellingHistory.Told]
        var newsAgo: Duration = .seconds(3600)
        var remaining: [ContactMethod] = []
        var status = IncidentStatus.triggered
        let expected: String
    }

    static let steps = [
        Step(
            testDescription: "another policy has told it since the news",
            history: [told(1, by: "security", ago: .minutes(5))], expected: "not told"),
        Step(
            testDescription: "what another policy told is older than the news",
            history: [told(1, by: "security", ago: .minutes(5))], newsAgo: .minutes(4), expected: "page at once"),
        Step(
            testDescription: "another policy is about to tell it",
            history: [told(1, by: "security", .pending, ago: .minutes(5))], expected: "not told"),
        Step(
            testDescription: "what another policy told has failed",
            history: [told(1, by: "security", .failed, ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "what another policy tells is less urgent and may wait",
            history: [told(1, by: "calm", .pending, priority: .p3, ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "another policy has told another address",
            history: [told(1, by: "security", to: mail, ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "it was an update, which rings nobody",
            history: [told(1, .update, by: nil, ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "the policy's own last step was kept back for it: never twice for one",
            history: [told(1, by: "security", ago: .minutes(20)), told(2, .page, .cancelled, ago: .minutes(10))],
            expected: "page at once"),
        Step(
            testDescription: "another method of this very step was kept back for it",
            history: [
                told(1, by: "security", to: mail, .pending), told(2, by: "security", .pending),
                told(3, to: mail, .cancelled, step: 2),
            ], expected: "not told"),
        Step(
            testDescription: "the owner was asked to confirm the very news",
            history: [told(1, by: nil, ago: .minutes(5)), told(2, to: mail, step: 2)], status: .acknowledged,
            expected: "not told"),
        Step(
            testDescription: "it was rung because nobody has it any more, which is beside the steps",
            history: [told(1, by: nil, ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "it is rung for that at this moment",
            history: [told(1, by: nil, .pending, ago: .zero)], expected: "not told"),
        Step(
            testDescription: "nobody confirmed, which is news",
            history: [told(1, by: nil, ago: .minutes(5))], newsAgo: .zero, expected: "page at once"),
        Step(
            testDescription: "its own step before told it: reminders are what steps are for",
            history: [told(1, ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "another role of this very step has the same address",
            history: [told(1, .page, .pending)], expected: "not told"),
        Step(
            testDescription: "another role of this very step has the same address, and this one has a further method",
            history: [told(1, .page, .pending)], remaining: [mail], expected: "page at once"),
        Step(
            testDescription: "another role of this very step has another address",
            history: [told(1, .page, to: mail, .pending)], expected: "page at once"),
        Step(
            testDescription: "another policy tells the address at the same moment, but less urgently",
            history: [told(1, by: "calm", .pending, priority: .p3)], expected: "page at once"),
        Step(
            testDescription: "what the policy owes the address from this moment is no page",
            history: [told(1, .update, .pending)], expected: "page at once"),
        Step(
            testDescription: "what the policy owed the address from this moment has come to nothing",
            history: [told(1, .page, .cancelled)], expected: "page at once"),
        Step(
            testDescription: "the page of an earlier step has not got through yet",
            history: [told(1, .page, .pending, ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "another policy's page has arrived, whatever methods follow it",
            history: [told(1, by: "security", ago: .minutes(5))], remaining: [mail], expected: "not told"),
        Step(
            testDescription: "another policy told it when the news came",
            history: [told(1, by: "security", ago: .minutes(4))], newsAgo: .minutes(4), expected: "not told"),
        Step(
            testDescription: "what another policy sent it was an update",
            history: [told(1, .update, by: "security", ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "between the other policy's page and now the policy itself sent no page",
            history: [told(1, by: "security", ago: .minutes(20)), told(2, .update, ago: .minutes(10))],
            expected: "not told"),
        Step(
            testDescription: "the policy began anew, and told it by the same step before",
            history: [told(1, step: 2, ago: .minutes(5))], expected: "page at once"),
    ]

    @Test(arguments: steps)
    func `two policies never tell an address the same thing twice, and neither falls silent for the other`(row: Step) {
        #expect(
            Self.decision(
                .step(policy: "critical"), status: row.status, newsAgo: row.newsAgo, history: row.history,
                remaining: row.remaining) == row.expected)
    }

    @Test(
        arguments: [
            ([], "update at once"),
            ([told(1, .page, .pending)], "stands in 1"),
            ([told(1, .page, .sent)], "update at once"),
            ([told(1, .update, by: nil, .pending)], "stands in 1"),
            ([told(1, .update, by: nil, .sent, ago: .seconds(20))], "update held 40s"),
            ([told(1, .update, by: nil, .sent, ago: .seconds(60))], "update at once"),
            ([told(1, .update, by: nil, .failed, ago: .seconds(20))], "update at once"),
            ([told(1, .update, by: nil, to: mail, .sent, ago: .seconds(20))], "update at once"),
            // A page that may have arrived is sent again, and says the news then.
            ([told(1, .page, .unknown)], "stands in 1"),
            ([told(1, .page, to: mail, .pending)], "update at once"),
            ([told(1, .acknowledged, by: nil, .pending)], "update at once"),
            ([told(1, .update, by: nil, .sending, ago: .seconds(20))], "update held 40s"),
            // What counts is when it went out, and not when it was owed.
            ([told(1, .update, by: nil, .sent, ago: .seconds(100), triedAgo: .seconds(20))], "update held 40s"),
        ] as [([TellingHistory.Told], String)])
    func `updates come a minute apart, and what is still to be sent says the news as well`(
        history: [TellingHistory.Told], expected: String
    ) {
        #expect(Self.decision(.update, history: history) == expected)
    }

    @Test(
        arguments: [
            ([], .seconds(2), "update held 2s for diagnostics"),
            ([], .zero, "update at once"),
            ([told(1, .update, by: nil, ago: .seconds(20))], .seconds(2), "update held 40s"),
            // It would go out when they are done, which may be at once.
            ([told(1, .update, by: nil, ago: .seconds(20))], .seconds(50), "update held 40s"),
            ([told(1, .update, by: nil, ago: .minutes(5))], .seconds(-60), "update at once"),
        ] as [([TellingHistory.Told], Duration, String)])
    func `an update waits for diagnostics, and is not sent before its minute for them`(
        history: [TellingHistory.Told], diagnosticsIn: Duration, expected: String
    ) {
        #expect(Self.decision(.update, history: history, diagnosticsIn: diagnosticsIn) == expected)
    }

    @Test func `an update that has not been begun gives way to a page to the same address`() {
        let history = TellingHistory([
            Self.told(1, .update, by: nil, .pending), Self.told(2, .update, by: nil, to: Self.mail, .pending),
            Self.told(3, .page, .pending), Self.told(4, .update, by: nil, .unknown),
            Self.told(5, .update, by: nil, .sent),
        ])
        #expect(history.unsentUpdates(to: Self.pagerduty).map(\.id) == [1])
    }

    @Test(arguments: IncidentStatus.allCases, [NotificationEvent.update, .acknowledged, .resolved])
    func `what is no page stays wanted however the incident stands`(
        status: IncidentStatus, event: NotificationEvent
    ) {
        let gate = TellingGate(.sample(status), history: TellingHistory(), running: [], at: Self.now)
        #expect(gate.isStillWanted(event, policy: nil))
    }

    @Test(
        arguments: [
            (.triggered, "critical", [], "page at once"),
            (.acknowledged, "critical", [], "not told"),
            // Until it is resolved.
            (.acknowledged, "on", [], "page at once"),
            (.resolved, "on", [], "not told"),
            // What asks the owner to confirm belongs to no policy.
            (.acknowledged, nil, ["DbDown"], "page at once"),
            (.acknowledged, nil, [], "not told"),
        ] as [(IncidentStatus, String?, [String], String)])
    func `the next method follows only while somebody is waited for`(
        status: IncidentStatus, policy: String?, unconfirmed: [String], expected: String
    ) {
        #expect(
            Self.decision(.fallback(policy: policy), status: status, unconfirmed: unconfirmed, running: ["on"])
                == expected)
    }

    @Test(arguments: [([], true), ([mail], false)])
    func `what another policy has not sent yet keeps back only those whose other methods follow it`(
        remaining: [ContactMethod], isTold: Bool
    ) {
        let history = TellingHistory([Self.told(1, by: "security", .pending, remaining: remaining)])
        let gate = TellingGate(Incident.sample(), history: history, running: ["critical"], at: Self.now)
        let telling = Telling(
            .step(policy: "critical"), contact: "Database Admin", method: Self.pagerduty, remaining: [Self.mail],
            reason: "why")
        if case .tell = gate.decide(telling) { #expect(isTold) } else { #expect(!isTold) }
    }

    @Test func `told last is whom the latest step of each policy told, each address once`() {
        let slack = ContactMethod(EndpointID(NotifierKind("slack"), "#db"), address: "#db")
        let history = TellingHistory([
            Self.told(1, to: slack), Self.told(2, step: 2), Self.told(3, by: "database", .cancelled),
            Self.told(4, by: "database", to: Self.mail), Self.told(5, by: "database", to: slack, .failed),
            Self.told(6, .update, by: "database", to: slack, step: 2),
        ])
        #expect(history.toldLast.map(\.method) == [Self.pagerduty, Self.mail])
    }

    @Test func `the owner is asked at once, and an acknowledgement and a resolution are told`() {
        #expect(Self.decision(.confirmation, status: .acknowledged, history: [Self.told(1)]) == "page at once")
        #expect(Self.decision(.acknowledged, status: .acknowledged) == "acknowledged at once")
        #expect(Self.decision(.resolved, status: .resolved) == "resolved at once")
    }

    @Test func `told is who a page has reached or may have, each address once`() {
        let maybe = TellingHistory.Told(
            id: 4, method: ContactMethod(EndpointID(NotifierKind("slack"), "#db"), address: "#db"), contact: "DBA",
            event: .page, priority: .p1,
            policy: nil, reason: "",
            state: .cancelled, mayHaveArrived: true, createdAt: Self.now)
        let history = TellingHistory([
            Self.told(1, .page, to: Self.mail, .failed), Self.told(2, .page, .sent), Self.told(3, .page, .sending),
            maybe,
            Self.told(5, .update, by: nil, to: Self.mail),
        ])
        #expect(history.told.map(\.method.address) == ["default", "#db"])
    }
}

extension Duration {
    fileprivate static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
}
