extension Notification {
    /// A fact about it, as its incident's timeline tells it; `what` follows its name, and why it was to be sent.
    package func timelineDraft(_ kind: TimelineKind, _ what: String, evidence: String) -> TimelineDraft {
        let event = event == .page ? "" : " (\(event.rawValue))"
        let address = method.address == method.endpoint.name ? "" : " to \(method.address)"
        return TimelineDraft(
            kind, "\(method.endpoint.text)\(event)\(address) for \(contact), \(reason)\(what)",
            details: [
                "notification_id": String(id), "attempt": String(attempts), "evidence": evidence, "for": reason,
            ])
    }

    /// That it is not to be sent any more, and whether somebody may have got it all the same.
    ///
    /// - Parameters:
    ///   - lost: how the attempt ended that may have arrived, if one may.
    ///   - evidence: of the attempt after which it is cancelled, where nothing may have arrived.
    package func cancelledDraft(because reason: String, lost: String?, evidence: String) -> TimelineDraft {
        let arrival = lost.map { "; an attempt may have arrived (\($0))" } ?? ""
        return timelineDraft(
            .notificationCancelled, ": cancelled, \(reason)\(arrival)", evidence: lost ?? evidence)
    }
}
