import IncidentCore
import Testing

@Suite("Incident transitions", .timeLimit(.minutes(5)))
struct IncidentTransitionTests {
    static let now: Timestamp = "2026-11-23T07:00:00Z"
    static let p2 = Classification(priority: .p2, rule: "high-latency")

    /// Of each event the form that has the most to say in every state.
    static let events: [(name: String, event: IncidentEvent)] = [
        ("opened", .opened(AlertsChange(added: ["A"], firing: 1, occurrences: 1, classification: p2))),
        ("alerts added", .alertsChanged(AlertsChange(added: ["A"], firing: 2, occurrences: 2, classification: p2))),
        (
            "all alerts ended",
            .alertsChanged(AlertsChange(ended: ["A"], firing: 0, occurrences: 1, classification: nil))
        ),
        ("nothing new", .alertsChanged(AlertsChange(firing: 1, occurrences: 1, classification: p2))),
        ("acknowledged", .acknowledged(by: "bob", expiresAfter: .seconds(3600), covering: [])),
        ("acknowledgement expired", .acknowledgementExpired),
        ("confirmation missed", .confirmationMissed()),
        ("resolved", .resolved(by: "bob")),
        ("noted", .noted(by: "bob", text: "looking")),
        ("step done", .stepTicked(Deed(by: "bob", why: nil), title: "Scale", isDone: true)),
        ("step undone", .stepTicked(Deed(by: "bob", why: nil), title: "Scale", isDone: false)),
        ("diagnosis requested", .diagnosisRequested(Deed(by: "bob"), collector: "pods", isPending: false)),
        ("diagnosis pending", .diagnosisRequested(Deed(by: "bob"), collector: nil, isPending: true)),
        ("went quiet", .wentQuiet(AlertsChange(added: ["A"], firing: 1, occurrences: 1, classification: p2))),
        ("reminded", .reminded(AlertsChange(added: ["A"], firing: 1, occurrences: 1, classification: p2))),
        ("unacknowledged", .unacknowledged(Deed(by: "bob", why: "wrong team"))),
        ("snoozed", .snoozed(Deed(by: "bob", why: "later"), until: now + .seconds(3600), covering: [])),
        (
            "handed over",
            .handedOver(
                Deed(by: "bob", why: "shift ends"), to: "Carol",
                HandOver(covering: [], expiresAfter: nil, confirmWithin: .seconds(600)))
        ),
        ("escalated", .escalated(Deed(by: "bob"))),
        ("responder added", .responderAdded(Deed(by: "bob"), contact: "Carol")),
        ("owner reminder due", .ownerReminderDue),
        ("silenced", .silenced(.sample)),
        // Nothing was silenced.
        ("silence ended", .silenceEnded(reason: "silence #3 is over", firing: [], confirmWithin: .seconds(600))),
        ("response missed", .responseMissed),
        (
            "taken back",
            .reopened(
                Deed(by: "bob", why: "it is back"),
                AlertsChange(added: ["A"], firing: 1, occurrences: 1, classification: p2),
                ReopeningTerms(expiresAfter: nil))
        ),
    ]

    struct Transition: CustomTestStringConvertible {
        let from: IncidentStatus
        let event: String
        /// `nil` when the event is refused.
        let to: IncidentStatus?
        let actions: [String]

        init(_ from: IncidentStatus, _ event: String, _ to: IncidentStatus?, _ actions: [String]) {
            (self.from, self.event, self.to, self.actions) = (from, event, to, actions)
        }
        var testDescription: String { "\(from), \(event)" }
    }

    static let transitions = [
        Transition(
            .triggered, "opened", .triggered,
            ["record opened", "record classified", "cover opened", "diagnose opened"]),
        Transition(
            .triggered, "alerts added", .triggered,
            ["record alerts_added", "diagnose also A", "cover joined", "tell update"]),
        Transition(.triggered, "confirmation missed", .triggered, []),
        Transition(
            .triggered, "all alerts ended", .resolved,
            ["record alerts_ended", "record resolved", "end escalations", "tell resolved"]),
        Transition(.triggered, "nothing new", .triggered, []),
        Transition(
            .triggered, "acknowledged", .acknowledged,
            ["record acknowledged", "pause escalations", "tell acknowledged"]),
        Transition(.triggered, "acknowledgement expired", .triggered, []),
        Transition(
            .triggered, "resolved", .resolved, ["record resolved", "end escalations", "tell resolved"]),
        Transition(.triggered, "noted", .triggered, ["record noted"]),
        Transition(.triggered, "step done", .triggered, ["record step_done"]),
        Transition(
            .triggered, "diagnosis requested", .triggered, ["record diagnosis_requested", "diagnose again pods"]),
        Transition(.triggered, "diagnosis pending", .triggered, []),
        Transition(.triggered, "step undone", .triggered, ["record step_undone"]),
        // It does not flap.
        Transition(.triggered, "went quiet", .triggered, []),
        Transition(.triggered, "reminded", .triggered, []),
        Transition(.triggered, "unacknowledged", nil, []),
        Transition(
            .triggered, "snoozed", .acknowledged, ["record snoozed", "pause escalations", "tell acknowledged"]),
        Transition(
            .triggered, "handed over", .acknowledged,
            ["record handed_over", "pause escalations", "tell hand-over", "tell done"]),
        Transition(.triggered, "escalated", .triggered, ["record escalated", "escalate now"]),
        Transition(.triggered, "responder added", .triggered, ["record responder_added", "tell request"]),
        Transition(.triggered, "owner reminder due", .triggered, []),
        Transition(.triggered, "silenced", .triggered, ["record silenced", "hold escalations"]),
        Transition(.triggered, "silence ended", .triggered, []),
        // It had no deadline.
        Transition(.triggered, "response missed", .triggered, []),
        Transition(.triggered, "taken back", nil, []),

        // Only what is new opens: that changes no status.
        Transition(
            .acknowledged, "opened", .acknowledged,
            ["record opened", "record classified", "cover opened", "diagnose opened"]),
        Transition(
            .acknowledged, "alerts added", .acknowledged,
            [
                "record alerts_added", "diagnose also A", "record confirmation_asked", "tell confirmation",
                "cover joined", "tell update",
            ]),
        // Nothing had joined that was not confirmed.
        Transition(.acknowledged, "confirmation missed", .acknowledged, []),
        Transition(
            .acknowledged, "all alerts ended", .resolved,
            ["record alerts_ended", "record resolved", "end escalations", "tell resolved"]),
        Transition(.acknowledged, "nothing new", .acknowledged, []),
        // By somebody else than who has it: those told hear of it.
        Transition(
            .acknowledged, "acknowledged", .acknowledged,
            ["record acknowledged", "pause escalations", "tell acknowledged"]),
        Transition(
            .acknowledged, "acknowledgement expired", .triggered,
            ["record acknowledgement_expired", "resume escalations", "tell released"]),
        Transition(
            .acknowledged, "resolved", .resolved, ["record resolved", "end escalations", "tell resolved"]),
        Transition(.acknowledged, "noted", .acknowledged, ["record noted"]),
        Transition(.acknowledged, "step done", .acknowledged, ["record step_done"]),
        Transition(
            .acknowledged, "diagnosis requested", .acknowledged, ["record diagnosis_requested", "diagnose again pods"]),
        Transition(.acknowledged, "diagnosis pending", .acknowledged, []),
        Transition(.acknowledged, "step undone", .acknowledged, ["record step_undone"]),
        Transition(.acknowledged, "went quiet", .acknowledged, []),
        Transition(.acknowledged, "reminded", .acknowledged, []),
        Transition(
            .acknowledged, "unacknowledged", .triggered,
            ["record unacknowledged", "resume escalations", "tell released", "tell done"]),
        Transition(
            .acknowledged, "snoozed", .acknowledged, ["record snoozed", "pause escalations", "tell acknowledged"]),
        Transition(
            .acknowledged, "handed over", .acknowledged,
            ["record handed_over", "pause escalations", "tell hand-over", "tell done"]),
        Transition(.acknowledged, "escalated", .acknowledged, ["record escalated", "escalate now"]),
        Transition(.acknowledged, "responder added", .acknowledged, ["record responder_added", "tell request"]),
        // It has no end of which to remind.
        Transition(.acknowledged, "owner reminder due", .acknowledged, []),
        Transition(.acknowledged, "silenced", .acknowledged, ["record silenced", "hold escalations"]),
        Transition(.acknowledged, "silence ended", .acknowledged, []),
        Transition(.acknowledged, "response missed", .acknowledged, []),
        Transition(.acknowledged, "taken back", nil, []),

        Transition(
            .resolved, "opened", .resolved,
            ["record opened", "record classified", "cover opened", "diagnose opened"]),
        Transition(
            .resolved, "alerts added", .triggered,
            [
                "record reopened", "record alerts_added", "record classified", "cover firesAgain", "diagnose reopened",
                "tell reopened",
            ]),
        Transition(.resolved, "confirmation missed", .resolved, []),
        Transition(.resolved, "all alerts ended", .resolved, ["record alerts_ended"]),
        Transition(.resolved, "nothing new", .resolved, []),
        Transition(.resolved, "acknowledged", nil, []),
        Transition(.resolved, "acknowledgement expired", .resolved, []),
        Transition(.resolved, "resolved", nil, []),
        Transition(.resolved, "noted", .resolved, ["record noted"]),
        Transition(.resolved, "step done", .resolved, ["record step_done"]),
        Transition(
            .resolved, "diagnosis requested", .resolved, ["record diagnosis_requested", "diagnose again pods"]),
        Transition(.resolved, "diagnosis pending", .resolved, []),
        Transition(.resolved, "step undone", .resolved, ["record step_undone"]),
        Transition(.resolved, "went quiet", .resolved, []),
        Transition(
            .resolved, "reminded", .triggered,
            ["record reopened", "record classified", "cover reopened", "diagnose reopened", "tell reopened"]),
        Transition(.resolved, "unacknowledged", nil, []),
        Transition(.resolved, "snoozed", nil, []),
        Transition(.resolved, "handed over", nil, []),
        Transition(.resolved, "escalated", nil, []),
        Transition(.resolved, "responder added", nil, []),
        Transition(.resolved, "owner reminder due", .resolved, []),
        Transition(.resolved, "silenced", .resolved, []),
        Transition(.resolved, "silence ended", .resolved, []),
        Transition(.resolved, "response missed", .resolved, []),
        // Nobody had it.
        Transition(
            .resolved, "taken back", .triggered,
            [
                "record reopened", "cover firesAgain", "diagnose reopened", "tell reopened", "tell taken back",
            ]),
    ]

    @Test func `every pair of status and event has its row`() {
        let rows = Set(Self.transitions.map { "\($0.from) \($0.event)" })
        let pairs = IncidentStatus.allCases.flatMap { status in Self.events.map { "\(status) \($0.name)" } }
        #expect(rows == Set(pairs))
        #expect(rows.count == Self.transitions.count)
    }

    @Test func `every event that there is stands in the table`() {
        #expect(Set(Self.events.map(\.event.kind)) == Set(IncidentEventKind.allCases))
    }

    @Test(arguments: transitions)
    func `an event in a status leads to a status and actions`(row: Transition) throws {
        let event = try #require(Self.events.first { $0.name == row.event }).event
        var incident = Incident.sample(row.from)
        let before = incident
        guard let target = row.to else {
            #expect(throws: TransitionRefused.self) { try incident.apply(event, at: Self.now) }
            #expect(incident == before)
            return
        }
        #expect(try incident.apply(event, at: Self.now).map(\.name) == row.actions)
        #expect(incident.status == target)
        // Who had taken it stays known after the resolution.
        #expect(
            (incident.acknowledgedAt != nil)
                == (target == .acknowledged || before.status == .acknowledged && target == .resolved))
        #expect((incident.resolvedAt != nil) == (target == .resolved))
    }

    @Test func `an incident opens with its classification, escalation and diagnosis`() throws {
        var incident = Incident.sample()
        let change = AlertsChange(added: ["A"], firing: 1, occurrences: 1, classification: Self.p2)
        #expect(
            try incident.apply(.opened(change), at: Self.now).map(\.name)
                == ["record opened", "record classified", "cover opened", "diagnose opened"])
        #expect(incident.status == .triggered)
    }

    @Test(arguments: [IncidentStatus.triggered, .acknowledged])
    func `a rising priority starts escalation anew, whoever had taken it`(status: IncidentStatus) throws {
        var incident = Incident.sample(status)
        let rise = AlertsChange(
            added: ["B"], firing: 2, occurrences: 2, classification: Classification(priority: .p1, rule: "service-down")
        )
        let isTaken = status == .acknowledged
        #expect(
            try incident.apply(.alertsChanged(rise), at: Self.now).map(\.name)
                == ["record alerts_added", "record priority_changed"]
                + (isTaken ? ["record acknowledgement_overtaken"] : [])
                + ["cover priorityRaised", "diagnose priority_raised"] + (isTaken ? ["tell released"] : [])
                + ["tell update"])
        #expect(incident.status == .triggered)
        #expect(incident.acknowledgedBy == nil)
        #expect(incident.priority == .p1)
        #expect(incident.rule == "service-down")
    }

    @Test(arguments: [IncidentStatus.triggered, .acknowledged])
    func `a falling priority is recorded and withdraws nothing`(status: IncidentStatus) throws {
        var incident = Incident.sample(status)
        let fall = AlertsChange(
            ended: ["A"], firing: 1, occurrences: 2,
            classification: Classification(priority: .p4, rule: "severity info"))
        #expect(
            try incident.apply(.alertsChanged(fall), at: Self.now).map(\.name)
                == ["record alerts_ended", "record priority_changed"])
        #expect(incident.status == status)
        #expect(incident.priority == .p4)
    }

    @Test func `hidden alerts keep an incident open, which is said once`() throws {
        var incident = Incident.sample()
        var change = AlertsChange(ended: ["A"], firing: 0, occurrences: 1, classification: nil, mayFire: .hidden)
        #expect(
            try incident.apply(.alertsChanged(change), at: Self.now).map(\.name)
                == ["record alerts_ended", "record kept_open"])
        change.ended = []
        #expect(try incident.apply(.alertsChanged(change), at: Self.now) == [])
        #expect(incident.status == .triggered)
        change.mayFire = nil
        #expect(try incident.apply(.alertsChanged(change), at: Self.now).contains(.tell(.resolved)))
        #expect(incident.status == .resolved)
    }

    @Test func `what a person resolved while it fires stays resolved until it begins anew`() throws {
        var incident = Incident.sample()
        _ = try incident.apply(.resolved(by: "bob"), at: Self.now)
        #expect(incident.resolvedBy == "bob")
        let repeated = AlertsChange(firing: 1, occurrences: 1, classification: Self.p2)
        #expect(try incident.apply(.alertsChanged(repeated), at: Self.now) == [])
        #expect(incident.status == .resolved)
        let anew = AlertsChange(added: ["A"], firing: 1, occurrences: 2, classification: Self.p2)
        #expect(try incident.apply(.alertsChanged(anew), at: Self.now).contains(.cover(anew.joined, .reopened)))
        #expect(incident.status == .triggered)
        #expect(incident.resolvedBy == nil)
    }

    @Test func `an incident that opens again takes the priority it now has`() throws {
        var incident = Incident.sample(.resolved)
        let anew = AlertsChange(
            added: ["A"], firing: 1, occurrences: 2,
            classification: Classification(priority: .p4, rule: "severity info"))
        _ = try incident.apply(.alertsChanged(anew), at: Self.now)
        #expect(incident.priority == .p4)
        #expect(incident.rule == "severity info")
    }

    @Test func `an acknowledgement names its end and pauses escalation until then`() throws {
        var incident = Incident.sample()
        let actions = try incident.apply(
            .acknowledged(by: "bob", expiresAfter: .seconds(3600), covering: []), at: Self.now)
        #expect(actions.contains(.pauseEscalations(until: "2026-11-23T08:00:00Z", reason: "acknowledged by bob")))
        #expect(actions.summaries == ["acknowledged by bob until 2026-11-23 08:00:00 UTC"])
        let renewed = try incident.apply(.acknowledged(by: "carol", expiresAfter: nil, covering: []), at: Self.now)
        #expect(renewed.contains(.pauseEscalations(until: nil, reason: "acknowledged by carol")))
        #expect(incident.acknowledgedBy == "carol")
    }

    @Test(
        arguments: [
            (
                .acknowledged(by: "bob", expiresAfter: nil, covering: []), nil,
                "incident 42 was resolved 3m ago; nothing to acknowledge"
            ),
            (.resolved(by: "bob"), "alice", "incident 42 was resolved 3m ago by alice; nothing to resolve"),
        ] as [(IncidentEvent, String?, String)])
    func `a refusal tells a person the state`(event: IncidentEvent, resolvedBy: String?, expected: String) {
        var incident = Incident.sample(.resolved, resolvedBy: resolvedBy, resolvedAt: Self.now - .seconds(185))
        #expect(throws: TransitionRefused(expected)) { try incident.apply(event, at: Self.now) }
    }

    @Test func `many alerts are named by the first three, each on one line`() throws {
        var incident = Incident.sample()
        let names = ["A\r\nBcc: x", String(repeating: "b", count: 500), "C", "D", "E"]
        let change = AlertsChange(added: names, firing: 6, occurrences: 6, classification: Self.p2)
        let summary = try #require(try incident.apply(.alertsChanged(change), at: Self.now).summaries.first)
        #expect(summary.hasPrefix("A Bcc: x, bbb"))
        #expect(summary.hasSuffix("…, C and 2 more now firing; 6 in all"))
        #expect(summary.count < 200)
    }
}

extension IncidentAction {
    /// The action without its words.
    var name: String {
        switch self {
        case .record(let draft): "record \(draft.kind.rawValue)"
        case .cover(_, .firesAgain): "cover firesAgain"
        case .cover(_, let reason): "cover \(reason)"
        case .pauseEscalations: "pause escalations"
        case .withdrawQuestion: "withdraw question"
        case .resumeEscalations: "resume escalations"
        case .endEscalations: "end escalations"
        case .tell(.update): "tell update"
        case .tell(.confirmation): "tell confirmation"
        case .tell(.released): "tell released"
        case .tell(.reopened): "tell reopened"
        case .tell(.done): "tell done"
        case .tell(.takenBack): "tell taken back"
        case .restoreEscalations: "restore escalations"
        case .tell(.handedOver): "tell hand-over"
        case .tell(.request): "tell request"
        case .tell(.reminder): "tell reminder"
        case .escalateNow: "escalate now"
        case .tell(let news): "tell \(news)"
        case .diagnoseAlso(let alerts): "diagnose also \(alerts.map(\.fingerprint).joined(separator: ", "))"
        case .diagnoseAgain(let collector): "diagnose again \(collector ?? "all")"
        case .diagnose(let reason): "diagnose \(reason.rawValue)"
        case .holdEscalations: "hold escalations"
        case .releaseEscalations: "release escalations"
        case .escalateOverdue: "escalate overdue"
        }
    }
}

extension [IncidentAction] {
    /// What the timeline will say.
    var summaries: [String] {
        compactMap { if case .record(let draft) = $0 { draft.summary } else { nil } }
    }
}
