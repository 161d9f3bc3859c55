package import IncidentCore
package import IncidentStore

/// What somebody who was just woken asks of an incident, answered in a line each.
package struct IncidentAnswers: Sendable, Equatable {
    /// Since when it is so, and how much of it there is.
    package let since: AnswerText
    /// What is most likely the cause: the top finding, and the newest change.
    package let likely: AnswerText
    /// Who has been reached, and who has it.
    package let told: AnswerText
    /// What happens next, and when, if nobody does anything.
    package let next: AnswerText
    /// Whether nobody has been reached where somebody should be.
    package let isUnreached: Bool
    /// The artifact that shows the likely cause.
    package let likelyArtifact: Int64?

    package init(_ sources: AnswerSources, at now: Timestamp) {
        let incident = sources.incident
        since = Self.since(incident, at: now)
        likely = Self.likely(sources)
        told = Self.told(sources, at: now)
        next = Self.next(sources, at: now)
        likelyArtifact = sources.likelyCause?.artifactID
        isUnreached = incident.status == .triggered && incident.silence == nil && sources.isUnreached
    }

    private static func since(_ incident: Incident, at now: Timestamp) -> AnswerText {
        var text = AnswerText()
        if incident.status == .resolved, let end = incident.resolvedAt {
            text.add("over since ")
            text.add(past: end, at: now)
            text.add(", after \((end - incident.openedAt).spoken)")
        } else {
            text.add(past: incident.openedAt, at: now)
        }
        text.add(" · ")
        text.add(incident.firingWords, incident.isStillFiring ? .bad : .plain)
        text.add(" · \(incident.priority.rawValue) by rule ")
        text.add(decision: incident.rule.singleLine(limit: 120))
        return text
    }

    private static func likely(_ sources: AnswerSources) -> AnswerText {
        var text = AnswerText()
        let cause = sources.likelyCause
        if let cause { text.add(cause.text.singleLine(limit: 240), .strong) }
        if text.spans.isEmpty { text.add(sources.unknownCauseWords) }
        if let change = sources.newestChange, change != cause {
            text.add("; \(change.text.singleLine(limit: 160))")
        }
        return text
    }
}

extension AnswerSources {
    /// Why there is no likely cause.
    fileprivate var unknownCauseWords: String {
        if isBeingDiagnosed { return "not known yet: collectors are running" }
        return hasEvidence ? "nothing wrong was found" : "not known: no collector has looked"
    }
}

extension Incident {
    /// `1 alert fires`, `3 of 5 alerts fire`, `1 alert still fires`.
    var firingWords: String {
        switch (firingCount, occurrenceCount) {
        case (0, _): return "no alert fires"
        case (1, 1): return isStillFiring ? "1 alert still fires" : "1 alert fires"
        case (let firing, let all):
            let count = firing == all ? "\(all)" : "\(firing) of \(all)"
            return "\(count) alerts \(isStillFiring ? "still " : "")\(firing == 1 ? "fires" : "fire")"
        }
    }
}
