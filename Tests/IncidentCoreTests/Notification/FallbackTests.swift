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
        #expect(notification.fallback(because: "failed") == nil)
    }

    @Test func `does not begin where there is none`() {
        let notification = Self.notification(attempts: 9, remaining: [])
        #expect(!notification.startsNextMethod(at: .start + .seconds(3600)))
        #expect(notification.fallback(because: "failed") == nil)
    }

    @Test func `has the others behind it, and says why it is told`() {
        #expect(
            Self.notification().fallback(because: "failed")
                == Telling(
                    .fallback(policy: "high"), contact: "On-Call Engineer", method: Self.mail,
                    remaining: [Self.chat], reason: "step 1, in place of pagerduty, which failed"))
    }
}
