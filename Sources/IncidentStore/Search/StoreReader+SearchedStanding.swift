internal import IncidentCore

extension StoreReader {
    /// What the page says of how an incident stands, in sentences that time alone does not change: they change with what is
    /// stored, which is what the index follows.
    func searchedStanding(
        _ incident: Incident, _ messages: [StoredNotification], _ redactions: Redactions
    ) throws -> String {
        var lines = SearchLines()
        lines.add(incident.firingWords + incident.repeatWords)
        lines.add(Self.reached(messages))
        lines.add(Self.held(incident))
        let findings = try self.findings(incidentID: incident.id)
        lines.add(findings.compactMap(\.elsewhere))
        if findings.likelyCause == nil {
            let isBeingDiagnosed = try isBeingDiagnosed(incidentID: incident.id)
            let looks = try looks(incidentID: incident.id, redactions)
            lines.add(UnknownCause(isBeingDiagnosed: isBeingDiagnosed, looks).words(besides: findings))
        }
        lines.add(try policies(of: incident))
        return lines.text
    }

    /// How far its policies have come.
    private func policies(of incident: Incident) throws -> [String] {
        try escalations(incidentID: incident.id).flatMap { escalation in
            let rounds = (escalation.document?.repetition?.times ?? 0) + 1
            let words =
                "policy \"\(escalation.policy)\" \(escalation.status.rawValue), round \(escalation.round + 1) of \(rounds), "
                + "step \(escalation.nextStep + 1) of \(escalation.document?.steps.count ?? 0)"
            let isLast =
                escalation.round + 1 >= rounds && escalation.nextStep >= escalation.document?.steps.count ?? .max
            return [words] + (isLast ? ["gives up when nobody has taken it in time"] : [])
        }
    }

    /// Whom the pages came to.
    private static func reached(_ messages: [StoredNotification]) -> [String] {
        let pages = messages.filter { $0.notification.event == .page }
        let taken = pages.filter { $0.notification.state == .sent && !$0.notification.isSpooled }
        guard taken.isEmpty else {
            let names = Set(taken.map(\.notification.contact))
            return taken.map {
                "\($0.notification.contact): \($0.notification.method.notifier.rawValue) took it, again"
            }
                + pages.compactMap { $0.missedWords(isReached: names.contains($0.notification.contact)) }
        }
        var said: [String] = []
        if pages.contains(where: \.notification.mayHaveArrived) {
            said.append("nobody is known to have been reached")
        } else if pages.contains(where: { !$0.notification.isSpooled && !$0.attempts.isEmpty }) {
            said.append("nobody has been reached")
        } else if pages.contains(where: \.notification.isSpooled) {
            said.append("nobody has been reached: only written to the spool")
        }
        return said + (pages.contains { $0.dueAt != nil } ? ["nobody yet; on its way"] : [])
    }

    /// Who has it, and what comes then.
    private static func held(_ incident: Incident) -> [String] {
        let silence = incident.silence.map { _ in ["nobody is told of it now: it is silenced"] } ?? []
        let owner = incident.acknowledgedBy ?? "somebody"
        switch incident.status {
        case .triggered: return silence + ["nobody has taken it"]
        case .acknowledged where incident.taking.handedOverBy != nil:
            return silence + ["it was handed over to \(owner)"]
        case .acknowledged: return silence + ["taken by \(owner)", "nothing while \(owner) has it"]
        case .resolved:
            let end = incident.remindAt == nil ? "nothing" : "nothing, unless its alerts fire on: it opens again"
            let length = incident.resolvedAt.map { ", after \(($0 - incident.openedAt).spoken)" } ?? ""
            let over = incident.isStillFiring ? "" : "over\(length); "
            return ["\(over)it was resolved by \(incident.resolvedBy ?? "its alerts")", end]
        }
    }
}

extension StoredNotification {
    /// Of a page beside others that came to somebody: that it did not, or may not have; `nil` where nothing was tried.
    fileprivate func missedWords(isReached: Bool) -> String? {
        guard notification.isSpooled || notification.state != .sent && !attempts.isEmpty else { return nil }
        let kind = notification.method.notifier.rawValue
        let answer = notification.isSpooled ? ": only written to the spool" : ""
        guard !notification.mayHaveArrived else {
            return isReached
                ? "not known whether by \(kind): has not answered"
                : "\(notification.contact): not known to be reached, \(kind): has not answered"
        }
        return isReached ? "not by \(kind)\(answer)" : "\(notification.contact): not reached yet, \(kind)\(answer)"
    }
}
