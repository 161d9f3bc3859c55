import IncidentCore
import Testing

@Suite("What waits for an endpoint that works again, and when it is tried", .timeLimit(.minutes(5)))
struct ReturnPlanTests {
    private static let here = "first@example.com"
    private static let mail = ContactMethod(EndpointID(NotifierKind("email")), address: here)

    /// A message that waits for one address.
    struct Owed: Sendable {
        var id: Int64
        var priority = Priority.p3
        var event = NotificationEvent.page
        var isUntold = true
        var isInStorm = false
        var incident: Int64?
        var askedBy: String?
    }

    /// What the address has to do with all that.
    struct Address: Sendable {
        var perMinute: Int? = 1
        var keepsIncidents = false
        /// When its storm's next message goes out, in seconds.
        var stormNext: Int?
        /// Whether the message that got through went there.
        var isTold = false
    }

    @Test(
        arguments: [
            (
                "what is urgent and one more, the rest together", Address(),
                [Owed(id: 1, priority: .p1), Owed(id: 2), Owed(id: 3), Owed(id: 4, priority: .p4)],
                "1 now, 2 now, 3 at 60, 4 at 60"
            ),
            (
                "the message that got through counts", Address(isTold: true),
                [Owed(id: 1, priority: .p2), Owed(id: 2), Owed(id: 3)], "1 now, 2 at 60, 3 at 60"
            ),
            (
                "what nobody has been told goes first", Address(),
                [Owed(id: 1, isUntold: false), Owed(id: 2, priority: .p4), Owed(id: 3, priority: .p4)],
                "1 at 60, 2 now, 3 at 60"
            ),
            (
                "an urgent incident's update is not urgent", Address(isTold: true),
                [Owed(id: 1, priority: .p1, event: .update), Owed(id: 2)], "1 at 60, 2 at 60"
            ),
            (
                "as much as the table says", Address(perMinute: 3), (1...5).map { Owed(id: $0) },
                "1 now, 2 now, 3 now, 4 at 60, 5 at 60"
            ),
            (
                "all at once without a limit", Address(perMinute: nil), [Owed(id: 1), Owed(id: 2)], "1 now, 2 now"
            ),
            (
                "with the next message of a storm", Address(stormNext: 20),
                [Owed(id: 1, priority: .p1, isInStorm: true), Owed(id: 2, isInStorm: true), Owed(id: 3)],
                "1 now, 2 at 20, 3 at 20"
            ),
            (
                "whose time has passed", Address(stormNext: -500), [Owed(id: 1, isInStorm: true), Owed(id: 2)],
                "1 at 0, 2 at 0"
            ),
            (
                "one after the other where each has its own alert, and at once what rings nobody",
                Address(keepsIncidents: true),
                [Owed(id: 1), Owed(id: 2), Owed(id: 3), Owed(id: 4, event: .resolved)],
                "1 now, 2 at 60, 3 at 120, 4 now"
            ),
            (
                "what is about one incident is no storm", Address(isTold: true),
                [Owed(id: 1, incident: 9), Owed(id: 2, event: .update, incident: 9)], "1 now, 2 now"
            ),
            (
                "a person waits for it", Address(isTold: true),
                [Owed(id: 1, askedBy: "alice"), Owed(id: 2), Owed(id: 3)],
                "1 now, 2 at 60, 3 at 60"
            ),
            ("nothing waits", Address(), [], ""),
        ] as [(String, Address, [Owed], String)])
    func `has its turn`(what: String, address: Address, owed: [Owed], expected: String) {
        let now = Timestamp.start
        let waiting = owed.map { one in
            ReturnPlan.Waiting(
                Notification(
                    id: one.id, incidentID: one.incident ?? one.id, method: Self.mail, contact: "First",
                    event: one.event, priority: one.priority, reason: "step 1 of policy \"p\"", policy: "p",
                    askedBy: one.askedBy, state: .pending, createdAt: now - .seconds(600), attempts: 3,
                    mayHaveArrived: false, remaining: []), dueAt: now + .seconds(600), isUntold: one.isUntold,
                isInStorm: one.isInStorm)
        }
        let plan = ReturnPlan(
            address.perMinute.map { StormSettings(notificationsPerMinute: $0) },
            keepsIncidents: address.keepsIncidents, at: now)
        let storms = address.stormNext.map { [Self.here: now + .seconds($0)] } ?? [:]
        let turns = plan.turns(of: waiting.reversed(), storms: storms, told: address.isTold ? Self.here : "other")
        let said = turns.sorted { $0.waiting.notification.id < $1.waiting.notification.id }.map { one in
            switch one.turn {
            case .now: "\(one.waiting.notification.id) now"
            case .together(let time): "\(one.waiting.notification.id) at \((time - now).components.seconds)"
            }
        }
        #expect(said.joined(separator: ", ") == expected, "\(what)")
    }
}
