import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore
@testable import IncidentViews

@Suite("The notifications of one contact", .timeLimit(.minutes(5)))
struct ContactNotificationsTests {
    private static func notification(
        _ id: Int64, _ kind: NotifierKind, to contact: String, _ state: NotificationState
    ) -> StoredNotification {
        StoredNotification(
            notification: Notification(
                id: id, incidentID: 1, method: ContactMethod(EndpointID(kind), address: "a"), contact: contact,
                event: .page, priority: .p1, reason: "step 1", state: state,
                createdAt: Timestamp(seconds: 1_764_050_000), attempts: 1, mayHaveArrived: false, remaining: []),
            dueAt: nil, attempts: [])
    }

    @Test func `are one line, which has the newest by each way and counts what failed before`() {
        let groups = ContactNotifications.all([
            Self.notification(1, .pagerduty, to: "First", .failed), Self.notification(2, .email, to: "First", .sent),
            Self.notification(3, .email, to: "Second", .failed), Self.notification(4, .pagerduty, to: "First", .sent),
        ])
        #expect(groups.map(\.contact) == ["First", "Second"])
        #expect(groups.map { $0.newest.map(\.notification.id) } == [[4, 2], [3]])
        // What failed last is seen as the newest, and not counted again.
        #expect(groups.map(\.countWords) == ["3 messages, 1 failed before", "1 message"])
        #expect(groups.map { $0.notifications.map(\.notification.id) } == [[1, 2, 4], [3]])
        #expect(ContactNotifications.all([]).isEmpty)
    }
}
