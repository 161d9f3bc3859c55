internal import IncidentCore
internal import IncidentStore

/// Claims what may be begun at one endpoint, inside the caller's transaction, within what each address may be sent.
struct DeliveryClaim {
    let endpoint: EndpointID
    let owner: String
    /// Whether messages that are no pages ring nobody there.
    let keepsIncidents: Bool
    /// `nil` where each message is sent by itself.
    let settings: StormSettings?
    let limit: Int
    let deferrableLimit: Int
    /// What runs at each address.
    let addresses: AddressRoom
    let now: Timestamp
    let leaseUntil: Timestamp

    /// So much is told in one message; what is left comes with the next one. Where an alert is kept for each incident, that
    /// is closed with it, so that each is told by itself.
    private var together: Int { keepsIncidents ? 1 : 1000 }

    func claim(_ budgets: inout [String: AddressBudget], in transaction: inout StoreTransaction) throws -> [Delivery] {
        budgets = budgets.filter { !$0.value.isIdle(at: now) }
        var storms: [String: Storm] = [:]
        for storm in try transaction.openStorms(endpoint) { storms[storm.method.address] = storm }
        var claimed: [Delivery] = []
        var addresses = addresses
        for storm in storms.values.sorted(by: { $0.id < $1.id }) {
            let told = try tell(storm, beside: claimed, &budgets, in: &transaction)
            storms[storm.method.address] = told.storm
            guard let delivery = told.delivery else { continue }
            claimed.append(delivery)
            addresses.begin(storm.method.address, isUrgent: delivery.isUrgent)
        }
        let due = try transaction.dueNotifications(
            endpoint, limit: limit - claimed.count, deferrableLimit: deferrableLimit - claimed.count { !$0.isUrgent },
            besides: addresses, at: now)
        for due in due where !claimed.contains(where: { $0.tells(due.notification) }) {
            let address = due.notification.method.address
            let isRoom = addresses.has(address, due.notification.isUrgent)
            switch try admit(due.notification, isRoom: isRoom, &storms, &budgets, in: transaction) {
            case .send where isRoom:
                guard let notification = try claim(due, in: &transaction) else { continue }
                claimed.append(Delivery(notification))
                addresses.begin(address, isUrgent: notification.isUrgent)
            case .send: continue
            case .hold(let time): try hold(due.notification, until: time, &storms, in: transaction)
            }
        }
        return claimed
    }

    /// Holds back what else has become due for a storm's address, and claims what is to be told now.
    private func tell(
        _ storm: Storm, beside claimed: [Delivery], _ budgets: inout [String: AddressBudget],
        in transaction: inout StoreTransaction
    ) throws -> (storm: Storm, delivery: Delivery?) {
        var storm = storm
        let until = max(storm.nextMessageAt, now)
        if let settings {
            let count = try transaction.holdBack(
                in: storm, until: until, because: storm.holdWords(until: until, settings), onlyPages: keepsIncidents,
                at: now)
            if count > 0 { storm.calmAt = until + AddressBudget.calmAfter }
        }
        var delivery: Delivery?
        if claimed.count < limit {
            let held = try transaction.heldBack(in: storm, limit: together, at: now)
            let isUrgent = held.first?.notification.isUrgent ?? false
            let isRoom =
                (isUrgent || claimed.count { !$0.isUrgent } < deferrableLimit)
                && addresses.has(storm.method.address, isUrgent)
            let notifications = isRoom ? try held.compactMap { try claim($0, in: &transaction) } : []
            if let first = notifications.first {
                delivery = Delivery(first, others: Array(notifications.dropFirst()))
                storm.lastMessageAt = now
                storm.calmAt = now + AddressBudget.calmAfter
                let service = try service(of: first, in: transaction)
                budgets[storm.method.address, default: AddressBudget()].spend(on: first, service: service, at: now)
                if keepsIncidents, let settings {
                    let next = storm.nextMessageAt
                    try transaction.holdOn(
                        in: storm, until: next, because: storm.holdWords(until: next, settings), at: now)
                    storm.calmAt = next + AddressBudget.calmAfter
                }
            }
        }
        try transaction.save(storm)
        holdNew(for: storm, in: transaction)
        return (storm, delivery)
    }

    /// What comes next for its address waits for the next message, without being looked at before.
    private func holdNew(for storm: Storm, in transaction: borrowing StoreTransaction) {
        let until = storm.nextMessageAt
        transaction.holdNew(
            for: storm.method,
            settings.map { settings in
                AddressHold(
                    in: storm, until: until, because: storm.holdWords(until: until, settings), onlyPages: keepsIncidents
                )
            })
    }

    /// - Parameter isRoom: whether another message may be begun at its address; without that it is only seen whether it is
    ///   to be held back.
    private func admit(
        _ notification: Notification, isRoom: Bool, _ storms: inout [String: Storm],
        _ budgets: inout [String: AddressBudget],
        in transaction: borrowing StoreTransaction
    ) throws -> Admission {
        guard let settings else { return .send }
        let address = notification.method.address
        let storm = storms[address]
        // What was sent before this program began is known of a storm only.
        var budget = budgets[address] ?? storm.map { AddressBudget(lastMessageAt: $0.lastMessageAt) } ?? AddressBudget()
        let admission = budget.admit(
            notification, service: try service(of: notification, in: transaction),
            isExempt: notification.passes(keepsIncidents: keepsIncidents),
            isStorm: storm != nil, settings, at: now)
        if isRoom { budgets[address] = budget }
        return admission
    }

    /// Asked for urgent pages only: of others it does not count.
    private func service(
        of notification: Notification, in transaction: borrowing StoreTransaction
    ) throws -> String {
        guard notification.isUrgent else { return "" }
        return try transaction.incident(notification.incidentID)?.labels.service ?? ""
    }

    private func hold(
        _ notification: Notification, until time: Timestamp, _ storms: inout [String: Storm],
        in transaction: borrowing StoreTransaction
    ) throws {
        guard let settings else { return }
        let method = notification.method
        let last = time - AddressBudget.window
        let storm = try storms[method.address] ?? transaction.openStorm(for: method, lastMessageAt: last, at: now)
        storms[method.address] = storm
        holdNew(for: storm, in: transaction)
        try transaction.hold(
            notification, in: storm, until: time, because: storm.holdWords(until: time, settings))
    }

    /// - Returns: `nil` for one that is not wanted any more: somebody may have taken the incident, or it may have ended,
    ///   since the attempt before this one.
    private func claim(_ due: DueNotification, in transaction: inout StoreTransaction) throws -> Notification? {
        let notification = try transaction.claim(due, owner: owner, at: now, leaseUntil: leaseUntil)
        let isLooked = notification.mayHaveArrived || notification.attempts > 1 || notification.isReminder
        guard isLooked, try !transaction.isStillWanted(notification, at: now) else { return notification }
        try transaction.cancelUnwanted(notification, evidence: "", at: now)
        return nil
    }
}

extension Delivery {
    var isUrgent: Bool { notification.isUrgent }

    /// Whether a page waits for what becomes of this.
    func tells(_ page: Notification) -> Bool { all.contains { $0.tellsTheSame(as: page) } }
}
