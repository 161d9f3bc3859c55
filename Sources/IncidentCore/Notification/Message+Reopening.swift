/// That an incident was over and is open again.
package struct Reopening: Sendable, Equatable {
    package let at: Timestamp
    package let resolvedAt: Timestamp
    /// The person who had closed it; `nil` when every alert had ended.
    package let resolvedBy: String?

    package init(at: Timestamp, resolvedAt: Timestamp, resolvedBy: String?) {
        self.at = at
        self.resolvedAt = resolvedAt
        self.resolvedBy = resolvedBy
    }

    /// `resolved by alice at …, open again since …`: by times, because who is asked later reads it later.
    package var words: String { "\(endWords), open again since \(at.readable)" }

    /// `resolved by alice at …`
    package var endWords: String {
        let end = resolvedBy.map { "resolved by \($0.singleLine(limit: 60))" } ?? "every alert had ended"
        return "\(end) at \(resolvedAt.readable)"
    }
}

extension Incident {
    /// When what it is about began; of what fires again, when that did.
    ///
    /// - Parameters:
    ///   - alerts: its lead among them, where that fires.
    ///   - reopening: `nil` where it was never over.
    package func began(_ alerts: [Occurrence], after reopening: Reopening?) -> Timestamp {
        let lead = firingLead(among: alerts)
        guard let reopening, !firesOn(since: reopening, lead) else {
            return min(openedAt, lead?.beganAt ?? openedAt)
        }
        guard let lead else { return reopening.at }
        // A start from before the resolution is that of the firing before, told once more.
        return min(reopening.at, lead.beganAt < reopening.resolvedAt ? lead.firstSeenAt : lead.beganAt)
    }

    fileprivate func firingLead(among alerts: [Occurrence]) -> Occurrence? {
        alerts.first { $0.alert.status == .firing && $0.alert.fingerprint == lead }
    }

    /// Whether what a person had closed has fired all the time.
    fileprivate func firesOn(since reopening: Reopening, _ lead: Occurrence?) -> Bool {
        guard reopening.resolvedBy != nil, let lead else { return false }
        return lead.firstSeenAt < reopening.resolvedAt
    }
}

// What a message says of an incident that was over before.
extension Message {
    /// When what is told of began; of what fires again, when that did.
    package var since: Timestamp { incident.began(alerts, after: reopening) }

    /// ` fires again, every alert had ended at …, open again since …`, in a page about what was over; empty in all else.
    var againWords: String { again.map { " \($0), \(reopening?.words ?? "")" } ?? "" }

    /// `fires again` in a page about what was over, `still fires` where it had only been closed; `nil` in all else.
    var again: String? {
        guard notification.event == .page, question == nil, let reopening else { return nil }
        let firesOn = incident.firesOn(since: reopening, incident.firingLead(among: alerts))
        return firesOn ? "still fires" : "fires again"
    }
}
