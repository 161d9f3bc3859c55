/// What one address was sent within the last minute, and so whether it may be sent one more message now.
///
/// Messages about one incident alone never make a storm: how often these come is the gate's to say. A person's own request
/// and what was begun before pass always, and so does the first urgent page of each service, however much else there is, and
/// one that is more urgent than those before it. A P1 waits for what was told of its own service and for nothing else.
package struct AddressBudget: Sendable {
    package static let window: Duration = .seconds(60)
    /// So long after the last message that was held back a storm is over.
    package static let calmAfter: Duration = .seconds(300)

    private var sent: [Sent] = []
    /// The last urgent page that was let through or told, by the service that it is about.
    private var services: [String: UrgentPage] = [:]

    private struct Sent: Sendable {
        let incidentID: Int64
        let at: Timestamp
    }

    fileprivate struct UrgentPage: Sendable {
        let incidentID: Int64
        let at: Timestamp
        let priority: Priority
    }

    package init() {}

    /// A budget that was used up, of which nothing else is known any more.
    package init(lastMessageAt: Timestamp) {
        sent = [Sent(incidentID: 0, at: lastMessageAt)]
    }

    /// Whether it may be forgotten.
    package func isIdle(at now: Timestamp) -> Bool {
        sent.allSatisfy { $0.at + Self.window <= now } && services.values.allSatisfy { $0.at + Self.calmAfter <= now }
    }

    /// Decides on a message that is due, and counts it when it may go.
    ///
    /// - Parameters:
    ///   - service: what the incident is about (`Labels.service`).
    ///   - isExempt: as of `Notification.passes`.
    ///   - isStorm: messages are held back for this address already.
    package mutating func admit(
        _ notification: Notification, service: String, isExempt: Bool, isStorm: Bool, _ settings: StormSettings,
        at now: Timestamp
    ) -> Admission {
        guard !isExempt, !notification.isAskedFor else { return .send }
        guard notification.attempts == 0 else {
            // Its share was given back when it failed.
            spend(on: notification, service: service, at: now)
            return .send
        }
        // A clock that is set back must not hold anything longer.
        sent.removeAll { $0.at + Self.window <= now || $0.at > now }
        services = services.filter { isStorm || $0.value.at + Self.window > now }
        let before = notification.isUrgent ? services[service] : nil
        if notification.isUrgent, isFirst(notification, after: before, at: now) {
            services[service] = UrgentPage(notification, at: now)
            return .send
        }
        let isAlone = sent.allSatisfy { $0.incidentID == notification.incidentID }
        guard isStorm || !isAlone && sent.count >= settings.notificationsPerMinute else {
            sent.append(Sent(incidentID: notification.incidentID, at: now))
            return .send
        }
        let share = max(now, (sent.map(\.at).max() ?? now - Self.window) + Self.window)
        guard notification.priority == .p1, let before else { return .hold(until: share) }
        return .hold(until: min(share, before.at + Self.window))
    }

    private func isFirst(_ page: Notification, after before: UrgentPage?, at now: Timestamp) -> Bool {
        guard let before else { return true }
        return page.priority < before.priority || page.priority == .p1 && before.at + Self.window <= now
    }

    /// Counts a message that tells what was held back, or is tried again.
    package mutating func spend(on notification: Notification, service: String, at now: Timestamp) {
        sent.append(Sent(incidentID: notification.incidentID, at: now))
        if notification.isUrgent { services[service] = UrgentPage(notification, at: now) }
    }

    /// Takes a message back that has not arrived: its address was sent nothing.
    package mutating func giveBack(_ notification: Notification) {
        if let last = sent.lastIndex(where: { $0.incidentID == notification.incidentID }) { sent.remove(at: last) }
        services = services.filter { $0.value.incidentID != notification.incidentID }
    }
}

extension AddressBudget.UrgentPage {
    fileprivate init(_ page: Notification, at now: Timestamp) {
        self.init(incidentID: page.incidentID, at: now, priority: page.priority)
    }
}

/// What an address's budget says of a message that is due.
package enum Admission: Sendable, Equatable {
    case send
    /// It is told then, together with what else is held back for its address.
    case hold(until: Timestamp)
}

extension Notification {
    /// In the reason of a step that a person calls.
    package static let askedForWords = "asked for it"

    /// Whether a person waits for it.
    var isAskedFor: Bool { askedBy != nil || Self.isAskedFor(reason) }

    /// By bytes: in a storm every new message is asked, on the one thread that writes, and to compare characters is slow.
    package static func isAskedFor(_ reason: String) -> Bool {
        let words = askedForWords.utf8
        var rest = reason.utf8[...]
        while let start = rest.firstIndex(of: words.first!) {
            if rest[start...].starts(with: words) { return true }
            rest = rest[start...].dropFirst()
        }
        return false
    }

    /// Whether it passes whatever its address was sent, where `keepsIncidents`: who gathers what rings is the other side, and
    /// what is urgent needs an alert of its own there, because it is closed with its own incident.
    ///
    /// So does what is urgent and did not get through by another method: it may have been held back there already.
    package func passes(keepsIncidents: Bool) -> Bool {
        keepsIncidents && (event != .page || isUrgent) || isUrgent && decision == Fallback.decision
    }
}

extension Labels {
    /// What an alert is about, for counting urgent pages: as a team names it, within its namespace and cluster.
    package var service: String {
        let names = ["service", "app", "component", "deployment", "statefulset", "daemonset", "job", "alertname"]
        let name = names.lazy.compactMap { self[$0] }.first { !$0.isEmpty } ?? ""
        return [self["cluster"] ?? "", self["namespace"] ?? "", name].joined(separator: "/")
    }
}
