package import IncidentCore
package import IncidentStore

/// What is known of an incident, as far as `IncidentAnswers` are made of it.
package struct AnswerSources: Sendable {
    let incident: Incident
    /// When what it is about began.
    let began: Timestamp
    let findings: [Finding]
    let looks: CollectorLooks
    let isBeingDiagnosed: Bool
    let notifications: [StoredNotification]
    /// Why nobody at all was told, where that is so.
    let nobodyTold: String?
    let upcoming: [UpcomingTelling]
    /// What tells of it where its escalation brings nobody; `nil` where nothing does.
    let rest: NextNotify?
    /// When each artifact was captured.
    var lookedAt: [Int64: Timestamp] = [:]

    private var isUntaken: Bool { incident.status == .triggered }

    /// What was to ring since it opened last.
    var pages: [StoredNotification] { Reach.pagesOfLastOpening(notifications, isUntaken: isUntaken) }

    func reach(at now: Timestamp) -> Reach { Reach(notifications, isUntaken: isUntaken, at: now) }

    /// Whether everything that was tried failed or is without an answer, or nobody could be told.
    func isUnreached(at now: Timestamp) -> Bool {
        let reach = reach(at: now)
        return reach.alarm != nil
            || reach == .untold && nobodyTold != nil && notifications.allSatisfy { !$0.isPageToCome }
    }

    /// What is most likely wrong.
    var likelyCause: Finding? { findings.likelyCause }

    /// What is other than before: first of all what was rolled out.
    var newestChange: Finding? {
        let changes = findings.filter { $0.tellsOfChange && !$0.countsOthers }
        return changes.first(where: \.isOfRevision) ?? changes.first(where: \.isChanged)
            ?? changes.first { $0.text.contains("revision ") } ?? changes.first
    }
}
