internal import IncidentCore
internal import IncidentViews

/// What `explanation.mustache` shows, as strings ready to be escaped.
struct ExplanationPage: Sendable {
    let title: String
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let id: Int64
    let heading: String
    let priority: String
    let className: String
    let status: String
    /// Who has it, in words.
    let standing: String
    let address: String
    /// Why nobody is told of it now.
    let silenced: String?
    let verdict: Verdict
    /// What the tables in force would say, where that is something else.
    let today: Verdict?
    let policies: [PolicyRow]
    let hasPolicies: Bool
    /// Those with a message.
    let contacts: [ContactRow]
    let hasContacts: Bool
    let others: [ContactRow]
    let othersWords: String?
    let untold: [Moment]
    let hasUntold: Bool
    let nextHeading: String
    let next: [Moment]
    let hasNext: Bool
    /// What comes after that, and how much it is.
    let later: [Moment]
    let laterWords: String?
    let alerts: [AlertRow]
    let hiddenAlerts: Int?
    let alertsAddress: String
    let shownAt: String

    struct Verdict: Sendable {
        let given: String
        let because: String
        let held: [Condition]
        let hasHeld: Bool
    }

    struct Condition: Sendable {
        let condition: String
        /// The label on which it held.
        let pair: String?
        /// The name of the label that is not there.
        let missing: String?
    }

    struct PolicyRow: Sendable {
        let policy: String
        let because: String
        let held: [Condition]
        let hasHeld: Bool
        let policyStanding: String
    }

    struct ContactRow: Sendable {
        let contact: String
        let methods: [MethodRow]
    }

    struct MethodRow: Sendable {
        let method: String
        /// Why nothing went this way.
        let unused: String?
        let messages: [MessageRow]
    }

    struct MessageRow: Sendable {
        let moment: TimeText?
        let state: String
        let stateName: String
        /// What follows the state: ` at 2026-11-23 08:30:02 UTC`.
        let more: String
        let event: String
        let why: String
        /// What the other side said, or where it lies.
        let answer: String?
    }

    /// Something that was, or is to come; without a time it waits for something else.
    struct Moment: Sendable {
        let moment: TimeText?
        /// How long until then.
        let left: String?
        let text: String
    }

    struct AlertRow: Sendable {
        let name: String
        let alertStatus: String
        let since: TimeText?
        let ended: TimeText?
        let pairs: [String]
        // Not as those of the incident: where it has none, the page would show these.
        let alertVerdict: Verdict
        let alertToday: Verdict?
        let because: String
    }
}

extension ExplanationPage {
    init(_ explanation: IncidentExplanation, warnings: [PageWarning], in viewed: PageContext) {
        let context = viewed.quoting(title: explanation.title, isOurs: explanation.isTitledByUs)
        heading = context.said(explanation.title)
        title = "Why \(explanation.priority): #\(explanation.id) \(heading)"
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        id = explanation.id
        priority = explanation.priority
        className = explanation.priority.lowercased()
        status = explanation.status
        standing = context.said(explanation.standing)
        address = Routes.incident(explanation.id)
        silenced = explanation.silencedBy.map(context.said)
        verdict = Verdict(explanation.classification)
        today = explanation.classification.today.map { Verdict($0) }
        policies = explanation.policies.map { PolicyRow($0, in: context) }
        hasPolicies = !policies.isEmpty
        let told = explanation.contacts.filter { $0.methods.contains { !$0.messages.isEmpty } }
        contacts = told.map { ContactRow($0, in: context) }
        hasContacts = !contacts.isEmpty
        others = explanation.contacts.filter { $0.methods.allSatisfy(\.messages.isEmpty) }
            .map { ContactRow($0, in: context) }
        othersWords = Self.words(of: others.count, beside: told.count)
        untold = explanation.untold.map { Moment(at: $0.at, $0.text, in: context) }
        hasUntold = !untold.isEmpty
        nextHeading = explanation.nextHeading.prefix(1).uppercased() + explanation.nextHeading.dropFirst()
        let coming = explanation.next.map { Moment(at: $0.at, $0.text, in: context) }
        next = Array(coming.prefix(Self.nextShown))
        hasNext = !next.isEmpty
        later = Array(coming.dropFirst(Self.nextShown))
        laterWords = later.isEmpty ? nil : "and \(later.count) more, to the end"
        alerts = explanation.alerts.map { AlertRow($0, in: context) }
        hiddenAlerts = explanation.hiddenAlerts > 0 ? explanation.hiddenAlerts : nil
        alertsAddress = Routes.incidentAlerts(explanation.id)
        shownAt = context.readable(context.now)
    }

    /// So much of what comes stands open.
    private static let nextShown = 8

    private static func words(of others: Int, beside told: Int) -> String? {
        guard others > 0 else { return nil }
        let who = told == 0 ? "contact" : "other"
        return "\(others) \(who)\(others == 1 ? "" : "s") had no message, and why"
    }
}

extension ExplanationPage.Verdict {
    init(_ classification: IncidentExplanation.ExplainedClassification) {
        self.init(
            given: "\(classification.priority) by rule \(classification.rule)", because: classification.because,
            held: classification.held)
    }

    init(_ verdict: IncidentExplanation.ExplainedVerdict) {
        self.init(given: "\(verdict.priority) by rule \(verdict.rule)", because: verdict.because, held: verdict.held)
    }

    private init(given: String, because: String, held: [IncidentExplanation.ExplainedCondition]) {
        self.init(
            given: given, because: because, held: held.map { ExplanationPage.Condition($0) }, hasHeld: !held.isEmpty)
    }
}

extension ExplanationPage.Condition {
    init(_ held: IncidentExplanation.ExplainedCondition) {
        self.init(condition: held.condition, pair: held.pair, missing: held.pair == nil ? held.label : nil)
    }
}

extension ExplanationPage.PolicyRow {
    init(_ policy: IncidentExplanation.ExplainedPolicy, in context: PageContext) {
        self.init(
            policy: policy.name, because: policy.because, held: policy.held.map { ExplanationPage.Condition($0) },
            hasHeld: !policy.held.isEmpty, policyStanding: context.said(policy.standing))
    }
}

extension ExplanationPage.ContactRow {
    init(_ contact: IncidentExplanation.ExplainedContact, in context: PageContext) {
        self.init(
            contact: contact.contact,
            methods: contact.methods.map { method in
                ExplanationPage.MethodRow(
                    method: method.method, unused: method.because.map(context.said),
                    messages: method.messages.map { ExplanationPage.MessageRow($0, in: context) })
            })
    }
}

extension ExplanationPage.MessageRow {
    init(_ message: IncidentExplanation.ExplainedMessage, in context: PageContext) {
        let state = message.outcome.words
        self.init(
            moment: TimeText(rfc3339: message.at, in: context), state: state,
            stateName: Self.stateName(message.outcome),
            more: context.said(String(message.how.dropFirst(state.count))), event: message.event,
            why: context.said(message.why),
            answer: message.answer.map { message.outcome == .spooled ? $0 : "answer: \($0)" })
    }

    /// That of the notification's state, for the colour.
    private static func stateName(_ outcome: TellingOutcome) -> String {
        switch outcome {
        case .told: "sent"
        case .spooled: "spooled"
        case .held, .owed, .sending, .repeated, .retried: "pending"
        case .failed: "failed"
        case .cancelled, .notTold: "cancelled"
        }
    }
}

extension ExplanationPage.Moment {
    init(at time: String?, _ text: String, in context: PageContext) {
        let moment = time.flatMap { Timestamp(rfc3339: $0) }
        self.init(
            moment: moment.map { TimeText($0, in: context) },
            left: moment.flatMap {
                $0 > context.now ? "in \(($0 - context.now).nearestMinute.prometheusRounded)" : nil
            },
            text: context.said(text))
    }
}

extension ExplanationPage.AlertRow {
    init(_ alert: IncidentExplanation.ExplainedAlert, in context: PageContext) {
        self.init(
            name: alert.name, alertStatus: alert.status, since: TimeText(rfc3339: alert.since, in: context),
            ended: alert.endedAt.flatMap { TimeText(rfc3339: $0, in: context) },
            pairs: alert.labels.pairs.filter { $0.name != "alertname" }.map { "\($0.name)=\($0.value)" },
            alertVerdict: ExplanationPage.Verdict(alert.classification),
            alertToday: alert.classification.today.map { ExplanationPage.Verdict($0) },
            because: context.said(alert.because))
    }
}

extension TimeText {
    /// A time of JSON.
    fileprivate init?(rfc3339 text: String, in context: PageContext) {
        guard let time = Timestamp(rfc3339: text) else { return nil }
        self.init(time, in: context)
    }
}
