extension Notification {
    /// A fact about it, as its incident's timeline tells it; `what` follows its name.
    package func timelineDraft(_ kind: TimelineKind, _ what: String, evidence: String) -> TimelineDraft {
        let event = event == .page ? "" : " (\(event.rawValue))"
        return TimelineDraft(
            kind, "\(method.notifier.rawValue)\(event) to \(method.address) for \(contact)\(what)",
            details: ["notification_id": String(id), "attempt": String(attempts), "evidence": evidence])
    }
}
