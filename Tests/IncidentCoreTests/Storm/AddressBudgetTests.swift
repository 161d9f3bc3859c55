import Testing

@testable import IncidentCore

/// How much one address is sent.
@Suite("What an address may be sent", .timeLimit(.minutes(5)))
struct AddressBudgetTests {
    private static let start = Timestamp(milliseconds: 1_795_420_800_000)

    private static func page(_ incident: Int64, _ priority: Priority = .p3, event: NotificationEvent = .page)
        -> Notification
    {
        Notification(
            id: incident, incidentID: incident,
            method: ContactMethod(EndpointID(NotifierKind("email")), address: "a@example.com"),
            contact: "First", event: event,
            priority: priority, reason: "r", state: .pending, createdAt: start, attempts: 0, mayHaveArrived: false,
            remaining: [])
    }

    /// One message that becomes due.
    struct Due: Sendable, CustomTestStringConvertible {
        var second: Int
        var incident: Int64
        var priority: Priority = .p3
        var service = "shop"
        var event = NotificationEvent.page
        var attempts = 0
        var askedBy: String?
        var isExempt = false
        var isStorm = false
        /// Until which second it is held; `nil` when it goes at once.
        var heldUntil: Int?

        var testDescription: String { "\(second)s #\(incident) \(priority.rawValue)" }
    }

    struct History: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let limit: Int
        let messages: [Due]

        init(_ name: String, _ limit: Int, _ messages: [Due]) {
            testDescription = name
            self.limit = limit
            self.messages = messages
        }
    }

    static let histories = [
        History("one a minute", 1, [Due(second: 0, incident: 1), Due(second: 60, incident: 2)]),
        History(
            "the second of a minute waits for the next", 1,
            [
                Due(second: 0, incident: 1), Due(second: 59, incident: 2, heldUntil: 60),
            ]
        ),
        History(
            "messages about one incident alone are no storm", 1,
            [
                Due(second: 0, incident: 1), Due(second: 20, incident: 1, event: .update),
                Due(second: 30, incident: 1, event: .resolved),
            ]
        ),
        History(
            "in a storm they are counted too", 1,
            [
                Due(second: 0, incident: 1), Due(second: 10, incident: 2, heldUntil: 60),
                Due(second: 20, incident: 1, event: .update, isStorm: true, heldUntil: 60),
            ]
        ),
        History(
            "the first urgent page of each service goes out at once", 1,
            [
                Due(second: 0, incident: 1), Due(second: 1, incident: 2, priority: .p1),
                Due(second: 2, incident: 3, priority: .p2, service: "mail"),
                Due(second: 3, incident: 4, priority: .p1, isStorm: true, heldUntil: 60),
            ]
        ),
        History(
            "a more urgent page than those of its service before it goes out at once, and the one after it waits", 1,
            [
                Due(second: 0, incident: 1), Due(second: 1, incident: 2, priority: .p2),
                Due(second: 2, incident: 3, priority: .p1), Due(second: 3, incident: 4, priority: .p1, heldUntil: 60),
                Due(second: 4, incident: 5, priority: .p2, heldUntil: 60),
            ]
        ),
        History(
            "a P1 waits for the one before it of its service alone, also in a storm", 1,
            [
                Due(second: 0, incident: 1, priority: .p1), Due(second: 59, incident: 2),
                Due(second: 59, incident: 3, priority: .p1, isStorm: true, heldUntil: 60),
                Due(second: 60, incident: 3, priority: .p1, isStorm: true),
                Due(second: 61, incident: 4, priority: .p2, isStorm: true, heldUntil: 119),
            ]
        ),
        History(
            "what is tried again is counted then", 1,
            [Due(second: 0, incident: 1, attempts: 1), Due(second: 1, incident: 2, heldUntil: 60)]
        ),
        History(
            "what was begun before, or a person asks for, passes", 1,
            [
                Due(second: 0, incident: 1), Due(second: 1, incident: 2, attempts: 1),
                Due(second: 1, incident: 3, askedBy: "alice"),
            ]
        ),
        History(
            "what has an alert of its own there passes", 1,
            [
                Due(second: 0, incident: 1), Due(second: 1, incident: 2, event: .resolved, isExempt: true),
            ]
        ),
        History(
            "three a minute", 3,
            [
                Due(second: 0, incident: 1), Due(second: 10, incident: 2), Due(second: 20, incident: 3),
                Due(second: 30, incident: 4, heldUntil: 80),
            ]
        ),
        History(
            "a clock that is set back holds nothing longer", 1,
            [
                Due(second: 600, incident: 1), Due(second: 0, incident: 2), Due(second: 1, incident: 3, heldUntil: 60),
            ]
        ),
    ]

    @Test(arguments: histories)
    func `what goes at once and what is held, and until when`(history: History) {
        var budget = AddressBudget()
        for due in history.messages {
            var notification = Self.page(due.incident, due.priority, event: due.event)
            (notification.attempts, notification.askedBy) = (due.attempts, due.askedBy)
            let admission = budget.admit(
                notification, service: due.service, isExempt: due.isExempt, isStorm: due.isStorm,
                StormSettings(notificationsPerMinute: history.limit), at: Self.start + .seconds(due.second))
            let expected = due.heldUntil.map { Admission.hold(until: Self.start + .seconds($0)) } ?? .send
            #expect(admission == expected, "\(due.testDescription)")
        }
    }

    @Test(arguments: [Priority.p1, .p3])
    func `what has not arrived gives its share back`(priority: Priority) {
        var budget = AddressBudget()
        func admit(_ incident: Int64, atSecond second: Int) -> Admission {
            budget.admit(
                Self.page(incident, priority), service: "shop", isExempt: false, isStorm: priority == .p1,
                StormSettings(notificationsPerMinute: 1), at: Self.start + .seconds(second))
        }
        #expect(admit(1, atSecond: 0) == .send)
        #expect(admit(2, atSecond: 1) != .send)
        budget.giveBack(Self.page(1, priority))
        #expect(admit(2, atSecond: 2) == .send)
    }

    @Test(
        arguments: [
            (.p1, true, true), (.p2, true, true), (.p3, true, false), (.p1, false, false), (.p3, false, false),
        ] as [(Priority, Bool, Bool)])
    func `an urgent page that did not get through by another method passes`(
        priority: Priority, isFallback: Bool, passes: Bool
    ) {
        var page = Self.page(1, priority)
        if isFallback { page.decision = Fallback.decision }
        #expect(page.passes(keepsIncidents: false) == passes)
    }

    @Test func `nothing is ever held longer than a minute, and no minute has more than its share`() {
        var generator = SeededGenerator(seed: 11)
        for limit in [1, 2, 5] {
            var budget = AddressBudget()
            var now = Self.start
            var counted: [Timestamp] = []
            for number in 0..<2000 {
                now = now + .milliseconds(Int.random(in: 0...9000, using: &generator))
                let notification = Self.page(Int64(number))
                let admission = budget.admit(
                    notification, service: "", isExempt: false, isStorm: false,
                    StormSettings(notificationsPerMinute: limit), at: now)
                switch admission {
                case .send: counted.append(now)
                case .hold(let time): #expect(time > now && time <= now + AddressBudget.window)
                }
            }
            for start in counted {
                #expect(counted.count { $0 >= start && $0 < start + AddressBudget.window } <= limit)
            }
        }
    }

    @Test(
        arguments: [
            (["alertname": "Down", "service": "shop", "namespace": "eu"], "/eu/shop"),
            (["alertname": "Down", "app": "shop", "cluster": "c"], "c//shop"),
            (["alertname": "Down"], "//Down"), (["service": "", "job": "node"], "//node"), ([:], "//"),
        ] as [(Labels, String)])
    func `a service is what a team calls it, in its namespace and cluster`(labels: Labels, service: String) {
        #expect(labels.service == service)
    }

    @Test(arguments: [1, 6])
    func `what is held back in a storm says so, in words that are known again`(perMinute: Int) {
        let storm = Storm(
            id: 1, method: Self.page(1).method, beganAt: Self.start, lastMessageAt: Self.start, calmAt: nil)
        let words = storm.holdWords(
            until: storm.nextMessageAt, StormSettings(notificationsPerMinute: perMinute))
        #expect(Storm.isHold(words), "\(words)")
        #expect(!Storm.isHold("held until 2026-11-26 23:21:37 UTC for diagnostics") && !Storm.isHold("at once"))
    }
}
