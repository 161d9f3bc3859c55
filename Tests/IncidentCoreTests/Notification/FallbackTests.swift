import IncidentCore
import Testing

@Suite("The next method of a contact", .timeLimit(.minutes(5)))
struct FallbackTests {
    private static let mail = ContactMethod(EndpointID(NotifierKind("email")), address: "oncall@example.com")
    private static let chat = ContactMethod(EndpointID(NotifierKind("slack")), address: "#oncall")

    private static func notification(
        _ event: NotificationEvent = .page, attempts: Int = 1, remaining: [ContactMethod] = [mail, chat]
    ) -> Notification {
        Notification(
            id: 7, incidentID: 42, method: ContactMethod(EndpointID(NotifierKind("pagerduty")), address: "default"),
            contact: "On-Call Engineer", event: event, priority: .p1, reason: "step 1", policy: "high",
            state: .sending, createdAt: .start, attempts: attempts, mayHaveArrived: false, remaining: remaining)
    }

    @Test(
        arguments: [
            (1, .zero, false), (2, .milliseconds(59_999), false), (1, .milliseconds(59_999), false),
            (1, .seconds(60), true), (2, .seconds(60), true), (1, .seconds(3600), true),
            (3, .zero, true), (4, .zero, true),
        ] as [(Int, Duration, Bool)])
    func `begins after three failed attempts, or when a minute is over`(
        attempts: Int, age: Duration, starts: Bool
    ) {
        #expect(Self.notification(attempts: attempts).startsNextMethod(at: .start + age) == starts)
    }

    @Test(arguments: [NotificationEvent.update, .acknowledged, .resolved])
    func `is for pages only`(event: NotificationEvent) {
        let notification = Self.notification(event, attempts: 9)
        #expect(!notification.startsNextMethod(at: .start + .seconds(3600)))
        #expect(notification.fallback(because: "failed", at: .start) == nil)
    }

    @Test func `does not begin where there is none`() {
        let notification = Self.notification(attempts: 9, remaining: [])
        #expect(!notification.startsNextMethod(at: .start + .seconds(3600)))
        #expect(notification.fallback(because: "failed", at: .start) == nil)
    }

    @Test func `has the others behind it, and says why it is told`() {
        #expect(
            Self.notification().fallback(because: "failed", at: .start)
                == Telling(
                    .fallback(policy: "high"), contact: "On-Call Engineer", method: Self.mail,
                    remaining: [Self.chat], reason: "step 1, in place of pagerduty, which failed"))
    }

    @Test func `is of the step whose method failed, beside whom that step told else`() throws {
        let page = Self.notification()
        let mail = try #require(page.fallback(because: "failed", at: .start))
        let history = TellingHistory([
            Self.told(1, page.method, page.reason, .failed),
            Self.told(2, ContactMethod(EndpointID(NotifierKind("slack")), address: "#db"), page.reason),
            Self.told(3, mail.method, mail.reason),
        ])
        #expect(history.toldLast.map(\.method.address) == ["#db", "oncall@example.com"])
    }

    private static func told(
        _ id: Int64, _ method: ContactMethod, _ reason: String, _ state: NotificationState = .sent
    ) -> TellingHistory.Told {
        TellingHistory.Told(
            id: id, method: method, contact: "Somebody", event: .page, priority: .p1, policy: "high", reason: reason,
            state: state, createdAt: .start)
    }
}
