import IncidentCore
import Testing

/// Step 1 of a policy has told by Slack and hangs; step 2 by mail.
@Suite("Why what follows a step need not wait", .timeLimit(.minutes(5)))
struct WhySoonerTests {
    private static let now = Timestamp(seconds: 1_764_000_000)
    private static let time = Duration.seconds(120)

    private static func told(
        _ id: Int64, _ kind: String, step: Int, _ state: NotificationState
    ) -> TellingHistory.Told {
        TellingHistory.Told(
            id: id, method: ContactMethod(EndpointID(NotifierKind(kind)), address: ""),
            contact: "Somebody", event: .page,
            priority: .p1,
            policy: "p", reason: "step \(step) of policy \"p\"", state: state, createdAt: now, shareEnd: now + time,
            deliverBy: now + time)
    }

    private static func escalation(deliverWithin: Duration?) -> Escalation {
        let step = EscalationStep(after: .zero, notify: ["Somebody"], deliverWithin: deliverWithin)
        return Escalation(
            policy: EscalationPolicy(name: "p", steps: [step, step, step]), status: .running, startedAt: now, round: 0,
            nextStep: 2, nextDueAt: now + .seconds(900))
    }

    @Test(
        arguments: [
            (
                nil, NotificationState.sending, NotificationState.failed, 15,
                #"nobody could be reached by step 2 of policy "p", nor before"#
            ),
            (nil, .sending, .pending, 15, nil),
            (nil, .sending, .pending, 120, "nobody has been reached for 2m"),
            (nil, .sent, .pending, 120, nil),
            (120, .sent, .failed, 15, #"nobody could be reached in time by step 2 of policy "p""#),
            (120, .sent, .pending, 120, #"nobody could be reached in time by step 2 of policy "p""#),
            (120, .sending, .sent, 120, nil),
        ] as [(Int?, NotificationState, NotificationState, Int, String?)])
    func `it says what is so`(
        given: Int?, first: NotificationState, second: NotificationState, seconds: Int, words: String?
    ) {
        let history = TellingHistory([Self.told(1, "slack", step: 1, first), Self.told(2, "email", step: 2, second)])
        let escalation = Self.escalation(deliverWithin: given.map { .seconds($0) })
        #expect(history.whySooner(after: escalation, .p1, at: Self.now + .seconds(seconds)) == words)
    }
}
