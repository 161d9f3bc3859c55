// How an incident is named among others, on one line.
extension Incident {
    /// `#12 P3 Disk is full`
    package var nameLine: String { "#\(id) \(priority.rawValue) \(title.singleLine(limit: 160))" }

    /// Who has it, in a few words.
    package var ownerWords: String {
        switch status {
        case .triggered: silence == nil ? "nobody has taken it" : "nobody has taken it, silenced"
        case .acknowledged where taking.handedOverBy != nil:
            "handed over to \((acknowledgedBy ?? "somebody").singleLine(limit: 60)), who has not taken it"
        case .acknowledged:
            "\(taking.isSnoozed ? "snoozed" : "taken") by \((acknowledgedBy ?? "somebody").singleLine(limit: 60))"
        case .resolved: resolvedBy.map { "resolved by \($0.singleLine(limit: 60))\(stillFiringWords)" } ?? "over"
        }
    }

    /// `1 alert fires`, `3 of 5 alerts fire`, `1 alert still fires`.
    package var firingWords: String {
        switch (firingCount, occurrenceCount) {
        case (0, _): return "no alert fires"
        case (1, 1): return isStillFiring ? "1 alert still fires" : "1 alert fires"
        case (let firing, let all):
            let count = firing == all ? "\(all)" : "\(firing) of \(all)"
            return "\(count) alerts \(isStillFiring ? "still " : "")\(firing == 1 ? "fires" : "fire")"
        }
    }

    /// What comes next and when, where that is not said by a policy alone: while somebody has it, and once it is resolved;
    /// `nil` where nobody has it.
    package var standstillWords: String? {
        switch status {
        case .triggered: return nil
        case .acknowledged:
            if let question = taking.openQuestion { return "\(question), or escalation goes on" }
            let owner = (acknowledgedBy ?? "somebody").singleLine(limit: 60)
            let end = taking.until.map { ", until \($0.readable)" } ?? ""
            return "nothing while \(owner) has \(taking.isSnoozed ? "snoozed it" : "it")\(end)"
        case .resolved:
            guard isStillFiring else { return "nothing, it is over" }
            return remindAt.map { "it opens again at \($0.readable) if its alerts fire on" }
                ?? "nothing, unless an alert begins anew"
        }
    }

    /// Whether a person closed it while its alerts go on.
    package var isStillFiring: Bool { status == .resolved && firingCount > 0 }

    /// `, 1 alert still fires` after who resolved it; empty where none does.
    package var stillFiringWords: String { isStillFiring ? ", \(firingCount.alertsStillFiring)" : "" }
}
