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

    /// How many alerts it has: one that has come back is one.
    package var alertCount: Int { max(occurrenceCount - repeatedCount, firingCount) }

    /// `1 alert fires`, `3 of 5 alerts fire`, `1 alert still fires`, and what may fire beside them:
    /// `1 alert fires, 2 more hidden by Alertmanager (max_alerts)`.
    package var firingWords: String { firingSentence(since: nil) }

    /// The same with a time: `1 alert fires since 08:30 UTC`.
    package func firingSentence(since time: String?) -> String {
        guard firingCount > 0 else {
            return hidden.isEmpty ? "no alert fires" : "0 of the shown fire; \(hidden.mayWords)"
        }
        let count = firingCount == alertCount ? "\(alertCount)" : "\(firingCount) of \(alertCount)"
        let verb = "\(isStillFiring ? "still " : "")\(firingCount == 1 ? "fires" : "fire")"
        let since = time.map { " since \($0)" } ?? ""
        return "\(count) alert\(alertCount == 1 ? "" : "s") \(verb)\(since)\(hidden.moreWords)"
    }

    /// In a row of facts: `2 firing`; what may fire beside them needs the sentence.
    package var firingFact: String { hidden.isEmpty ? "\(firingCount) firing" : firingWords }

    /// How often its alerts came back: `, fired 201 times`; empty where none did.
    package var repeatWords: String {
        guard repeatedCount > 0 else { return "" }
        return ", fired \(occurrenceCount) times\(alertCount == 1 ? "" : " in all")"
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

    /// `, 1 alert still fires` after who resolved it; empty where none does, for all we know.
    package var stillFiringWords: String {
        guard status == .resolved, firingCount + hidden.count > 0 else { return "" }
        return ", \(hidden.stillFiringWords(beside: firingCount))"
    }
}
