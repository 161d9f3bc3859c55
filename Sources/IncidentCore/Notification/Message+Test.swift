extension Message {
    /// A message that shows whether a contact is reached by a way: marked as a test in its first word, of an incident that
    /// there is none of, so that nothing of it stands in the store or in any statistics.
    ///
    /// - Parameters:
    ///   - person: who asks for it.
    ///   - priority: of the page; at most other systems it decides how it rings.
    ///   - nonce: makes its keys its own, so that no test is taken for the repeat of another.
    package static func test(
        of contact: Contact, by method: ContactMethod, askedBy person: String, priority: Priority, nonce: String,
        at now: Timestamp
    ) -> Message {
        let alert = Alert(
            status: .firing, labels: ["alertname": "ContactTest", "test": "true"],
            annotations: ["summary": "This is a test. Nothing is wrong, and nothing is asked of you."], startsAt: now,
            fingerprint: "contact-test")
        let incident = Incident(
            priority: priority, rule: "contact test",
            title: "TEST, please ignore: \(person.singleLine(limit: 100)) tests how \(contact.role) is reached",
            groupKey: "contact-test", lead: alert.fingerprint, labels: alert.labels, openedAt: now, firingCount: 1,
            occurrenceCount: 1)
        return Message(
            notification: Notification(
                id: 1, incidentID: 0, method: method, contact: contact.role, event: .page, priority: priority,
                reason: "a test that \(person.singleLine(limit: 100)) asked for", state: .sending, createdAt: now,
                attempts: 1, mayHaveArrived: false, remaining: []),
            incident: incident, incidentURL: "", acknowledgeURL: nil,
            alerts: [
                Occurrence(
                    id: 0, incidentID: 0, alert: alert, priority: priority, rule: incident.rule, firstSeenAt: now,
                    lastSeenAt: now, seenCount: 1)
            ], findings: [], artifacts: [], nextSteps: [], installation: "test-\(nonce)", now: now)
    }

    /// What closes it where the other side keeps an alert open for it.
    package func closingTest(at now: Timestamp) -> Message {
        var message = self
        message.notification.id += 1
        message.notification.event = .resolved
        message.incident.status = .resolved
        (message.incident.resolvedAt, message.incident.resolvedBy) = (now, "the test itself")
        message.incident.firingCount = 0
        message.now = now
        return message
    }
}
