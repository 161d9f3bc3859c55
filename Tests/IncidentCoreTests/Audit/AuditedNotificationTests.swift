import IncidentCore
import Testing

/// The rules about what is owed. An endpoint tries for an hour here.
@Suite("Audited notifications", .timeLimit(.minutes(5)))
struct AuditedNotificationTests {
    /// - Parameters: as times before now in minutes, negative ones after it.
    private func rule(
        _ state: NotificationState, created: Int = 0, due: Int, attempts: Int = 0, running: Int = 10_000
    ) -> AuditRule? {
        let now = Timestamp.start
        let audited = AuditedNotification(
            id: 1, incidentID: 7, state: state, createdAt: now - .minutes(created), dueAt: now - .minutes(due),
            attempts: attempts, words: "email first@example.com for First")
        return audited.violation(giveUpAfter: .minutes(60), at: now, runningSince: now - .minutes(running))?.rule
    }

    @Test(arguments: [NotificationState.pending, .unknown])
    func `what could be sent for longer than its endpoint tries is overdue`(state: NotificationState) {
        #expect(rule(state, created: 80, due: 80) == nil)
        #expect(rule(state, created: 81, due: 81) == .notificationOverdue)
        #expect(rule(state, created: 81, due: 81, running: 80) == nil)
    }

    @Test func `what the gate holds may be due at any time, and an attempt only while its endpoint tries`() {
        #expect(rule(.pending, due: -5000) == nil)
        #expect(rule(.pending, due: -80, attempts: 1) == nil)
        #expect(rule(.pending, due: -81, attempts: 1) == .retryTooLate)
        // What cannot be read is put off by fifteen minutes, however old it is.
        #expect(rule(.unknown, created: 5000, due: -20, attempts: 9) == nil)
        #expect(rule(.unknown, created: 5000, due: -21, attempts: 9) == .retryTooLate)
    }

    @Test func `a claim may outlast its lease by what comes before it`() {
        #expect(rule(.sending, due: 10, attempts: 1) == nil)
        #expect(rule(.sending, due: 11, attempts: 1) == .claimOverdue)
        #expect(rule(.sending, due: 11, attempts: 1, running: 10) == nil)
    }

    @Test(arguments: NotificationState.allCases.filter { $0.next.isEmpty })
    func `what is over is never overdue`(state: NotificationState) {
        #expect(rule(state, created: 5000, due: 5000, attempts: 9) == nil)
    }
}

extension Duration {
    fileprivate static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
}
