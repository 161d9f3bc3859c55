package import IncidentCore

/// One message to be sent: a notification, and those that were held back for its address and are told with it.
package struct Delivery: Sendable {
    package let notification: Notification
    package let others: [Notification]

    init(_ notification: Notification, others: [Notification] = []) {
        self.notification = notification
        self.others = others
    }

    /// The same after the clock was set.
    func moved(by step: Duration) -> Delivery {
        step == .zero ? self : Delivery(notification.moved(by: step), others: others.map { $0.moved(by: step) })
    }

    var all: [Notification] { [notification] + others }

    /// How it ended, as each of them says it.
    func outcome(_ outcome: DeliveryOutcome, for each: Notification) -> DeliveryOutcome {
        guard !others.isEmpty else { return outcome }
        guard each.id == notification.id else {
            return outcome.after("\(AlsoTold.inOneMessage)\(notification.incidentID)")
        }
        return outcome.after("in one message with \(others.count) more")
    }
}
