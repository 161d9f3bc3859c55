/// What has been told of one incident, and is still to be told.
package struct TellingHistory: Sendable, Equatable {
    /// Oldest first.
    package var messages: [Told]

    package init(_ messages: [Told] = []) { self.messages = messages }

    /// One notification, as far as the gate asks.
    package struct Told: Sendable, Equatable {
        package let id: Int64
        package let method: ContactMethod
        package let contact: String
        package let event: NotificationEvent
        package let priority: Priority
        package let policy: String?
        package let reason: String
        package let state: NotificationState
        package let mayHaveArrived: Bool
        package let createdAt: Timestamp
        /// When it was last tried to be sent.
        package let triedAt: Timestamp?

        package init(
            id: Int64, method: ContactMethod, contact: String, event: NotificationEvent, priority: Priority,
            policy: String?, reason: String, state: NotificationState, mayHaveArrived: Bool = false,
            createdAt: Timestamp,
            triedAt: Timestamp? = nil
        ) {
            self.id = id
            self.method = method
            self.contact = contact
            self.event = event
            self.priority = priority
            self.policy = policy
            self.reason = reason
            self.state = state
            self.mayHaveArrived = mayHaveArrived
            self.createdAt = createdAt
            self.triedAt = triedAt
        }

        /// It is still to be sent, and says what there is to say then.
        var isUnsent: Bool { state == .pending || state == .unknown }
        /// It has arrived, or may have.
        var hasArrived: Bool { state == .sent || state == .sending || mayHaveArrived }
        /// It rang, or will.
        var rings: Bool { event == .page && (isUnsent || hasArrived) }
    }

    /// Who has been told by a page, or may have been, each method once, in the order of their first page.
    package var told: [(contact: String, method: ContactMethod)] {
        var found: [(contact: String, method: ContactMethod)] = []
        for message in messages where message.event == .page && message.hasArrived {
            if !found.contains(where: { $0.method == message.method }) {
                found.append((message.contact, message.method))
            }
        }
        return found
    }

    /// Whom the latest step told: its pages have one reason.
    package var toldLast: [(contact: String, method: ContactMethod)] {
        guard let reason = messages.last(where: { $0.rings })?.reason else { return [] }
        return messages.filter { $0.rings && $0.reason == reason }.map { ($0.contact, $0.method) }
    }

    func unsent(_ event: NotificationEvent, to method: ContactMethod) -> Told? {
        messages.last { $0.method == method && $0.event == event && $0.isUnsent }
    }

    /// Updates to a method that have not been begun.
    package func unsentUpdates(to method: ContactMethod) -> [Told] {
        messages.filter { $0.method == method && $0.event == .update && $0.state == .pending }
    }

    /// The last update to a method, unless it came to nothing.
    func lastUpdate(to method: ContactMethod) -> Told? {
        messages.last { $0.method == method && $0.event == .update && ($0.isUnsent || $0.hasArrived) }
    }

    /// The last page by which another policy told a method what there is to tell, later than `since` and than this
    /// policy's own last step: it takes the place of one step and never of all that come.
    func toldByAnother(
        than policy: String, to method: ContactMethod, since newsAt: Timestamp, asUrgentlyAs priority: Priority
    ) -> Told? {
        let ownLast = messages.last { $0.policy == policy && $0.event == .page }?.id ?? 0
        return messages.last {
            $0.method == method && $0.rings && $0.id > ownLast && $0.createdAt >= newsAt
                && $0.priority <= priority && $0.policy != policy
        }
    }
}
