internal import IncidentCore

/// What the auditor remembers between two rounds. None of it has to survive: a start begins a round.
struct AuditState {
    /// When the next round is due.
    var nextAt: Timestamp?
    /// When the last round that went through had ended.
    var doneAt: Timestamp?
    /// The incident after which a round had to stop, because there were too many to look at.
    var stoppedAfter: (status: IncidentStatus, priority: Priority, id: Int64)?
    /// The heartbeats that the tables had in the last round: what came since may not have its row yet.
    var heartbeats: Set<String> = []
    /// What was found when, of each rule and incident, to say it once as long as it cannot be mended.
    private var said: [Place: Timestamp] = [:]
    /// Of the violations found lately the time, oldest first.
    private var found: [(rule: AuditRule, at: Timestamp)] = []

    private struct Place: Hashable {
        let rule: AuditRule
        let incidentID: Int64?
    }

    /// So long what was found again is counted but not said again.
    static let silence: Duration = .seconds(900)
    /// So long people are shown that something was found.
    static let shown: Duration = .seconds(3600)

    /// Counts what was found; returns whether it is to be said.
    mutating func find(_ violation: AuditViolation, at now: Timestamp) -> Bool {
        found.append((violation.rule, now))
        if found.count > 1000 { found.removeFirst(found.count - 1000) }
        said = said.filter { now - $0.value < Self.silence && $0.value <= now }
        let place = Place(rule: violation.rule, incidentID: violation.incidentID)
        guard said[place] == nil else { return false }
        said[place] = now
        return true
    }

    /// What people should know, a sentence each.
    func warnings(at now: Timestamp) -> [String] {
        let recent = found.filter { now - $0.at < Self.shown }
        guard let last = recent.last else { return [] }
        let rules = Set(recent.map(\.rule.rawValue)).sorted().joined(separator: ", ")
        return [
            "the auditor found something that must not be, last \(last.at.readable), and mended it: \(rules); the log and the incidents' timelines say what"
        ]
    }
}
