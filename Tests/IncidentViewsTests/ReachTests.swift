import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore
@testable import IncidentViews

@Suite(.timeLimit(.minutes(5))) struct ReachTests {
    private static let start = Timestamp(seconds: 1_764_050_000)

    private static func notification(
        _ notifier: NotifierKind, to contact: String, _ state: NotificationState, mayHaveArrived: Bool = false,
        isSpooled: Bool = false, event: NotificationEvent = .page, dueAt: Timestamp? = nil,
        _ attempts: [(after: Int64, DeliveryVerdict, evidence: String)] = []
    ) -> StoredNotification {
        StoredNotification(
            notification: Notification(
                id: 1, incidentID: 1, method: ContactMethod(EndpointID(notifier), address: "a"), contact: contact,
                event: event, priority: .p1, reason: "step 1", state: state, createdAt: start, attempts: attempts.count,
                mayHaveArrived: mayHaveArrived, isSpooled: isSpooled, remaining: []),
            dueAt: dueAt,
            attempts: attempts.enumerated().map { index, attempt in
                DeliveryAttempt(
                    number: index + 1, at: start + .seconds(attempt.after), duration: .milliseconds(3),
                    outcome: attempt.1, evidence: attempt.evidence)
            })
    }

    private static let sent = notification(
        .email, to: "DevOps Lead", .sent, [(0, .retryable, "451 later"), (3, .sent, "250 queued as 7")])
    private static let refused = notification(
        .pagerduty, to: "On-Call Engineer", .pending,
        [(0, .retryable, "connection refused"), (2, .retryable, "503 busy")])
    private static let failed = notification(.email, to: "DevOps Lead", .failed, [(1, .permanent, "550 no such user")])
    private static let spooled = notification(
        .email, to: "DevOps Lead", .sent, isSpooled: true,
        [(0, .sent, "written to the spool, not sent: spool/email/1.eml")])
    private static let waiting = notification(.pagerduty, to: "On-Call Engineer", .pending)
    private static let lost = notification(
        .pagerduty, to: "On-Call Engineer", .unknown, mayHaveArrived: true, [(0, .unknown, "the answer was lost")])

    private static let lostWords = "pagerduty: the answer was lost"

    private static let begun = notification(
        .pagerduty, to: "On-Call Engineer", .sending, dueAt: start + DeliveryLease.length)
    private static let begunAgain = notification(
        .pagerduty, to: "On-Call Engineer", .sending, dueAt: start + DeliveryLease.length,
        [(-9, .retryable, "connection refused")])

    private static let over = notification(
        .email, to: "DevOps Lead", .sent, event: .resolved, [(9, .sent, "250 queued as 9")])

    @Test(
        arguments: [
            (notification(.email, to: "a", .cancelled, mayHaveArrived: true), "cancelled, may have arrived"),
            (notification(.email, to: "a", .cancelled), "cancelled"), (lost, "unknown"),
            (
                notification(
                    .pagerduty, to: "a", .unknown, event: .resolved, dueAt: start + .minutes(1), [(0, .sent, "202")]),
                "sent, and once more at \((start + .minutes(1)).readable): an earlier message may arrive after it, or is not "
                    + "known to be closed, and would ring on"
            ),
            (
                notification(.pagerduty, to: "a", .cancelled, mayHaveArrived: true, [(0, .sent, "202")]),
                "sent, and not once more"
            ),
            (notification(.email, to: "a", .sent, mayHaveArrived: true), "sent"), (spooled, "written to the spool"),
        ] as [(StoredNotification, String)])
    func `a cancelled message that somebody may have got is shown so`(stored: StoredNotification, words: String) {
        #expect(stored.stateWords == words)
    }

    @Test(
        arguments: [
            (
                notification(.email, to: "a", .pending, dueAt: start), 5,
                "pending since 2025-11-25 05:53:20 UTC, for a place at email"
            ),
            (notification(.email, to: "a", .pending, dueAt: start), 4, "pending"),
            (notification(.email, to: "a", .pending, dueAt: start + .seconds(60)), 59, "pending"),
            (notification(.email, to: "a", .sending, dueAt: start), 60, "sending"), (refused, 60, "pending"),
        ] as [(StoredNotification, Int, String)])
    func `what waits for a place says since when`(stored: StoredNotification, seconds: Int, words: String) {
        #expect(stored.stateWords(at: Self.start + .seconds(seconds)) == words)
    }

    @Test(
        arguments: [
            ([sent, over], false, .reached(["DevOps Lead"])), ([sent, over], true, .untold),
            ([refused, over], true, .untold), ([sent, over, waiting], true, .untold),
            ([sent, over, refused, over], false, .nobody(answers: ["pagerduty: 503 busy"])),
            ([over], false, .untold), ([over], true, .untold),
        ] as [([StoredNotification], Bool, Reach)])
    func `only what was rung since the incident opened last counts`(
        notifications: [StoredNotification], isUntaken: Bool, reach: Reach
    ) {
        #expect(Reach(notifications, isUntaken: isUntaken, at: Self.start) == reach)
    }

    @Test(
        arguments: [
            ([], .untold, nil), ([waiting], .untold, nil), ([refused, sent], .reached(["DevOps Lead"]), true),
            ([sent, sent], .reached(["DevOps Lead"]), true), ([spooled], .spooled, false),
            ([spooled, waiting], .untold, nil), ([refused, spooled], .nobody(answers: ["pagerduty: 503 busy"]), false),
            ([refused, lost], .nobody(answers: ["pagerduty: 503 busy"], mayHaveArrived: true), nil),
            ([lost, failed], .nobody(answers: [lostWords, "email: 550 no such user"], mayHaveArrived: true), nil),
            ([lost, spooled], .nobody(answers: [lostWords], mayHaveArrived: true), nil),
            ([lost, sent], .reached(["DevOps Lead"]), true),
            (
                [refused, failed, waiting],
                .nobody(answers: ["pagerduty: 503 busy", "email: 550 no such user"]), false
            ),
        ] as [([StoredNotification], Reach, Bool?)])
    func `whether somebody was reached follows from what was sent and what came back`(
        notifications: [StoredNotification], reach: Reach, isReached: Bool?
    ) {
        #expect(Reach(notifications, at: Self.start) == reach)
        #expect(Reach(notifications, at: Self.start).isReached == isReached)
    }

    /// An attempt that began at the start has had no answer up to now.
    @Test(
        arguments: [
            (
                [begun], 4, .nobody(answers: ["pagerduty: has not answered for 4 s"], isAwaited: true),
                "NOBODY HAS BEEN REACHED YET: pagerduty: has not answered for 4 s"
            ),
            (
                [begun], 2, .nobody(answers: ["pagerduty: has not answered for 2 s"], isAwaited: true),
                "NOBODY HAS BEEN REACHED YET: pagerduty: has not answered for 2 s"
            ),
            ([begun], 1, .untold, nil),
            (
                [begun, failed], 4,
                .nobody(
                    answers: ["pagerduty: has not answered for 4 s", "email: 550 no such user"], isAwaited: true),
                "NOBODY HAS BEEN REACHED YET: pagerduty: has not answered for 4 s; email: 550 no such user"
            ),
            (
                [begun, failed], 1, .nobody(answers: ["email: 550 no such user"]),
                "NOBODY HAS BEEN REACHED: email: 550 no such user"
            ),
            (
                [begunAgain], 4, .nobody(answers: ["pagerduty: has not answered for 4 s"], isAwaited: true),
                "NOBODY HAS BEEN REACHED YET: pagerduty: has not answered for 4 s"
            ),
            (
                [begunAgain], 1, .nobody(answers: ["pagerduty: connection refused"]),
                "NOBODY HAS BEEN REACHED: pagerduty: connection refused"
            ),
            ([begun, sent], 4, .reached(["DevOps Lead"]), nil),
            (
                [begun, lost], 4,
                .nobody(
                    answers: ["pagerduty: has not answered for 4 s (2 attempts)"], isAwaited: true, mayHaveArrived: true
                ),
                "NOBODY IS KNOWN TO HAVE BEEN REACHED: pagerduty: has not answered for 4 s (2 attempts)"
            ),
            (
                [begun, spooled], 4, .nobody(answers: ["pagerduty: has not answered for 4 s"], isAwaited: true),
                "NOBODY HAS BEEN REACHED YET: pagerduty: has not answered for 4 s"
            ),
        ] as [([StoredNotification], Int64, Reach, String?)])
    func `an attempt without an answer for two seconds has reached nobody yet`(
        notifications: [StoredNotification], seconds: Int64, reach: Reach, alarm: String?
    ) {
        let found = Reach(notifications, at: Self.start + .seconds(seconds))
        #expect(found == reach)
        #expect(found.alarm == alarm)
    }

    @Test(
        arguments: [
            ([begun], "nobody reached yet"), ([failed], "nobody reached"), ([begun, failed], "nobody reached yet"),
            ([lost, failed], "nobody known to be reached"), ([begun, lost], "nobody known to be reached"),
            ([spooled], "nobody reached, only spooled"), ([spooled, failed], "nobody reached"), ([sent, failed], nil),
            ([waiting], nil), ([], nil),
        ] as [([StoredNotification], String?)])
    func `lists say in a few words what the head of an incident says`(
        notifications: [StoredNotification], words: String?
    ) {
        let reach = Reach(notifications, at: Self.start + .seconds(4))
        #expect(reach.shortAlarm == words)
        #expect((reach.alarm == nil) == (words == nil))
        #expect(reach.mayHaveReached == (words?.contains("known") ?? false))
    }

    @Test func `of several attempts at a kind of endpoint the one that waits longest is told`() {
        let later = Self.notification(
            .pagerduty, to: "DevOps Lead", .sending, dueAt: Self.start + .seconds(5) + DeliveryLease.length)
        #expect(
            Reach([later, Self.begun], at: Self.start + .seconds(9))
                == .nobody(answers: ["pagerduty: has not answered for 9 s"], isAwaited: true))
    }

    @Test func `what is held back before its first attempt is not on its way, and until when is said`() {
        let end = Self.start + .minutes(9)
        let held = ["DevOps Lead", "Second"].map { Self.notification(.email, to: $0, .pending, dueAt: end) }
        let soon = Self.notification(.email, to: "On-Call Engineer", .pending, dueAt: Self.start + .seconds(3))
        let words = { IncidentAnswers.told(of: $0, at: Self.start, by: .utc).words }
        #expect(
            words([Self.waiting, soon] + held)
                == "nobody yet; on its way: On-Call Engineer by pagerduty, On-Call Engineer by email; "
                + "held until \(end.clockWords(at: Self.start)) for DevOps Lead by email, Second by email")
        #expect(words([held[0]]).hasPrefix("nobody yet; held until "))
    }

    @Test(
        arguments: [
            (
                "pagerduty: not connected: Failed to connect to 127.0.0.1 port 19598 after 0 ms: connection refused",
                "pagerduty: connection refused", "pagerduty: connection refused"
            ),
            (
                "email: timed out: Operation timed out after 10000 milliseconds with 0 bytes received",
                "email: timed out",
                "email: timed out"
            ),
            (
                "pagerduty: timed out: Operation timed out after 12000 milliseconds with 0 bytes received; it may have been "
                    + "taken (8 attempts)", "pagerduty: has not answered (8 attempts)", "pagerduty: has not answered"
            ),
            (
                "slack: has not answered for 4 s (2 attempts)", "slack: has not answered for 4 s (2 attempts)",
                "slack: has not answered"
            ),
            (
                "email: timed out: no address was found for the host within 5.0 seconds",
                "email: timed out: no address was found for the host within 5.0 seconds",
                "email: timed out: no address was found for the host within 5.0 seconds"
            ),
            ("email: 550 5.1.1 no such user", "email: 550 5.1.1 no such user", "email: 550 5.1.1 no such user"),
            (
                "email: 550 5.1.1 no such user (answer to RCPT)", "email: 550 5.1.1 no such user",
                "email: 550 5.1.1 no such user"
            ),
        ] as [(String, String, String)])
    func `an answer is said without where and how fast`(answer: String, short: String, gist: String) {
        #expect(answer.shortAnswer == short)
        #expect(answer.answerGist == gist)
    }

    @Test func `a heading names each kind of endpoint once`() {
        let answers = ["pagerduty: has not answered for 4 s", "email: refused", "pagerduty: has not answered for 6 s"]
        #expect(ControlRoom.oneOfEach(answers) == ["pagerduty: has not answered for 4 s", "email: refused"])
    }

    @Test func `of attempts that ended without an answer the number is said`() {
        let hole = Self.notification(
            .pagerduty, to: "On-Call Engineer", .unknown, mayHaveArrived: true,
            [(0, .unknown, "timed out"), (15, .retryable, "connection refused"), (30, .unknown, "timed out")])
        #expect(
            Reach([Self.lost, hole, Self.failed], at: Self.start + .seconds(60)).alarm
                == "NOBODY IS KNOWN TO HAVE BEEN REACHED: pagerduty: timed out (3 attempts); email: 550 no such user")
    }

    @Test func `while nothing has got through, the last answer of each kind of endpoint is said`() {
        #expect(
            Reach([Self.refused, Self.failed], at: Self.start).alarm
                == "NOBODY HAS BEEN REACHED: pagerduty: 503 busy; email: 550 no such user")
        #expect(Reach([Self.refused, Self.sent], at: Self.start).alarm == nil)
        #expect(Reach([], at: Self.start).alarm == nil)
    }

    @Test(arguments: [
        ([refused, sent], "1 of 3 contacts were reached (DevOps Lead)"),
        ([refused], "nobody was reached (0 of 3 contacts)"),
        ([spooled], "messages were only written to the spool"), ([lost], "it is not known whether a message arrived"),
    ])
    func `who was reached is counted when escalation is exhausted`(
        notifications: [StoredNotification], words: String
    ) {
        #expect(
            Reach(notifications, at: Self.start).exhaustedWords(of: 3)
                == "Escalation is exhausted: \(words), and nobody has taken this incident.")
    }

    @Test func `pages that are still to come are counted when escalation is exhausted`() {
        let page = OwedPages.Page(contact: "First", at: Self.start, wasTried: false)
        #expect(
            Reach([Self.sent], at: Self.start).exhaustedWords(of: 3, owed: OwedPages([page, page]))
                == "Escalation is exhausted: 1 of 3 contacts were reached (DevOps Lead), and nobody has taken this incident; "
                + "2 pages are still to come.")
    }

    @Test func `an answer with line ends and without end stays one short line`() {
        let evil = Self.notification(
            .slack, to: "x", .failed, [(0, .permanent, "a\r\nb" + String(repeating: "c", count: 5000))])
        let alarm = Reach([evil], at: Self.start).alarm ?? ""
        #expect(alarm.hasPrefix("NOBODY HAS BEEN REACHED: slack: a bccc"))
        #expect(alarm.count < 250)
    }
}
