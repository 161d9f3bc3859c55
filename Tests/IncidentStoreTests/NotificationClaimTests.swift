import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite(.timeLimit(.minutes(5))) struct NotificationClaimTests {
    @Test func `what is claimed is nobody else's until its lease ends`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.owe(.email, incident: id)

        let ours = try #require(try await scratch.claim(.email, by: "us").first)
        #expect((ours.state, ours.attempts, ours.mayHaveArrived) == (.sending, 1, false))
        #expect(try await scratch.claim(.email, by: "them", at: .start + .seconds(59)) == [])

        let theirs = try #require(try await scratch.claim(.email, by: "them", at: .start + .seconds(60)).first)
        #expect(theirs.id == ours.id)
        #expect((theirs.attempts, theirs.mayHaveArrived) == (2, true), "whoever sent it never said how it ended")
    }

    @Test func `an attempt after a claim that ran out was not brought forward, whatever the one before was`()
        async throws
    {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.owe(.email, incident: id)
        let first = try #require(try await scratch.claim(.email, by: "us").first)
        let noAnswer = DeliveryOutcome(.retryable, evidence: "connection refused", .unreachable)
        let later = DeliveryDecision.retry(at: .start + .seconds(900), state: .pending)
        #expect(try await scratch.finish(first, by: "us", noAnswer, later))
        try await scratch.store.write { transaction in
            for waiting in try transaction.awaiting(.email, at: .start) {
                try transaction.bringForward(waiting, at: .start)
            }
        }
        let second = try #require(try await scratch.claim(.email, by: "us").first)
        #expect(try await scratch.store.write { try $0.isBroughtForward(second) })
        let third = try #require(try await scratch.claim(.email, by: "them", at: .start + .seconds(60)).first)
        #expect(third.attempts == 3)
        #expect(try await scratch.store.write { try !$0.isBroughtForward(third) })
    }

    @Test func `only who holds the claim may say how it ended`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.owe(.email, incident: id)
        let ours = try #require(try await scratch.claim(.email, by: "us").first)
        let theirs = try #require(try await scratch.claim(.email, by: "them", at: .start + .seconds(60)).first)

        #expect(try await scratch.finish(ours, by: "us") == false)
        #expect(try await scratch.count("delivery_attempt") == 1, "ours, as lost")
        #expect(try await scratch.finish(theirs, by: "them"))
        #expect(try await scratch.finish(theirs, by: "them") == false, "an attempt ends once")
        let view = try #require(try await scratch.store.read { try $0.notifications(incidentID: id) }.first)
        #expect((view.notification.state, view.dueAt) == (.sent, nil))
        #expect(view.attempts.map(\.number) == [1, 2])
        #expect(view.attempts.map(\.outcome) == [.unknown, .sent])
    }

    @Test func `the same owner's older claim of one notification no longer counts`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.owe(.email, incident: id)
        let older = try #require(try await scratch.claim(.email).first)
        let newer = try #require(try await scratch.claim(.email, at: .start + .seconds(60)).first)
        #expect(try await scratch.finish(older) == false)
        #expect(try await scratch.finish(newer))
    }

    @Test func `one address hears of one incident in order: what is later waits until the earlier is over`()
        async throws
    {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        let page = try await scratch.owe(.email, incident: id)[0]
        let resolve = try await scratch.owe(.email, incident: id, event: .resolved)[0]

        let first = try await scratch.claim(.email)
        #expect(first.map(\.id) == [page])
        #expect(try await scratch.claim(.email) == [])

        // Not even while the earlier one waits for its next try.
        let later = Timestamp.start + .seconds(300)
        let retry = DeliveryOutcome(.retryable, evidence: "451 4.3.0 try again later")
        #expect(try await scratch.finish(first[0], retry, .retry(at: later, state: .pending)))
        #expect(try await scratch.claim(.email, at: .start + .seconds(200)) == [])
        let again = try await scratch.claim(.email, at: later)
        #expect(again.map(\.id) == [page])
        #expect(try await scratch.finish(again[0], at: later))
        #expect(try await scratch.claim(.email, at: later).map(\.id) == [resolve])
    }

    @Test func `another address, another kind and another incident wait for nobody`() async throws {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(.sample(group: "a"), .sample(group: "b"))
        let other = ContactMethod.email("dba@example.com")
        let first = try await scratch.owe(.email, other, .pagerduty, incident: ids[0])
        let second = try await scratch.owe(.email, incident: ids[1])
        #expect(try await scratch.claim(.email).map(\.id) == [first[0], first[1], second[0]])
        #expect(try await scratch.claim(.pagerduty).map(\.id) == [first[2]])
        #expect(try await scratch.claim(.slack) == [])
    }

    @Test func `the oldest due come first, at most as many as are asked for`() async throws {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(.sample(group: "a"), .sample(group: "b"), .sample(group: "c"))
        let late = try await scratch.owe(.email, incident: ids[0], at: .start + .seconds(20))[0]
        let early = try await scratch.owe(.email, incident: ids[1], at: .start)[0]
        let middle = try await scratch.owe(.email, incident: ids[2], at: .start + .seconds(10))[0]
        let now = Timestamp.start + .seconds(20)
        #expect(try await scratch.claim(.email, limit: 2, at: now).map(\.id) == [early, middle])
        #expect(try await scratch.claim(.email, limit: 2, at: now).map(\.id) == [late])
    }

    @Test func `the most urgent come first, and what is not urgent leaves room for them`() async throws {
        let scratch = try ScratchStore()
        let priorities: [Priority] = [.p4, .p3, .p3, .p1, .p2]
        var owed: [Int64] = []
        for (number, priority) in priorities.enumerated() {
            let id = try await scratch.add(.sample(.triggered, priority, group: "group \(number)"))[0]
            owed += try await scratch.owe(.email, incident: id, at: .start + .seconds(number))
        }
        let now = Timestamp.start + .seconds(60)
        let first = try await scratch.claim(.email, limit: 4, deferrableLimit: 1, at: now)
        #expect(first.map(\.id) == [owed[3], owed[4], owed[1]])
        #expect(try await scratch.claim(.email, limit: 4, deferrableLimit: 0, at: now) == [])
        #expect(try await scratch.claim(.email, limit: 4, deferrableLimit: 4, at: now).map(\.id) == [owed[2], owed[0]])
    }

    @Test func `the next look is when something can be claimed, not when a blocked one was due`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        func nextDue() async throws -> Timestamp? {
            try await scratch.store.read { try $0.nextNotificationDue(EndpointID.email) }
        }
        #expect(try await nextDue() == nil)
        try await scratch.owe(.email, incident: id)
        try await scratch.owe(.email, incident: id, event: .resolved)
        #expect(try await nextDue() == .start)
        let claimed = try await scratch.claim(.email, lease: .seconds(90))
        #expect(try await nextDue() == .start + .seconds(90), "the end of the lease")
        let retry = DeliveryOutcome(.retryable, evidence: "451")
        #expect(try await scratch.finish(claimed[0], retry, .retry(at: .start + .seconds(300), state: .pending)))
        #expect(try await nextDue() == .start + .seconds(300), "the one behind it is due now, but cannot be claimed")
        #expect(try await scratch.store.read { try $0.nextNotificationDue(EndpointID.slack) } == nil)
    }

    @Test func `a restart gives back the claims of the process that is gone, and only those`() async throws {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(.sample(group: "a"), .sample(group: "b"))
        let left = try await scratch.owe(.email, incident: ids[0])[0]
        #expect(try await scratch.claim(.email, by: "gone").map(\.id) == [left])
        let ours = try await scratch.owe(.email, incident: ids[1])[0]
        #expect(try await scratch.claim(.email, by: "us").map(\.id) == [ours])
        let restart = Timestamp.start + .seconds(20)
        try await scratch.store.write {
            try $0.saveInstance("us", seenAt: restart)
            try $0.releaseAbandonedNotifications(lease: .seconds(60), at: restart)
        }
        let again = try await scratch.claim(.email, by: "us", at: restart)
        #expect(again.map(\.id) == [left])
        #expect(again.map(\.mayHaveArrived) == [true])
        try await expectLostAttempt(of: ids[0], in: scratch, from: .start, to: restart)
    }

    @Test func `an attempt that outlasts its lease is stored as lost when it is made again`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.owe(.email, incident: id)
        _ = try await scratch.claim(.email, lease: .seconds(60))
        let later = Timestamp.start + .seconds(60)
        #expect(try await scratch.claim(.email, at: later, lease: .seconds(60)).map(\.attempts) == [2])
        try await expectLostAttempt(of: id, in: scratch, from: .start, to: later)
    }

    /// The first attempt is there with what is known of it, also in the timeline.
    private func expectLostAttempt(
        of incident: Int64, in scratch: ScratchStore, from start: Timestamp, to end: Timestamp,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let (attempts, timeline) = try await scratch.store.read {
            (try $0.notifications(incidentID: incident).flatMap(\.attempts), try $0.timeline(incidentID: incident))
        }
        #expect(attempts.map(\.number) == [1], sourceLocation: sourceLocation)
        #expect(attempts.map(\.outcome) == [.unknown], sourceLocation: sourceLocation)
        #expect(attempts.map(\.at) == [start], sourceLocation: sourceLocation)
        #expect(attempts.map(\.duration) == [end - start], sourceLocation: sourceLocation)
        #expect(timeline.map(\.kind) == [.deliveryRetried], sourceLocation: sourceLocation)
        #expect(
            timeline.allSatisfy { $0.summary.contains("attempt 1: no answer was stored") },
            sourceLocation: sourceLocation)
    }

    @Test func `a page held for diagnostics is not due until they are done or its time is over`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await scratch.store.write { transaction in
            for method in [ContactMethod.email, .pagerduty] {
                try transaction.addNotification(
                    .sample(method, heldUntil: .start + .seconds(2), at: .start), incidentID: id, priority: .p1,
                    at: .start)
            }
        }
        #expect(try await scratch.claim(.email) == [])
        #expect(try await scratch.claim(.pagerduty, at: .start + .seconds(2)).count == 1)
        try await scratch.store.write { try $0.releaseHeldPages(incidentID: id, at: .start + .milliseconds(300)) }
        #expect(try await scratch.claim(.email, at: .start + .milliseconds(300)).count == 1)
    }

    @Test func `cancelling takes back what is pending, not what is being sent`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        let sending = try await scratch.owe(.email, incident: id)[0]
        _ = try await scratch.claim(.email)
        let pending = try await scratch.owe(.pagerduty, incident: id)[0]
        let cancelled = try await scratch.store.write { try $0.cancelPendingPages(incidentID: id) }
        #expect(cancelled.map(\.id) == [pending])
        let states = try await scratch.store.read { try $0.notifications(incidentID: id) }.map(\.notification)
        #expect(states.map(\.state) == [.sending, .cancelled])
        #expect(states.map(\.id) == [sending, pending])
    }
}
