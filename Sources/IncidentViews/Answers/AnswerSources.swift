package import IncidentCore
package import IncidentStore

/// What is known of an incident, as far as `IncidentAnswers` are made of it.
package struct AnswerSources: Sendable {
    let incident: Incident
    /// When what it is about began.
    let began: Timestamp
    let findings: [Finding]
    /// Of each artifact what was run.
    let commands: [Int64: [String]]
    let looks: CollectorLooks
    let isBeingDiagnosed: Bool
    let notifications: [StoredNotification]
    /// Why nobody at all was told, where that is so.
    let nobodyTold: String?
    let upcoming: [UpcomingTelling]
    /// In whose digests it will be told.
    let digests: [String]

    func reach(at now: Timestamp) -> Reach { Reach(notifications, at: now) }

    /// Whether everything that was tried failed or is without an answer, or nobody could be told.
    func isUnreached(at now: Timestamp) -> Bool {
        let reach = reach(at: now)
        return reach.alarm != nil
            || reach == .untold && nobodyTold != nil && notifications.allSatisfy { !$0.isPageToCome }
    }

    /// The most urgent finding of what is wrong. Of critical ones what a program says itself goes first: a state shows that
    /// something is wrong, a log why.
    var likelyCause: Finding? {
        let said = findings.filter { !$0.countsOthers && $0.level != .info }
        let logged = said.first { $0.level == .critical && isLogged($0) }
        return logged ?? said.first { !$0.tellsOfChange } ?? said.first
    }

    /// What is other than before: first of all what was rolled out.
    var newestChange: Finding? {
        let changes = findings.filter { $0.tellsOfChange && !$0.countsOthers }
        return changes.first(where: \.isOfRevision) ?? changes.first(where: \.isChanged)
            ?? changes.first { $0.text.contains("revision ") } ?? changes.first
    }

    private func isLogged(_ finding: Finding) -> Bool {
        guard let id = finding.artifactID, let command = commands[id] else { return false }
        return command.prefix(3).contains { ["logs", "journalctl"].contains($0) }
    }
}

extension Finding {
    /// Whether it is about what is other than before, and not about what is wrong.
    package var tellsOfChange: Bool { isOfRevision || level != .critical && (isChanged || isOfRecentRollout) }

    /// Whether it speaks of a version that was rolled out, or of how many of it there are to be, less than a day ago.
    private var isOfRecentRollout: Bool {
        let words = text.lowercased()
        return ["revision ", "scaled up ", "scaled down ", "rolled out"].contains(where: words.contains)
            && words.split { " ,:;()".contains($0) }.contains(where: Self.isRecent)
    }

    /// `11m`, `2h15m`: as kubectl writes an age.
    private static func isRecent(_ word: Substring) -> Bool {
        guard word.first?.isNumber == true, let unit = word.last, "smh".contains(unit) else { return false }
        return word.allSatisfy { $0.isASCII && $0.isNumber || "smh".contains($0) }
    }
}
