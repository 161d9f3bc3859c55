internal import IncidentCore
internal import IncidentStore

extension StoreTransaction {
    /// Whether the gate still lets a notification through that was owed before; nothing that tells of an end that has
    /// not lasted, nor who had taken what is over, nor what reminds somebody of what has ended.
    func isStillWanted(_ notification: Notification, at now: Timestamp) throws -> Bool {
        guard let incident = try incident(notification.incidentID) else { return true }
        if incident.isOverdueReminder(notification, at: now) { return false }
        switch (notification.event, incident.status) {
        case (.acknowledged, .triggered), (.acknowledged, .resolved), (.resolved, .triggered),
            (.resolved, .acknowledged):
            return false
        case (.page, _), (.update, _), (.acknowledged, .acknowledged), (.resolved, .resolved): break
        }
        guard notification.event == .page || incident.silence != nil else { return true }
        let running = try escalations(incidentID: incident.id).filter(\.goesOn).map(\.policy.name)
        return TellingGate(incident, history: TellingHistory(), running: Set(running), at: notification.createdAt)
            .isStillWanted(notification.event, policy: notification.policy, askedBy: notification.askedBy)
    }

    /// Cancels one that is not wanted any more, and says so.
    mutating func cancelUnwanted(_ notification: Notification, evidence: String, at now: Timestamp) throws {
        try cancelNotification(notification)
        let incident = try incident(notification.incidentID)
        let reason =
            switch notification.event {
            case .page: incident?.silence?.words ?? "the incident is no longer waiting for somebody"
            case .update: incident?.silence?.words ?? "it is not wanted any more"
            case .acknowledged where incident?.status == .resolved: "the incident is over"
            case .acknowledged, .resolved: "the incident waits for somebody again"
            }
        if let incident, notification.event == .page { try repeatStep(of: notification, in: incident) }
        try recordCancelled(notification, because: reason, evidence: evidence, at: now)
    }

    /// Says that one was cancelled; whoever reads it must know that somebody may have got it all the same.
    func recordCancelled(
        _ notification: Notification, because reason: String, evidence: String, at now: Timestamp
    ) throws {
        let lost = notification.mayHaveArrived ? try evidenceOfLostAttempt(of: notification.id) : nil
        try record(
            notification.cancelledDraft(because: reason, lost: lost, evidence: evidence),
            incidentID: notification.incidentID, at: now)
    }

    /// Cancels what would still tell that an incident is over, and where it waits for somebody again that it is taken: pages
    /// must not wait behind it, and what it says is not true.
    mutating func cancelOvertaken(in incident: Incident, at now: Timestamp) throws {
        let isTaken = incident.status == .acknowledged
        let reason = isTaken ? "the incident is not over" : "the incident waits for somebody again"
        for notification in try cancelClosingMessages(incidentID: incident.id, andOfTaking: !isTaken) {
            try recordCancelled(notification, because: reason, evidence: reason, at: now)
        }
    }
}
