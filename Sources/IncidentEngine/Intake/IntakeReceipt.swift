package import IncidentCore

/// What a body came to.
package struct IntakeReceipt: Sendable, Equatable {
    /// The incident that new firing alerts went to.
    package let incidentID: Int64?
    package let opened: Bool
    /// How many of its alerts came to which outcome.
    package internal(set) var tally = IntakeTally()
    /// How many of those that begin came with a fingerprint that stands for other labels.
    package internal(set) var renamed = 0
}

extension IntakeReceipt {
    init(_ placement: GroupRecorder.Placement) {
        incidentID = placement.incidentID
        if case .opened = placement { opened = true } else { opened = false }
    }
}

extension GroupRecorder.Placement {
    /// Of an alert that begins.
    func outcome(of step: IntakePlan.Step) -> IntakeOutcome {
        if case .opened = self { return .opened }
        guard case .shows(.begins(let beginning)) = step, beginning.origin != .unknown else { return .joined }
        return .beganAgain
    }
}
