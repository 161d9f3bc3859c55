import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore
@testable import IncidentViews

@Suite("Who has been reached, at the head of an incident", .timeLimit(.minutes(5)))
struct ContactReachTests {
    /// 05:53 UTC.
    private static let start = Timestamp(seconds: 1_764_050_000)

    private static func page(
        _ notifier: NotifierKind, to contact: String, _ state: NotificationState, address: String = "a",
        mayHaveArrived: Bool = false, isSpooled: Bool = false, dueAt: Timestamp? = nil,
        _ attempts: [(after: Int64, DeliveryVerdict, evidence: String)] = []
    ) -> StoredNotification {
        StoredNotification(
            notification: Notification(
                id: 1, incidentID: 1, method: ContactMethod(EndpointID(notifier), address: address), contact: contact,
                event: .page, priority: .p1, reason: "step 1", state: state, createdAt: start, attempts: attempts.count,
                mayHaveArrived: mayHaveArrived, isSpooled: isSpooled, remaining: []),
            dueAt: dueAt,
            attempts: attempts.enumerated().map { index, attempt in
                DeliveryAttempt(
                    number: index + 1, at: start + .seconds(attempt.after), duration: .milliseconds(3),
                    outcome: attempt.1, evidence: attempt.evidence)
            })
    }

    private static func taken(
        _ notifier: NotifierKind = .pagerduty, by contact: String, after minutes: Int64 = 0, address: String = "a"
    ) -> StoredNotification {
        page(notifier, to: contact, .sent, address: address, [(minutes * 60, .sent, "202 accepted")])
    }

    private static func refused(
        to contact: String, address: String = "a", _ answer: String = "550 no such user"
    ) -> StoredNotification {
        page(.email, to: contact, .failed, address: address, [(1, .permanent, answer)])
    }

    private static let engineer = "On-Call Engineer"
    private static let lead = "DevOps Lead"

    private static let lost = page(
        .email, to: lead, .unknown, mayHaveArrived: true, [(0, .unknown, "the answer was lost")])
    private static let spooled = page(
        .email, to: lead, .sent, isSpooled: true, [(0, .sent, "written to the spool, not sent: spool/email/1.eml")])

    private static let seven: [StoredNotification] = [
        taken(by: "A"), taken(by: "B"), taken(by: "C"), taken(by: "D"), taken(by: "E"), refused(to: "F"),
        refused(to: "G"),
    ]

    @Test(
        arguments: [
            ([taken(by: engineer)], "On-Call Engineer: pagerduty took it 05:53 UTC"),
            // Each is named once, however many of its messages were refused, with the last answer.
            (
                [
                    taken(by: engineer), refused(to: engineer), refused(to: engineer),
                    refused(to: engineer, "550 closed"),
                ],
                "On-Call Engineer: pagerduty took it 05:53 UTC; not by email: 550 closed"
            ),
            (
                [refused(to: lead), taken(by: engineer), refused(to: engineer), refused(to: lead)],
                "On-Call Engineer: pagerduty took it 05:53 UTC; not by email: 550 no such user "
                    + "· DevOps Lead: NOT reached, email: 550 no such user"
            ),
            // Who has it knows it since the first time.
            (
                [taken(by: engineer), taken(by: engineer, after: 5)],
                "On-Call Engineer: pagerduty took it 05:53 UTC, again 05:58 UTC"
            ),
            (
                [taken(by: engineer), taken(by: engineer, after: 5), taken(by: engineer, after: 9)],
                "On-Call Engineer: pagerduty took it 05:53 UTC, again 06:02 UTC"
            ),
            // One that was taken before is not taken back by a later refusal.
            (
                [taken(.email, by: engineer), refused(to: engineer)],
                "On-Call Engineer: email took it 05:53 UTC"
            ),
            (
                [taken(by: engineer), lost],
                "On-Call Engineer: pagerduty took it 05:53 UTC "
                    + "· DevOps Lead: NOT KNOWN to be reached, email: the answer was lost"
            ),
            (
                [taken(by: lead), lost],
                "DevOps Lead: pagerduty took it 05:53 UTC; not known whether by email: the answer was lost"
            ),
            (
                [taken(by: engineer), spooled],
                "On-Call Engineer: pagerduty took it 05:53 UTC · DevOps Lead: NOT reached, email: only written to the spool"
            ),
            (
                [taken(by: engineer), page(.email, to: lead, .sending, dueAt: start + DeliveryLease.length)],
                "On-Call Engineer: pagerduty took it 05:53 UTC "
                    + "· DevOps Lead: NOT reached yet, email: has not answered for 9 s"
            ),
            // What was not tried tells nothing yet.
            (
                [taken(by: engineer), page(.email, to: lead, .pending)],
                "On-Call Engineer: pagerduty took it 05:53 UTC"
            ),
            // The address tells two mailboxes apart.
            (
                [
                    taken(.email, by: lead, address: "one@example.com"),
                    refused(to: lead, address: "two@example.com"),
                ],
                "DevOps Lead: email to one@example.com took it 05:53 UTC; not by email to two@example.com: 550 no such user"
            ),
            (
                seven,
                "A: pagerduty took it 05:53 UTC · B: pagerduty took it 05:53 UTC · C: pagerduty took it 05:53 UTC "
                    + "· F: NOT reached, email: 550 no such user · 2 more reached · 1 more not known to be reached"
            ),
        ] as [([StoredNotification], String)])
    func `everybody who was tried is named, those who have it first, and with the last answer those who have not`(
        pages: [StoredNotification], words: String
    ) {
        #expect(IncidentAnswers.takers(of: pages, at: Self.start + .seconds(9), by: .utc).words == words)
    }

    @Test func `what somebody was not reached by stands out`() {
        let text = IncidentAnswers.takers(
            of: [Self.taken(by: Self.engineer), Self.refused(to: Self.lead)], at: Self.start, by: .utc)
        #expect(text.spans.filter { $0.style == .bad }.map(\.words) == ["NOT reached, email: 550 no such user"])
    }

    @Test(
        arguments: [
            (["a"], "a"), (["a", "a", "a"], "a"), (["a", "b", "a"], "a, b"),
            (["a", "b", "c", "d", "d", "e"], "a, b, c and 2 more"), ([], ""),
        ] as [([String], String)])
    func `what is not alerts is not counted as such`(names: [String], words: String) {
        #expect(names.shortNames == words)
    }
}
