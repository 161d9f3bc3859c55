import IncidentCore

/// An escalation on a clock that is moved by the minute, as its service would drive it.
struct EscalationRun {
    var escalation: Escalation
    private(set) var minute = 0
    /// `15: DevOps Lead`: in which minute who was told, and what else came.
    private(set) var told: [String] = []
    private let hours: BusinessHours?
    private let start: Timestamp

    init(_ policy: EscalationPolicy, at start: Timestamp = .start, hours: BusinessHours? = nil) {
        escalation = .starting(policy, at: start, hours: hours)
        self.start = start
        self.hours = hours
    }

    /// The service is down until then.
    mutating func sleep(until minute: Int) { self.minute = minute }

    mutating func advance(to end: Int) {
        while minute <= end {
            let now = start + .seconds(minute * 60)
            while let due = escalation.nextDueAt, due <= now {
                record(escalation.advance(at: now, hours: hours), at: now)
            }
            minute += 1
        }
        minute = end
    }

    private mutating func record(_ outcome: EscalationOutcome, at now: Timestamp) {
        switch outcome {
        case .notify(let step, _, let round):
            told.append("\(minute): \(step.notify.joined(separator: "+"))\(round > 0 ? ", round \(round)" : "")")
        case .acknowledgementExpired:
            told.append("\(minute): acknowledgement expired")
            escalation.resume(at: now, hours: hours)
        case .passedOver(let step, _): told.append("\(minute): passed over \(step.notify.joined(separator: ", "))")
        case .exhausted(let otherwise): told.append("\(minute): exhausted, \(otherwise ?? "nobody")")
        case .nothing: break
        }
    }
}
