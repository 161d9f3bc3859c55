internal import IncidentCore
internal import Synchronization

/// The pages that have gone out since the last look.
final class SentPages: Sendable {
    private let sent = Mutex<[SentPage]>([])

    /// Those that one message tells: its own, and those that were held back for its address.
    func note(_ message: Message) {
        let contact = message.notification.contact
        var pages = message.notification.event == .page ? [message.incident.id] : []
        pages += message.others.filter { $0.event == .page }.map(\.incident.id)
        sent.withLock { $0 += pages.map { SentPage(incidentID: $0, contact: contact) } }
    }

    /// In an order that does not depend on which of several that went out together came first.
    func take() -> [SentPage] {
        sent.withLock { sent in
            defer { sent = [] }
            return sent.sorted { ($0.incidentID, $0.contact) < ($1.incidentID, $1.contact) }
        }
    }
}

struct SentPage: Sendable {
    let incidentID: Int64
    let contact: String
}
