internal import IncidentCore
internal import Synchronization

/// The pages that have gone out since the last look.
final class SentPages: Sendable {
    private let sent = Mutex<[Notification]>([])

    func note(_ notification: Notification) {
        if notification.event == .page { sent.withLock { $0.append(notification) } }
    }

    /// In an order that does not depend on which of several that went out together came first.
    func take() -> [Notification] {
        sent.withLock { sent in
            defer { sent = [] }
            return sent.sorted { $0.id < $1.id }
        }
    }
}
