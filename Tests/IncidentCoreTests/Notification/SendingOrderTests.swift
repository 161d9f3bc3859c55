import IncidentCore
import Testing

@Suite("What may be begun at one endpoint", .timeLimit(.minutes(5)))
struct SendingOrderTests {
    private static let rate = DeliveryRate(burst: 50, perSecond: 10)

    private static func order(running: [Priority] = [], rate: DeliveryRate = rate) -> SendingOrder {
        var order = SendingOrder(SendingLimits(concurrency: 8, reservedForUrgent: 2, rate: rate))
        for priority in running { order.begin(isUrgent: priority.isUrgent, at: "") }
        return order
    }

    @Test(
        arguments: [
            ([], 8, 6),
            // Two places are kept for the urgent.
            (Array(repeating: .p4, count: 6), 2, 0),
            // What is urgent may take the places of what can wait.
            (Array(repeating: .p1, count: 3), 5, 5), (Array(repeating: .p2, count: 8), 0, 0),
            ([.p1, .p2, .p3, .p4, .p4], 3, 3),
        ] as [([Priority], Int, Int)])
    func `there is room for so many`(running: [Priority], room: Int, deferrable: Int) {
        var order = Self.order(running: running)
        #expect(order.room == room)
        #expect(order.deferrableRoom(at: .start) == deferrable)
    }

    @Test func `who ends leaves its place`() {
        var order = Self.order(running: [.p1, .p4])
        order.end(isUrgent: Priority.p4.isUrgent, at: "")
        order.end(isUrgent: Priority.p1.isUrgent, at: "")
        #expect(order.room == 8)
        #expect(order.deferrableRoom(at: .start) == 6)
    }

    @Test(
        arguments: [
            // (running, urgent in s, deferrable in s, next look in s)
            ([], 5, 3, 3), ([], nil, 3, 3), ([], 5, nil, 5), ([], nil, nil, nil),
            (Array(repeating: .p4, count: 6), 5, 3, 5), (Array(repeating: .p4, count: 6), nil, 3, nil),
            (Array(repeating: .p1, count: 8), 5, 3, nil),
        ] as [([Priority], Int?, Int?, Int?)])
    func `it looks again when something may be begun`(running: [Priority], urgent: Int?, deferrable: Int?, next: Int?) {
        var order = Self.order(running: running)
        func time(_ seconds: Int?) -> Timestamp? { seconds.map { .start + .seconds($0) } }
        #expect(order.nextLook(urgent: time(urgent), deferrable: time(deferrable), at: .start) == time(next))
    }

    @Test func `what can wait waits for the rate, and what is urgent does not`() {
        var order = Self.order(rate: DeliveryRate(burst: 2, perSecond: 1))
        #expect(order.deferrableRoom(at: .start) == 2)
        for _ in 0..<2 { order.begin(isUrgent: Priority.p4.isUrgent, at: "") }
        for _ in 0..<2 { order.end(isUrgent: Priority.p4.isUrgent, at: "") }
        #expect(order.deferrableRoom(at: .start) == 0)
        #expect(order.room == 8)
        #expect(order.nextLook(urgent: .start, deferrable: .start, at: .start) == .start)
        #expect(order.nextLook(urgent: nil, deferrable: .start, at: .start) == .start + .seconds(1))
        #expect(order.deferrableRoom(at: .start + .seconds(1)) == 1)
        #expect(order.deferrableRoom(at: .start + .hours(1)) == 2)
    }

    @Test func `an address that hangs takes no place from another`() {
        var order = SendingOrder(SendingLimits(concurrency: 8, perAddress: 2, rate: Self.rate))
        for _ in 0..<2 { order.begin(isUrgent: true, at: "hangs@example.com") }
        order.begin(isUrgent: true, at: "other@example.com")
        #expect(order.addresses.full(forUrgent: true) == ["hangs@example.com"])
        #expect(order.addresses.has("other@example.com", true))
        order.end(isUrgent: true, at: "hangs@example.com")
        #expect(order.addresses.full(forUrgent: true) == [])
        #expect(AddressRoom(SendingLimits(rate: Self.rate)).has("", false))
    }

    @Test func `what can wait and hangs leaves a place for an urgent page to the same address`() {
        var order = SendingOrder(SendingLimits(concurrency: 8, perAddress: 2, rate: Self.rate))
        order.begin(isUrgent: false, at: "hangs@example.com")
        #expect(!order.addresses.has("hangs@example.com", false) && order.addresses.has("hangs@example.com", true))
        #expect(order.addresses.full(forUrgent: false) == ["hangs@example.com"])
    }

    @Test func `urgent messages use nothing of the rate`() {
        var order = Self.order(running: Array(repeating: .p1, count: 5), rate: DeliveryRate(burst: 2, perSecond: 1))
        #expect(order.deferrableRoom(at: .start) == 2)
    }
}

@Suite("The rate of one endpoint", .timeLimit(.minutes(5)))
struct DeliveryRateTests {
    @Test func `a burst goes at once, then so many a second`() {
        var rate = DeliveryRate(burst: 5, perSecond: 2)
        #expect(rate.available(at: .start) == 5)
        rate.take(5)
        #expect(rate.available(at: .start) == 0)
        #expect(rate.nextAvailable(after: .start) == .start + .milliseconds(500))
        #expect(rate.available(at: .start + .milliseconds(499)) == 0)
        #expect(rate.available(at: .start + .milliseconds(500)) == 1)
        #expect(rate.nextAvailable(after: .start + .milliseconds(500)) == nil)
        #expect(rate.available(at: .start + .seconds(60)) == 5)
    }

    @Test func `a clock that goes back gives nothing and takes nothing`() {
        var rate = DeliveryRate(burst: 5, perSecond: 2)
        _ = rate.available(at: .start)
        rate.take(4)
        #expect(rate.available(at: .start - .hours(1)) == 1)
        #expect(rate.available(at: .start - .hours(1) + .seconds(1)) == 3)
    }
}

@Suite("The life of a notification", .timeLimit(.minutes(5)))
struct NotificationStateTests {
    @Test(
        arguments: [
            (.pending, [.sending, .cancelled, .failed]),
            (.sending, [.sent, .failed, .pending, .unknown, .cancelled]),
            (.unknown, [.sending, .cancelled, .failed]), (.sent, []), (.failed, []), (.cancelled, []),
        ] as [(NotificationState, Set<NotificationState>)])
    func `what may come next`(state: NotificationState, next: Set<NotificationState>) {
        #expect(state.next == next)
    }
}

extension Duration {
    fileprivate static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
}
