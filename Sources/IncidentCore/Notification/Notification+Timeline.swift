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
}
