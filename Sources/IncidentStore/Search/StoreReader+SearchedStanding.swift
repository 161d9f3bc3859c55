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
        if try findings(incidentID: incident.id).likelyCause == nil {
            let isBeingDiagnosed = try isBeingDiagnosed(incidentID: incident.id)
            let looks = try looks(incidentID: incident.id, redactions)
            lines.add(UnknownCause(isBeingDiagnosed: isBeingDiagnosed, looks).words)
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
            return taken.map { "\($0.notification.contact): \($0.notification.method.notifier.rawValue) took it" }
                + pages.filter { $0.notification.state == .failed }
                .map { "not by \($0.notification.method.notifier.rawValue)" }
        }
        var said: [String] = []
        if pages.contains(where: \.notification.mayHaveArrived) {
            said.append("nobody is known to have been reached")
        } else if pages.contains(where: { !$0.notification.isSpooled && !$0.attempts.isEmpty }) {
            said.append("nobody has been reached")
        } else if pages.contains(where: \.notification.isSpooled) {
            said.append("nobody: only written to the spool")
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
            return ["over\(length); it was resolved by \(incident.resolvedBy ?? "its alerts")", end]
        }
    }
}
