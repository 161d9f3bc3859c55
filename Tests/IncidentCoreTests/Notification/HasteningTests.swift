import IncidentCore
import Testing

/// Step 1 of a policy has been told; step 2 comes a quarter of an hour later.
@Suite("What is foretold to come before its time", .timeLimit(.minutes(5)))
struct HasteningTests {
    private static let now = Timestamp(seconds: 1_764_000_000)

    /// A page of step 1, and how many seconds it has; `nil` where they are over.
    struct Page: Sendable {
        let state: NotificationState
        let seconds: Int?
    }

    static func page(_ state: NotificationState, _ seconds: Int? = 60) -> Page {
        Page(state: state, seconds: seconds)
    }

    private static func history(_ pages: [Page]) -> TellingHistory {
        TellingHistory(
            pages.enumerated().map { place, page in
                let end = page.seconds.map { now + .seconds($0) }
                return TellingHistory.Told(
                    id: Int64(place + 1), method: ContactMethod(EndpointID(NotifierKind("email")), address: "\(place)"),
                    contact: "Somebody", event: .page,
                    priority: .p1, policy: "p", reason: "step 1 of policy \"p\"", state: page.state, createdAt: now,
                    shareEnd: end, deliverBy: end)
            })
    }

    private static func escalation(otherwise: String? = nil, steps: Int = 2) -> Escalation {
        let step = EscalationStep(after: .zero, notify: ["Somebody"], deliverWithin: .seconds(60))
        let later = EscalationStep(after: .seconds(900), notify: ["Another"])
        return Escalation(
            policy: EscalationPolicy(
                name: "p", steps: Array([step, later].prefix(steps)), otherwise: otherwise), status: .running,
            startedAt: now, round: 0, nextStep: 1, nextDueAt: now + .seconds(900))
    }

    private static func incident(_ status: IncidentStatus = .triggered) -> Incident {
        Incident(
            status: status, priority: .p1, rule: "rule", title: "ShopDown", groupKey: "{}",
            labels: ["alertname": "ShopDown"], openedAt: now)
    }

    @Test(
        arguments: [
            ("none yet, or it waits for its next attempt", [page(.pending)], 60), ("hanging", [page(.sending)], 60),
            ("its answer was lost", [page(.unknown)], 60), ("one refused", [page(.failed), page(.pending)], 60),
            ("one later, held back", [page(.pending), page(.pending, 80)], 80),
            ("its time is over", [page(.pending, nil)], nil), ("one reached", [page(.sent), page(.pending)], nil),
            ("all refused, which is no time to come", [page(.failed)], nil), ("nobody told", [], nil),
        ] as [(String, [Page], Int?)])
    func `it is when the last of the step's pages has had its time`(
        what: String, pages: [Page], seconds: Int?
    ) throws {
        let found = Self.history(pages).foreseenHastening(of: Self.escalation(), in: Self.incident(), hours: nil)
        let time = seconds.map { Self.now + .seconds($0) }
        #expect(found?.at == time, "\(what)")
        #expect(found?.telling(hours: nil).at == time, "\(what)")
        guard case .step(_, let number, _) = found?.telling(hours: nil).next else {
            #expect(seconds == nil, "\(what)")
            return
        }
        #expect(number == 2)
    }

    @Test(arguments: [
        (IncidentStatus.acknowledged, 2, nil as String?, false), (.triggered, 1, nil, false),
        (.triggered, 1, "Boss", true),
    ])
    func `nothing is hastened where somebody has it, or nobody is left`(
        status: IncidentStatus, steps: Int, otherwise: String?, isForetold: Bool
    ) {
        let found = Self.history([Self.page(.pending)]).foreseenHastening(
            of: Self.escalation(otherwise: otherwise, steps: steps), in: Self.incident(status), hours: nil)
        #expect((found != nil) == isForetold)
        let next = found.flatMap { $0.telling(hours: nil).next }
        #expect(next == (isForetold ? RequestedStep.lastResort("Boss") : nil))
    }

    @Test func `who reads one of the pages has been reached`() {
        let history = Self.history([Self.page(.sending), Self.page(.pending)])
        #expect(
            history.taken(1).foreseenHastening(of: Self.escalation(), in: Self.incident(), hours: nil) == nil)
    }
}
