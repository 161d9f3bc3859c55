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
        step: Int = 1, remaining: [ContactMethod] = [], ago: Duration = .zero
    ) -> TellingHistory.Told {
        TellingHistory.Told(
            id: id, method: method, contact: "On-Call Engineer", event: event, priority: priority, policy: policy,
            reason: "step \(step) of policy \"\(policy ?? "-")\"", state: state, remaining: remaining,
            createdAt: now - ago)
    }

    static func telling(_ cause: Telling.Cause) -> Telling {
        Telling(cause, contact: "On-Call Engineer", method: pagerduty, reason: "step 2 of policy \"critical\"")
    }

    /// `at once`, `held 2s`, `stands in 7` or `not told: …`.
    static func decision(
        _ cause: Telling.Cause, status: IncidentStatus = .triggered, unconfirmed: [String] = [],
        newsAgo: Duration = .seconds(3600), history: [TellingHistory.Told] = [], running: Set<String> = ["critical"],
        diagnosticsIn: Duration? = nil
    ) -> String {
        var incident = Incident.sample(status)
        incident.newsAt = now - newsAgo
        incident.taking.unconfirmed = unconfirmed
        let gate = TellingGate(
            incident, history: TellingHistory(history), running: running, diagnosticsBy: diagnosticsIn.map { now + $0 },
            at: now)
        switch gate.decide(telling(cause)) {
        case .tell(let draft):
            #expect(!draft.decision.isEmpty)
            #expect(draft.method == pagerduty)
            return draft.notBefore == now
                ? "\(draft.event.rawValue) at once"
                : "\(draft.event.rawValue) held \((draft.notBefore - now).prometheusText)"
        case .standsIn(let id): return "stands in \(id)"
        case .doNotTell(let reason):
            #expect(!reason.isEmpty)
            return "not told"
        }
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

    @Test func `a step tells at once, and with collectors on their way after them`() {
        #expect(Self.decision(.step(policy: "critical")) == "page at once")
        #expect(Self.decision(.step(policy: "critical"), diagnosticsIn: .seconds(2)) == "page held 2s")
    }

    struct Step: CustomTestStringConvertible {
        let testDescription: String
        let history: [TellingHistory.Told]
        var newsAgo: Duration = .seconds(3600)
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
            history: [told(1, by: nil, ago: .minutes(5)), told(2, to: mail, step: 2)], expected: "not told"),
        Step(
            testDescription: "nobody confirmed, which is news",
            history: [told(1, by: nil, ago: .minutes(5))], newsAgo: .zero, expected: "page at once"),
        Step(
            testDescription: "its own step before told it: reminders are what steps are for",
            history: [told(1, ago: .minutes(5))], expected: "page at once"),
        Step(
            testDescription: "another role of this very step has the same address",
            history: [told(1, .page, .pending)], expected: "not told"),
    ]

    @Test(arguments: steps)
    func `two policies never tell an address the same thing twice, and neither falls silent for the other`(row: Step) {
        #expect(
            Self.decision(.step(policy: "critical"), newsAgo: row.newsAgo, history: row.history) == row.expected)
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
        ] as [([TellingHistory.Told], String)])
    func `updates come a minute apart, and what is still to be sent says the news as well`(
        history: [TellingHistory.Told], expected: String
    ) {
        #expect(Self.decision(.update, history: history) == expected)
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
            Self.told(1), Self.told(2, step: 2), Self.told(3, by: "database", .cancelled),
            Self.told(4, by: "database", to: Self.mail), Self.told(5, by: "database", to: slack, .failed),
            Self.told(6, .update, by: nil, to: slack),
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
