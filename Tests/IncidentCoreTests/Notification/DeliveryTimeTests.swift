import Testing

@testable import IncidentCore

@Suite("The time within which a page is to be taken", .timeLimit(.minutes(5)))
struct DeliveryTimeTests {
    /// When each of a contact's methods begins, and when the whole time is over; what each does until then is of no account.
    ///
    /// - Parameter givesWay: when a method does before its share is over, by its place from 0, as one that is refused.
    private static func times(_ within: Duration, methods: Int, givesWay: [Int: Duration]) -> [Duration] {
        var page = notification(remaining: (1..<methods).map { ContactMethod(mail.endpoint, address: "\($0)") })
        var time = DeliveryTime(within, among: methods, from: .start)
        var begun: [Timestamp] = [.start]
        while true {
            page.deliverBy = time.by
            let end = givesWay[begun.count - 1].map { .start + $0 } ?? time.shareEnd
            switch page.shareEnd(at: end) {
            case .nextMethod:
                guard let next = page.fallback(because: "has not taken it in time", at: end),
                    let left = next.deliverWithin
                else { return [] }
                time = DeliveryTime(left, among: next.remaining.count + 1, from: end)
                page.remaining = next.remaining
                begun.append(end)
            case .timeOver: return (begun + [end]).map { $0 - .start }
            case .nothing: return []
            }
        }
    }

    @Test(
        arguments: [
            (30, 1, [:], [0, 30]), (30, 2, [:], [0, 15, 30]), (30, 3, [:], [0, 10, 20, 30]),
            // What is left is shared by those that are left.
            (30, 3, [0: 0], [0, 0, 15, 30]), (30, 3, [0: 6], [0, 6, 18, 30]), (30, 3, [1: 12], [0, 10, 12, 30]),
            // One that gives way late, as after a time in which nobody ran: each of the others has a moment.
            (5, 3, [0: 600], [0, 600, 601, 602]), (5, 2, [0: 600], [0, 600, 601]),
        ] as [(Int, Int, [Int: Int], [Int])])
    func `is shared by the methods that are left`(
        within: Int, methods: Int, givesWay: [Int: Int], expected: [Int]
    ) {
        let times = Self.times(.seconds(within), methods: methods, givesWay: givesWay.mapValues { .seconds($0) })
        #expect(times == expected.map { .seconds($0) })
    }

    @Test(
        arguments: [
            (true, 15, .nextMethod), (true, 30, .nextMethod), (false, 15, .nothing), (false, 29, .nothing),
            (false, 30, .timeOver), (false, 600, .timeOver),
        ] as [(Bool, Int, ShareEnd)])
    func `ends with the share of the last method`(hasNext: Bool, after: Int, expected: ShareEnd) {
        var page = Self.notification(remaining: hasNext ? [Self.mail] : [])
        page.deliverBy = .start + .seconds(30)
        #expect(page.shareEnd(at: .start + .seconds(after)) == expected)
    }

    @Test(
        arguments: [
            // What is left of the time, the methods that are left, and how long the share is.
            (12, 3, 4), (3, 2, 2), (0, 1, 2), (-600, 3, 2), (120, 2, 10),
        ])
    func `is shared anew after a start, and each has a chance`(left: Int, methods: Int, share: Int) {
        var page = Self.notification(remaining: Array(repeating: Self.mail, count: methods - 1))
        page.deliverBy = .start + .seconds(left)
        #expect(page.shareEnd(startedAt: .start) == .start + .seconds(share))
    }

    @Test func `is the same for each way of a step that uses all at once`() {
        let contact = Contact(role: "A", address: "a@example.com", escalationPath: [Self.pager, Self.mail])
        let all = Telling.page(.step(policy: "p"), contact, methods: .all, reason: "", deliverWithin: .seconds(30))
        #expect(all.map(\.deliverWithin) == [.seconds(30), .seconds(30)])
        #expect(all.allSatisfy { $0.remaining.isEmpty })
        let first = Telling.page(.step(policy: "p"), contact, methods: .first, reason: "", deliverWithin: .seconds(30))
        #expect(first.map(\.deliverWithin) == [.seconds(30)])
    }

    // MARK: Whether a step is late

    private static let pager = ContactMethod(EndpointID(NotifierKind("pagerduty")), address: "default")
    private static let mail = ContactMethod(EndpointID(NotifierKind("email")), address: "a@example.com")
    private static let step = #"step 1 of policy "p""#

    private static func notification(remaining: [ContactMethod] = []) -> Notification {
        Notification(
            id: 1, incidentID: 7, method: pager, contact: "A", event: .page, priority: .p1, reason: step, policy: "p",
            state: .sending, createdAt: .start, attempts: 1, mayHaveArrived: false, remaining: remaining)
    }

    private static func told(
        _ method: ContactMethod, _ state: NotificationState, policy: String = "p", _ reason: String = step,
        at created: Int = 0, shareEnd: Int? = nil, deliverBy: Int? = nil
    ) -> TellingHistory.Told {
        TellingHistory.Told(
            id: Int64(created) + (policy == "p" ? 1000 : 500), method: method, contact: "A", event: .page,
            priority: .p1, policy: policy, reason: reason, state: state, createdAt: .start + .seconds(created),
            shareEnd: shareEnd.map { .start + .seconds($0) }, deliverBy: deliverBy.map { .start + .seconds($0) })
    }

    private static let inPlace = "\(step), in place of pagerduty, which has not taken it in time"
    private static let second = #"step 2 of policy "p""#

    /// At 30 s, when the time of its first page is over.
    @Test(
        arguments: [
            ("nothing has taken it", [told(pager, .sending), told(mail, .pending, inPlace, at: 15)], true),
            ("one was refused", [told(pager, .unknown), told(mail, .failed, inPlace, at: 15)], true),
            ("all were refused", [told(pager, .failed), told(mail, .failed, inPlace)], true),
            ("by the first", [told(pager, .sent), told(mail, .pending, inPlace, at: 15)], false),
            ("by the second", [told(pager, .sending), told(mail, .sent, inPlace, at: 15)], false),
            (
                "by somebody else's",
                [told(pager, .sending), told(.init(mail.endpoint, address: "b@example.com"), .sent)], false
            ),
            ("one has time still", [told(pager, .sending), told(mail, .pending, inPlace, shareEnd: 31)], false),
            ("its time is over", [told(pager, .sending), told(mail, .pending, inPlace, shareEnd: 30)], true),
            ("one was refused in time", [told(pager, .sending), told(mail, .failed, shareEnd: 31)], true),
            ("by a step before", [told(mail, .sent, #"step 0 of policy "p""#), told(pager, .sending)], true),
            ("the same step before", [told(pager, .sent, at: -60), told(pager, .sending)], true),
            ("another has come", [told(pager, .sending), told(mail, .pending, second, at: 20)], false),
            ("another policy's", [told(pager, .sending), told(mail, .sent, policy: "q", "q 1")], true),
            (
                "in its place", [told(mail, .sent, policy: "q", "q 1"), told(pager, .sending), told(mail, .cancelled)],
                false
            ),
            ("in its place soon", [told(mail, .pending, policy: "q", "q 1"), told(mail, .cancelled)], true),
        ] as [(String, [TellingHistory.Told], Bool)])
    func `is missed when nobody has the page of the latest step`(
        what: String, messages: [TellingHistory.Told], isLate: Bool
    ) {
        let late = TellingHistory(messages).lateStep(of: Self.notification(), .p1, at: .start + .seconds(30))
        #expect((late == Self.step) == isLate, "\(what)")
    }

    private static let again = "urgent: \(step), once more"

    @Test(
        arguments: [
            (
                "nobody", [told(pager, .failed, deliverBy: 30), told(mail, .pending, inPlace, at: 15, deliverBy: 30)],
                18
            ),
            (
                "somebody", [told(pager, .failed, deliverBy: 30), told(mail, .sent, inPlace, at: 15, deliverBy: 30)],
                nil
            ),
            ("no time", [told(pager, .pending)], nil), ("no page", [], nil),
            ("over", [told(pager, .failed, deliverBy: 5)], -7),
            ("again", [told(pager, .failed, deliverBy: 30), told(pager, .pending, again, at: 10, deliverBy: 25)], 13),
            ("another's", [told(pager, .failed, policy: "q", deliverBy: 30)], nil),
            ("earlier", [told(pager, .sent, second, deliverBy: 5), told(pager, .pending, deliverBy: 20)], 8),
        ] as [(String, [TellingHistory.Told], Int?)])
    func `what is left of it for the latest step`(what: String, messages: [TellingHistory.Told], left: Int?) {
        let found = TellingHistory(messages).timeLeft(toLatestStepOf: "p", at: .start + .seconds(12))
        #expect(found == left.map { .seconds($0) }, "\(what)")
    }
}
