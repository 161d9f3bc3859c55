import IncidentCore

/// The events that there are, without what they carry. One more does not compile until it stands here, and then lacks its
/// rows in the table of transitions.
enum IncidentEventKind: CaseIterable {
    case opened, alertsChanged, acknowledged, acknowledgementExpired, confirmationMissed, resolved, noted, wentQuiet,
        stepTicked, diagnosisRequested
    case reminded, unacknowledged, snoozed, handedOver, escalated, responderAdded, ownerReminderDue, silenced
    case silenceEnded, responseMissed, reopened
}

extension IncidentEvent {
    var kind: IncidentEventKind {
        switch self {
        case .opened: .opened
        case .alertsChanged: .alertsChanged
        case .acknowledged: .acknowledged
        case .acknowledgementExpired: .acknowledgementExpired
        case .confirmationMissed: .confirmationMissed
        case .resolved: .resolved
        case .noted: .noted
        case .stepTicked: .stepTicked
        case .diagnosisRequested: .diagnosisRequested
        case .wentQuiet: .wentQuiet
        case .reminded: .reminded
        case .unacknowledged: .unacknowledged
        case .snoozed: .snoozed
        case .handedOver: .handedOver
        case .escalated: .escalated
        case .responderAdded: .responderAdded
        case .ownerReminderDue: .ownerReminderDue
        case .silenced: .silenced
        case .silenceEnded: .silenceEnded
        case .responseMissed: .responseMissed
        case .reopened: .reopened
        }
    }
}
