internal import IncidentCore
internal import IncidentViews

/// What `question.mustache` shows before something is done that others do not expect.
struct QuestionPage: Sendable {
    let title: String
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let id: Int64
    let heading: String
    let priority: String
    let className: String
    let status: String
    let question: AskedQuestion
    let action: String
    /// What the form before had, and what its answer knows.
    let fields: [Field]
    let buttonWords: String
    /// Whether it is to be said who does it.
    let asksName: Bool
    let address: String

    struct Field: Sendable {
        let name: String
        let value: String
    }

    /// What the forms of an incident have.
    private static let names = ["token", "by", "text", "contact", "until", "step", "collector"]
    private static let flags = [PersonalCommand.takeOverFlag, PersonalCommand.stillFiringFlag]

    /// What those forms may have beside their token, whichever of their buttons is pressed.
    static let formFields = names.filter { $0 != FormToken.fieldName } + flags

    init(
        _ asked: DeedQuestion, _ incident: Incident, form: FormFields, action: String, warnings: [PageWarning],
        in context: PageContext
    ) {
        asksName = false
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        (id, heading, status) = (incident.id, context.quoting(incident).said(incident.title), incident.status.rawValue)
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        question = AskedQuestion(asked, in: context)
        self.action = action
        address = Routes.incident(incident.id)
        let known: String
        switch asked {
        case .takesOver(let holding):
            title = "Take over #\(incident.id)?"
            known = holding.owner
            buttonWords = "Yes, take over from \(holding.owner)"
        case .endsTaking(let holding):
            title = "End what \(holding.owner) has of #\(incident.id)?"
            known = holding.owner
            buttonWords = "Yes, nobody has it then"
        case .stillFires(_, let count, let hidden):
            title = "Resolve #\(incident.id)?"
            known = String(count + hidden.count)
            buttonWords = "Yes, resolve"
        }
        fields =
            Self.names.compactMap { name in form[name].map { Field(name: name, value: $0) } }
            + [Field(name: asked.flag, value: known)]
    }

    /// Asks who does what a form without a name is sent for.
    init(
        namelessly incident: Incident, form: FormFields, action: String, warnings: [PageWarning],
        in context: PageContext
    ) {
        asksName = true
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        (id, heading, status) = (incident.id, context.quoting(incident).said(incident.title), incident.status.rawValue)
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        title = "Your name, for #\(incident.id)"
        question = AskedQuestion(
            words: "Who does this?", hint: "Others see your name beside it. This browser keeps it for the next time.")
        self.action = action
        address = Routes.incident(incident.id)
        buttonWords = Self.deedWords(action, incident)
        fields = (Self.names + Self.flags).filter { $0 != "by" }
            .compactMap { name in form[name].map { Field(name: name, value: $0) } }
    }

    /// What the button said that was pressed.
    private static func deedWords(_ action: String, _ incident: Incident) -> String {
        switch String(action.split(separator: "/").last ?? "") {
        case "acknowledge": incident.takingWords(by: nil)
        case "done": "Done"
        case "undone": "Not done after all"
        case "reopen": "Re-open"
        case "diagnostics": "Run diagnostics again"
        default: "Go on"
        }
    }
}

/// A question with its times: `alice has it since …, until …. Take it over?`
struct AskedQuestion: Sendable {
    let words: String
    let since: TimeText?
    let until: TimeText?
    let end: String
    /// What follows.
    let hint: String

    init(words: String, hint: String) {
        (self.words, since, until, end, self.hint) = (words, nil, nil, "", hint)
    }

    init(_ question: DeedQuestion, in context: PageContext) {
        switch question {
        case .takesOver(let holding), .endsTaking(let holding):
            let (owner, isTaken) = (holding.owner, holding.handedOverBy == nil)
            words =
                holding.handedOverBy.map { "\($0) has handed it over to \(owner), who has not taken it yet" }
                ?? "\(owner) has \(holding.isSnoozed ? "snoozed it" : "it")"
            since = isTaken ? holding.since.map { TimeText($0, in: context) } : nil
            until = isTaken ? holding.until.map { TimeText($0, in: context) } : nil
            let isEnded = if case .endsTaking = question { true } else { false }
            end = isEnded ? ". End that?" : ". Take it over?"
            let said = holding.consequence + (isEnded ? "; nobody has it then, and escalation goes on" : "")
            // A name is written as it is.
            hint = holding.unheard == nil ? "\(said)." : "\(said.prefix(1).uppercased())\(said.dropFirst())."
        case .stillFires(_, let count, let hidden):
            (words, since, until) = (hidden.stillFiringWords(beside: count), nil, nil)
            end = ": resolve anyway?"
            hint =
                count == 0
                ? "What is hidden is not known here: nobody is told of it until Alertmanager tells of it."
                : "It is shown as resolved while alerts fire, and opens again by itself if they fire on. Its page re-opens it."
        }
    }
}
