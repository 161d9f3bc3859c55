/// How much one endpoint takes at once.
package struct SendingLimits: Sendable, Equatable {
    /// So many attempts run at once.
    package let concurrency: Int
    /// So many of them are kept for what is urgent.
    package let reservedForUrgent: Int
    /// So many of them go to one address; `nil` is all, for what has one address only.
    package let perAddress: Int?
    /// For what is not urgent.
    package let rate: DeliveryRate

    package init(concurrency: Int = 8, reservedForUrgent: Int = 2, perAddress: Int? = nil, rate: DeliveryRate) {
        self.concurrency = concurrency
        self.reservedForUrgent = reservedForUrgent
        self.perAddress = perAddress
        self.rate = rate
    }
}

/// How many attempts run at each address of one endpoint: one that hangs takes no place from the others, and what can wait
/// and hangs none from an urgent page to the same.
package struct AddressRoom: Sendable, Equatable {
    private struct Running: Equatable { var (urgent, deferrable) = (0, 0) }

    private let limit: Int?
    private var running: [String: Running] = [:]

    package init(_ limits: SendingLimits) { limit = limits.perAddress }

    /// Where nothing more of that kind may be begun.
    package func full(forUrgent isUrgent: Bool) -> Set<String> { Set(running.keys.filter { !has($0, isUrgent) }) }

    package func has(_ address: String, _ isUrgent: Bool) -> Bool {
        guard let limit, let here = running[address] else { return true }
        let room = limit - here.urgent - here.deferrable
        return room > 0 && (isUrgent || here.deferrable < limit - 1)
    }

    package mutating func begin(_ address: String, isUrgent: Bool) { change(address, isUrgent, by: 1) }

    mutating func end(_ address: String, isUrgent: Bool) { change(address, isUrgent, by: -1) }

    private mutating func change(_ address: String, _ isUrgent: Bool, by count: Int) {
        var here = running[address] ?? Running()
        if isUrgent { here.urgent += count } else { here.deferrable += count }
        running[address] = here == Running() ? nil : here
    }
}

/// What may be begun at one endpoint: what is urgent (`Notification.isUrgent`) as soon as there is room; what can wait only
/// beside the places kept for the urgent, and at the endpoint's rate.
///
/// The order within an address is the store's: a message waits for the one before it about the same incident.
package struct SendingOrder: Sendable {
    package let limits: SendingLimits
    private var rate: DeliveryRate
    private var running = 0
    private var deferrableRunning = 0
    package private(set) var addresses: AddressRoom

    package init(_ limits: SendingLimits) {
        self.limits = limits
        addresses = AddressRoom(limits)
        rate = limits.rate
    }

    /// How many more may be begun.
    package var room: Int { limits.concurrency - running }

    /// How many more may be begun that can wait.
    package mutating func deferrableRoom(at now: Timestamp) -> Int {
        max(0, min(rate.available(at: now), deferrablePlaces))
    }

    package mutating func begin(isUrgent: Bool, at address: String) {
        running += 1
        addresses.begin(address, isUrgent: isUrgent)
        guard !isUrgent else { return }
        deferrableRunning += 1
        rate.take(1)
    }

    package mutating func end(isUrgent: Bool, at address: String) {
        running -= 1
        addresses.end(address, isUrgent: isUrgent)
        if !isUrgent { deferrableRunning -= 1 }
    }

    /// When to look for work again; what cannot be begun for want of a place is looked at when an attempt has ended.
    ///
    /// - Parameters:
    ///   - urgent: when the next urgent message becomes due.
    ///   - deferrable: the same of those that can wait.
    package mutating func nextLook(urgent: Timestamp?, deferrable: Timestamp?, at now: Timestamp) -> Timestamp? {
        guard room > 0 else { return nil }
        _ = rate.available(at: now)
        let allowed = deferrablePlaces > 0 ? deferrable.map { max($0, rate.nextAvailable(after: now) ?? $0) } : nil
        return [urgent, allowed].compactMap(\.self).min()
    }

    private var deferrablePlaces: Int {
        min(room, limits.concurrency - limits.reservedForUrgent - deferrableRunning)
    }
}
