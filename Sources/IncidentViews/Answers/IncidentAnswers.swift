package import IncidentCore
package import IncidentStore

/// What somebody who was just woken asks of an incident, answered in a line each.
package struct IncidentAnswers: Sendable, Equatable {
    /// Since when it is so, and how much of it there is.
    package let since: AnswerText
    /// What is most likely the cause, and the newest change.
    package let likely: AnswerText
    /// Who has been reached, and who has it.
    package let told: AnswerText
    /// What happens next, and when, if nobody does anything.
    package let next: AnswerText
    /// Whether nobody has been reached where somebody should be.
    package let isUnreached: Bool
    /// The artifact that shows the likely cause.
    package let likelyArtifact: Int64?

    /// - Parameter clock: by which times are told; programs and the terminal have them in UTC.
    package init(_ sources: AnswerSources, at now: Timestamp, by clock: LocalClock = .utc) {
        let incident = sources.incident
        since = Self.since(sources, at: now, by: clock).retold(by: clock)
        likely = Self.likely(sources, at: now, by: clock).retold(by: clock)
        told = Self.told(sources, at: now, by: clock).retold(by: clock)
        next = Self.next(sources, at: now, by: clock).retold(by: clock)
        likelyArtifact = sources.likelyCause?.artifactID
        isUnreached = incident.status == .triggered && incident.silence == nil && sources.isUnreached(at: now)
    }

    private static func since(_ sources: AnswerSources, at now: Timestamp, by clock: LocalClock) -> AnswerText {
        let incident = sources.incident
        var text = AnswerText()
        switch (incident.status, incident.resolvedAt) {
        // What fires is not over, whoever closed it.
        case (.resolved, let end?) where incident.isStillFiring:
            text.add("resolved by \((incident.resolvedBy ?? "its alerts").singleLine(limit: 80)) ")
            text.add(past: end, at: now, by: clock)
            text.add(", ")
        case (.resolved, let end?):
            text.add("over since ")
            text.add(past: end, at: now, by: clock)
            text.add(", after \((end - incident.openedAt).spoken) · ")
        default:
            text.add(past: sources.began, at: now, by: clock)
            text.add(" · ")
        }
        text.add(incident.firingWords, incident.isStillFiring ? .bad : .plain)
        text.add(" · \(incident.priority.rawValue) by rule ")
        text.add(decision: incident.rule.singleLine(limit: 120))
        return text
    }

    private static func likely(_ sources: AnswerSources, at now: Timestamp, by clock: LocalClock) -> AnswerText {
        var text = AnswerText()
        let cause = sources.likelyCause
        if let cause { text.add(cause, by: clock, limit: 240, .strong) }
        if text.spans.isEmpty {
            let unknown = UnknownCause(isBeingDiagnosed: sources.isBeingDiagnosed, sources.looks)
            text.add(unknown.words(besides: sources.findings))
        }
        if let change = sources.newestChange, change != cause {
            text.add("; ")
            text.add(change, by: clock, limit: 160)
        }
        let looked = [cause, sources.newestChange].compactMap { $0?.artifactID.flatMap { sources.lookedAt[$0] } }
        if let time = EvidenceAge.asOf(looked, at: now) {
            text.add(" (as of ")
            text.add(clock: time, at: now, by: clock)
            text.add(")")
        }
        return text
    }
}
