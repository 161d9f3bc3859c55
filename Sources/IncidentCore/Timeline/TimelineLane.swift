/// Whose part of the story an entry is.
package enum TimelineLane: String, Sendable, CaseIterable {
    case alerts, escalation, people, diagnostics
}

extension TimelineEntry {
    package var lane: TimelineLane {
        guard isOurs else { return .people }
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

    /// Whether the program wrote it by itself.
    var isOurs: Bool { actor == TimelineDraft.ourselves }

    /// Whether it only says that a collector has done its work.
    package var isMachinery: Bool { kind == .collectorFinished || kind == .diagnosisFinished }

    /// Whether it may stand in one row with the entry before it.
    func goesOn(from last: TimelineEntry) -> Bool {
        if isMachinery { return last.isMachinery && last.kind != .diagnosisFinished }
        if let delivery { return delivery.reason == last.delivery?.reason }
        return kind == last.kind && isRepeated && last.isRepeated
    }

    /// Whether it is one of many that the program writes by itself.
    private var isRepeated: Bool {
        guard isOurs else { return false }
        switch kind {
        case .alertsAdded, .alertsEnded, .alertRejected, .bodyCut, .deliveryRetried, .notTold, .toldBySummary,
            .heldForDigest, .toldByDigest, .reconciled:
            return true
        default: return false
        }
    }
}
