internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// Who was told of a drill, by which way and after how long.
struct DrillReport: Encodable {
    let incident: Int64
    let title: String
    let priority: String
    let policies: [String]
    let messages: [Told]
    /// Why somebody is not told, in words.
    let untold: [String]
    /// For whose digest it was held, as the tables say, in words.
    let held: [String]
    let resolved: Bool

    struct Told: Encodable {
        let event: String
        let contact: String
        let method: String
        let state: String
        /// From the post that brought it about to the other side's answer.
        let milliseconds: Int64?
        /// What the other side said.
        let evidence: String
        let spooled: Bool
    }

    init(_ drill: DrillAlert, told: DrillState, ended: DrillState, endedAt: Timestamp) {
        incident = ended.incident.id
        title = ended.incident.title
        // A drill that is over keeps what it was told as.
        priority = told.incident.priority.rawValue
        policies = ended.policies
        (untold, held) = (told.untold, told.held)
        resolved = ended.incident.status == .resolved
        messages = ended.notifications.map { stored in
            let begun = stored.notification.createdAt < endedAt ? drill.startedAt : endedAt
            return Told(stored, since: begun)
        }
    }

    var text: String {
        let names = policies.map { "\"\($0)\"" }.joined(separator: ", ")
        let head = "incident \(incident): \(title): \(priority), " + (names.isEmpty ? "no policy" : "policy \(names)")
        return
            ([head.singleLine(limit: 400)] + messages.map { "  \($0.text)" }
            + held.map { "  told by the digest only: \($0.singleLine(limit: 400))" }
            + untold.map { "  not told: \($0.singleLine(limit: 400))" }
            + [resolved ? "resolved" : "not resolved yet"]).joined(separator: "\n")
    }

    /// Why it has not gone as it should, in words.
    var problem: String? {
        let pages = messages.filter { $0.event == NotificationEvent.page.rawValue }
        if pages.isEmpty, held.isEmpty { return "the drill was told to nobody in time" }
        let missed = pages.count { !$0.isReached }
        if missed > 0 {
            return "\(missed) of \(pages.count) page\(pages.count == 1 ? "" : "s") of the drill reached nobody"
        }
        return resolved ? nil : "the drill is not resolved yet; look at: responder incident show \(incident)"
    }
}

extension DrillReport.Told {
    fileprivate init(_ stored: StoredNotification, since begun: Timestamp) {
        let (notification, attempt) = (stored.notification, stored.attempts.last)
        self.init(
            event: notification.event.rawValue, contact: notification.contact, method: notification.method.text,
            state: notification.state.rawValue,
            milliseconds: attempt.map { max(($0.at + $0.duration - begun).wholeMilliseconds, 0) },
            evidence: attempt?.evidence ?? "", spooled: notification.isSpooled)
    }

    var isReached: Bool { state == NotificationState.sent.rawValue && !spooled }

    fileprivate var text: String {
        let after = milliseconds.map { " after \($0) ms" } ?? ""
        let outcome = spooled ? "only written to the spool" : state
        let words = evidence.isEmpty ? "" : ": \(evidence)"
        return "\(event) to \(contact) by \(method): \(outcome)\(after)\(words)".singleLine(limit: 400)
    }
}
