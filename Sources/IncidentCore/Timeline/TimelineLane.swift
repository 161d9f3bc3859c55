/// Whose part of the story an entry is.
package enum TimelineLane: String, Sendable, CaseIterable {
    case alerts, escalation, people, diagnostics
}

extension TimelineEntry {
    package var lane: TimelineLane {
        if actor != TimelineDraft.ourselves { return .people }
        switch kind {
        case .opened, .classified, .alertsAdded, .alertsEnded, .alertsMoved, .alertRejected, .bodyCut, .alertDoubtful,
            .alertSettled, .keptOpen, .flapping, .flappingEnded, .priorityChanged, .leadChanged, .reopened, .resolved,
            .reconciled:
            return .alerts
        case .acknowledged, .unacknowledged, .snoozed, .handedOver, .escalated, .responderAdded, .noted, .stepDone,
            .stepUndone:
            return .people
        case .diagnosisRequested, .collectorFinished, .diagnosisFinished: return .diagnostics
        case .acknowledgementExpired, .acknowledgementOvertaken, .confirmationAsked, .confirmationMissed,
            .confirmationLapsed, .acknowledgementReminded, .escalationStarted, .escalationStep, .escalationRepeated,
            .escalationRested, .escalationWoken, .escalationExhausted, .escalationHastened, .responseMissed, .silenced,
            .silenceEnded, .notTold, .heldForDigest, .toldByDigest, .toldBySummary, .nobodyTold, .nobodyOnCall,
            .notificationSent, .deliveryRetried, .notificationFailed, .notificationCancelled, .clockStepped, .mended:
            return .escalation
        }
    }

    /// Whether it only says that a collector has done its work.
    package var isMachinery: Bool { kind == .collectorFinished || kind == .diagnosisFinished }
}
