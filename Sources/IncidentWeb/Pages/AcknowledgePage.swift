internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// What `acknowledge.mustache` shows to who follows the link in a message.
struct AcknowledgePage: Sendable {
    let title: String
    let warnings: [PageWarning] = []
    let hasWarnings = false
    let heading: String
    let priority: String
    let className: String
    let buttonWords: String
    let action: String
    let address: String
    let words: String
    /// Until when it is theirs, once they have taken it.
    let yours: TakenUntil?
    /// Where another has it.
    let question: AskedQuestion?
    /// Who that is, as the button's form says it.
    let formerOwner: Field?
    /// Until when the link works; `nil` when there is nothing left to do with it.
    let expires: TimeText?
    let canAcknowledge: Bool
    let asksForLogin: Bool

    struct Field: Sendable {
        let name: String
        let value: String
    }

    struct TakenUntil: Sendable {
        /// `nil` is for ever.
        let until: TimeText?
        /// `60 min`
        let length: String
    }

    /// - Parameters:
    ///   - asked: where another has it.
    ///   - before: how the incident stood until the button was pressed; `nil` while it was not.
    ///   - asksForLogin: whether the incident's page wants a token.
    init(
        _ incident: Incident, _ escalations: [StoredEscalation], link: AcknowledgeLink, action: String,
        asking asked: DeedQuestion?, before: Incident?, asksForLogin: Bool, url: String, in context: PageContext
    ) {
        let now = context.now
        title = before != nil ? "Done: #\(incident.id)" : "Incident #\(incident.id)"
        heading = context.quoting(incident).said(incident.title)
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        self.action = action
        address = url
        canAcknowledge = before == nil && incident.canBeTaken(by: link.contact)
        buttonWords = "\(incident.takingWords(by: link.contact)) as \(link.contact)"
        expires = canAcknowledge ? TimeText(link.expiresAt, in: context) : nil
        words = context.said(
            before.map { "\($0.takenSentence(by: link.contact)) \(Self.whatHolds(escalations))" }
                ?? "This incident is \(incident.status.rawValue): \(incident.takenWords).")
        self.asksForLogin = asksForLogin
        yours = before.map { _ in
            let until = incident.taking.until
            return TakenUntil(
                until: until.map { TimeText($0, in: context) }, length: until.map { ($0 - now).minuteWords } ?? "")
        }
        question = asked.map { AskedQuestion($0, in: context) }
        formerOwner = asked.flatMap { asked in asked.holding.map { Field(name: asked.flag, value: $0.owner) } }
    }

    /// What an acknowledgement has brought, and for how long.
    private static func whatHolds(_ escalations: [StoredEscalation]) -> String {
        let paused = escalations.filter { $0.status == .paused }
        let running = escalations.filter { $0.status == .running }.map { "\"\($0.policy)\"" }
        guard !paused.isEmpty else {
            return running.isEmpty ? "Nobody else is told." : "Escalation goes on until the incident is resolved."
        }
        let which =
            running.isEmpty && paused.count == 1
            ? "Escalation has" : running.isEmpty ? "All \(paused.count) policies have" : "Escalation has"
        let but =
            running.isEmpty
            ? "" : " Policy \(running.joined(separator: ", ")) goes on until the incident is resolved."
        guard let end = paused.compactMap(\.nextDueAt).min() else { return "\(which) stopped.\(but)" }
        let goesOn = which.hasPrefix("All") ? "they go on" : "it goes on"
        return "\(which) stopped until \(end.readable); \(goesOn) then, unless somebody renews it.\(but)"
    }
}

extension Duration {
    /// `60 min`; of more than two hours `3h`, as elsewhere.
    fileprivate var minuteWords: String {
        let minutes = nearestMinute.wholeMilliseconds / 60_000
        return minutes <= 120 ? "\(max(minutes, 1)) min" : nearestMinute.prometheusRounded
    }
}

extension Incident {
    /// Whether it changes anything when they take it: what is over does not, nor what they have for ever.
    fileprivate func canBeTaken(by person: String) -> Bool {
        switch status {
        case .triggered: true
        case .acknowledged:
            !PersonName.isSame(acknowledgedBy ?? "", person) || waitsForSomebody || taking.until != nil
        case .resolved: false
        }
    }
}
