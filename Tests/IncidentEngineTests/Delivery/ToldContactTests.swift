import IncidentCore
import TestSupport
import Testing

@testable import IncidentEngine
@testable import IncidentStore

/// What a message says of each contact and way, of which there may be several pages.
@Suite("What became of an incident's pages, in a message", .timeLimit(.minutes(5)))
struct ToldContactTests {
    /// 05:53 UTC.
    private static let start = Timestamp(seconds: 1_764_050_000)

    private static func page(
        _ id: Int64, by notifier: NotifierKind = .pagerduty, to contact: String = "First", _ state: NotificationState,
        mayHaveArrived: Bool = false, event: NotificationEvent = .page, dueAt: Timestamp? = nil,
        _ attempts: [(after: Int64, DeliveryVerdict, evidence: String)] = []
    ) -> StoredNotification {
        StoredNotification(
            notification: Notification(
                id: id, incidentID: 1, method: ContactMethod(EndpointID(notifier), address: "a"), contact: contact,
                event: event, priority: .p1, reason: "step 1", state: state, createdAt: start, attempts: attempts.count,
                mayHaveArrived: mayHaveArrived, remaining: []),
            dueAt: dueAt,
            attempts: attempts.enumerated().map { index, attempt in
                DeliveryAttempt(
                    number: index + 1, at: start + .seconds(attempt.after), duration: .milliseconds(3),
                    outcome: attempt.1, evidence: attempt.evidence)
            })
    }

    private static func waiting(_ id: Int64) -> StoredNotification {
        page(id, .pending, dueAt: start + .minutes(7), [(5, .retryable, "connection refused")])
    }

    private static func taken(_ id: Int64, after minutes: Int64 = 0) -> StoredNotification {
        page(id, .sent, [(minutes * 60, .sent, "202 accepted")])
    }

    private static func refused(_ id: Int64) -> StoredNotification {
        page(id, .failed, [(9, .permanent, "400 no such key")])
    }

    /// All of one way; number 1 is the message that tells it, where it is among them.
    @Test(
        arguments: [
            // A message never says of itself that it was not delivered, nor does another by its way.
            ([page(1, .sending), waiting(2)], "this message"), ([waiting(2), page(1, .sending)], "this message"),
            ([page(1, .sending, [(0, .retryable, "connection refused")]), waiting(2)], "this message"),
            ([waiting(2), page(1, .sending, event: .update)], "this message"),
            ([taken(2)], "delivered at 05:53 UTC"), ([taken(2), taken(3)], "delivered at 05:53 UTC"),
            ([taken(2), taken(3, after: 5)], "delivered at 05:53 UTC, again at 05:58 UTC"),
            // What has come to somebody stays.
            ([taken(2), refused(3)], "delivered at 05:53 UTC"), ([refused(3), taken(4)], "delivered at 05:53 UTC"),
            ([taken(2), waiting(3)], "delivered at 05:53 UTC"),
            (
                [page(2, .failed, mayHaveArrived: true, [(0, .unknown, "timed out")]), refused(3)],
                "may have been delivered, the answer was lost"
            ),
            ([waiting(2), refused(3)], "not delivered: 400 no such key"),
            ([refused(2), waiting(3)], "not delivered, tried again at 06:00 UTC: connection refused"),
            ([page(2, .cancelled)], nil),
        ] as [([StoredNotification], String?)])
    func `of several pages by one way it is told what is true of all of them`(
        pages: [StoredNotification], words: String?
    ) {
        let message = Self.page(1, .sending).notification
        let told = [ToldContact](pages, in: message).map { $0.line(by: .utc, at: Self.start) }
        #expect(told == (words.map { ["First by \(message.method.text): \($0)"] } ?? []))
    }

    @Test func `ways and contacts stand in the order in which they were told first, each once`() {
        let pages = [
            Self.waiting(2), Self.page(3, by: .email, to: "Second", .pending), Self.page(4, by: .email, .pending),
            Self.taken(5),
        ]
        let told = [ToldContact](pages, in: Self.page(1, .sending).notification)
        #expect(told.map(\.contact) == ["First", "Second", "First"])
        #expect(told.map(\.outcome).dropFirst() == [.comes(nil), .comes(nil)])
    }
}
