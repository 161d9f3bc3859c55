internal import IncidentCore
internal import IncidentEngine
internal import IncidentWeb

/// What the tables make of a body, without a store: as if it opened an incident now.
struct Explanation: Encodable {
    let title: String
    let priority: String?
    let rule: String?
    let policy: String?
    let alerts: [ExplainedAlert]
    let rejected: [String]
    /// When it fires.
    let at: String
    /// `nil` where the tables have no business hours.
    let inBusinessHours: Bool?
    /// Who has each role that a rota fills then: `On-Call Engineer: Alice`.
    let onCall: [String]
    /// Why nobody is told of it then: a silence or a maintenance window.
    let silencedBy: String?
    let steps: [ExplainedStep]
    let collectors: [ExplainedCollector]
    let nextSteps: [ExplainedNextStep]
    let notes: [String]

    enum CodingKeys: String, CodingKey {
        case title, priority, rule, policy, alerts, rejected, at, steps, collectors, notes
        case inBusinessHours = "in_business_hours"
        case onCall = "on_call"
        case silencedBy = "silenced_by"
        case nextSteps = "next_steps"
    }

    struct ExplainedAlert: Encodable {
        let name: String
        let status: String
        let priority: String
        let rule: String
        let heartbeat: String?
    }

    struct ExplainedStep: Encodable {
        let number: Int
        let after: String
        /// Within which its pages are to be taken; `nil` is no time.
        let deliverWithin: String?
        let at: String
        /// Whether its contacts hear of it by their digest then, and not before.
        let digest: Bool
        let notify: [ExplainedContact]
        /// It comes outside business hours, and something later does not wait for them: it tells nobody.
        let isPassedOver: Bool

        enum CodingKeys: String, CodingKey {
            case number, after, at, notify
            case deliverWithin = "deliver_within"
            case isPassedOver = "passed_over"
        }
    }

    struct ExplainedContact: Encodable {
        let role: String
        /// Who is on call then, where a rota fills the role.
        let person: String?
        let methods: [String]

        var words: String {
            methods.isEmpty
                ? "\(role), and nobody has it then"
                : "\(role)\(person.map { ", then \($0)," } ?? "") by \(methods.joined(separator: ", "))"
        }
    }

    struct ExplainedCollector: Encodable {
        let name: String
        let procedure: String
        let command: [String]
        let notRun: String?

        enum CodingKeys: String, CodingKey {
            case name, procedure, command
            case notRun = "not_run"
        }
    }

    struct ExplainedNextStep: Encodable {
        let title: String
        let command: String?
    }
}

extension Explanation {
    /// Silences of people may be made, and rotas overridden, so long before.
    static let lookedAhead: Duration = .seconds(7 * 86_400)

    /// - Parameters:
    ///   - spooled: the endpoints without credentials.
    ///   - silences: those that may be in force then.
    init(
        _ group: AlertGroup, tables: RoutingTables, spooled: Set<EndpointID>, silences: [Silence], now: Timestamp
    ) {
        at = now.rfc3339
        inBusinessHours = tables.businessHours.map { $0.contains(now) }
        let contacts = tables.contacts.onCall(at: now)
        onCall = contacts.rotaRoles.keys.sorted().map { "\($0): \(contacts[$0]?.role ?? "nobody")" }
        let plan = IntakePlan(for: group.alerts, known: group.alerts.map { _ in .nothing }, tables: tables, at: now)
        alerts = group.alerts.map { ExplainedAlert($0, tables: tables) }
        rejected = group.rejected.map { "alert \($0.position + 1): \($0.reason)" }
        guard let beginnings = Beginnings(plan.beginnings) else {
            (title, priority, rule, policy) = ("no incident", nil, nil, nil)
            (steps, collectors, nextSteps, silencedBy) = ([], [], [], nil)
            let reason = "no alert fires, so no incident opens"
            let beats = plan.steps.contains { if case .beats = $0 { true } else { false } }
            notes = [beats ? "heartbeats open no incident; their silence does" : reason]
            return
        }
        let incident = Incident(opening: beginnings.lead, groupKey: group.groupKey, at: now)
        let redactions = tables.redactions
        title = redactions.apply(to: incident.title)
        // As they would be kept.
        let labels = redactions.apply(to: incident.labels)
        // An incident is silenced when all of its alerts are.
        let silence = silences.silencing(group.alerts.filter { $0.status == .firing }.map(\.labels), at: now)
        silencedBy = silence.map { redactions.apply(to: $0.words) }
        let policy = tables.policy(for: incident.priority, labels: labels)
        (priority, rule, self.policy) = (incident.priority.rawValue, incident.rule, policy?.name)
        // It begins when that is over.
        let begin = silence?.until ?? now
        steps = policy.map { Self.steps($0, tables: tables, spooled: spooled, now: begin) } ?? []
        let lead = group.alerts.first { $0.fingerprint == incident.lead }.map(CollectorSubject.init)
        collectors = tables.collectors(for: incident.priority, labels: labels).map {
            ExplainedCollector($0, CollectorSubject(labels, expression: lead?.expression), redactions)
        }
        nextSteps = tables.nextSteps(for: incident.priority, labels: labels)
            .map { $0.redacted(by: redactions) }
            .map { ExplainedNextStep(title: $0.title, command: $0.command) }
        let within = tables.respondWithin.shortest(from: incident.priority).map {
            "to be taken within \($0.prometheusText), or the next step comes at once"
        }
        notes =
            (policy.map(Self.notes) ?? ["no policy covers this incident: nobody would be told"])
            + [within].compactMap(\.self)
    }

    /// The steps of the first round at their clock times, nobody acknowledging.
    private static func steps(
        _ policy: EscalationPolicy, tables: RoutingTables, spooled: Set<EndpointID>, now: Timestamp
    ) -> [ExplainedStep] {
        Escalation.starting(policy, at: now, hours: tables.businessHours)
            .upcoming(from: now, hours: tables.businessHours).prefix(policy.steps.count)
            .compactMap { upcoming in
                switch upcoming.outcome {
                case .notify(let step, let number, 0):
                    explained(step, number, at: upcoming.at, policy, tables, spooled)
                case .passedOver(let step, let number):
                    ExplainedStep(
                        number: number, after: step.after.prometheusText, deliverWithin: nil,
                        at: upcoming.at.rfc3339, digest: false, notify: [], isPassedOver: true)
                case .notify, .acknowledgementExpired, .exhausted, .nothing: nil
                }
            }
    }

    private static func explained(
        _ step: EscalationStep, _ number: Int, at due: Timestamp, _ policy: EscalationPolicy, _ tables: RoutingTables,
        _ spooled: Set<EndpointID>
    ) -> ExplainedStep {
        let digestAt = tables.digestTime(of: step, at: due)
        let at = digestAt ?? due
        let then = tables.contacts.onCall(at: at)
        let contacts = step.notify.map { role in
            let contact = then[role]
            let ways =
                digestAt == nil
                ? pages(of: step, policy, contact)
                : [contact.flatMap { BulletinRoute($0, keepers: tables.keepers) }?.methods ?? []]
            return ExplainedContact(
                role: role, person: then.rotaRoles[role] == nil ? nil : contact?.role,
                methods: ways.flatMap { words(of: $0, spooled) })
        }
        return ExplainedStep(
            number: number, after: step.after.prometheusText,
            deliverWithin: digestAt == nil ? step.deliverWithin?.prometheusText : nil, at: at.rfc3339,
            digest: digestAt != nil, notify: contacts, isPassedOver: false)
    }

    /// What goes out at once, each with what follows where it fails.
    private static func pages(
        of step: EscalationStep, _ policy: EscalationPolicy, _ contact: Contact?
    ) -> [[ContactMethod]] {
        let tellings = contact.map {
            Telling.page(.step(policy: policy.name), $0, methods: step.methods, reason: "")
        }
        return (tellings ?? []).map { [$0.method] + $0.remaining }
    }

    /// A server may have some.
    private static let spoolWords = "to the spool only: no credentials in this command's environment"

    private static func words(of methods: [ContactMethod], _ spooled: Set<EndpointID>) -> [String] {
        methods.enumerated().map { place, method in
            let remarks = [
                place == 0 ? nil : "if that fails",
                spooled.contains(method.endpoint) ? spoolWords : nil,
            ].compactMap(\.self)
            return method.written + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))")
        }
    }

    private static func notes(_ policy: EscalationPolicy) -> [String] {
        var notes: [String] = []
        if let repetition = policy.repetition {
            notes.append(
                "all steps repeat \(repetition.times == 1 ? "once" : "\(repetition.times) times"), every \(repetition.every.prometheusText)"
            )
        }
        if let otherwise = policy.otherwise { notes.append("last resort when exhausted: \(otherwise)") }
        if let expires = policy.acknowledgementExpires {
            notes.append("an acknowledgement expires after \(expires.prometheusText)")
        }
        return notes
    }

    var text: String {
        var rows = [("incident", title)]
        if let priority, let rule { rows.append(("priority", "\(priority) by rule \"\(rule)\"")) }
        if let policy { rows.append(("policy", policy)) }
        rows += alerts.map { alert in
            let what = alert.heartbeat.map { "heartbeat \"\($0)\"" } ?? "\(alert.priority) by \"\(alert.rule)\""
            return ("alert", "\(alert.name), \(alert.status): \(what)")
        }
        rows += rejected.map { ("rejected", $0) }
        let hours = inBusinessHours.map { $0 ? ", within business hours" : ", outside business hours" } ?? ""
        rows.append(("at", (Timestamp(rfc3339: at)?.readable ?? at) + hours))
        rows += onCall.map { ("on call", $0) }
        if let silencedBy {
            rows.append(("silenced", "nobody is told: \(silencedBy); if it fires on then, the steps come"))
        }
        rows += steps.map { step in
            let who =
                step.isPassedOver
                ? "passed over, because it is for business hours" : step.notify.map(\.words).joined(separator: "; ")
            let when = "\(step.digest ? "in the digest " : "")at \(step.at)"
            let within = step.deliverWithin.map { ", delivered within \($0)" } ?? ""
            return ("step \(step.number)", "\(when) (\(step.delay(from: at))\(within)): \(who)")
        }
        rows += collectors.map { ("collector", "\($0.name): \($0.notRun ?? ShellText.text($0.command))") }
        rows += nextSteps.map { ("next step", $0.title + ($0.command.map { ": \($0)" } ?? "")) }
        rows += notes.map { ("note", $0) }
        return rows.map { "\($0.padded(to: 11))\($1.singleLine(limit: 2000))" }.joined(separator: "\n")
    }
}

extension Explanation.ExplainedAlert {
    init(_ alert: Alert, tables: RoutingTables) {
        (name, status) = (tables.redactions.apply(to: alert.name), alert.status.rawValue)
        let beat = tables.heartbeat(of: alert)
        heartbeat = beat?.name
        let classification = beat?.classification ?? tables.classifier.classify(alert.labels)
        (priority, rule) = (classification.priority.rawValue, classification.rule)
    }
}

extension Explanation.ExplainedCollector {
    init(_ collector: Collector, _ subject: CollectorSubject, _ redactions: Redactions) {
        (name, procedure) = (collector.name, collector.procedure)
        let question: [String]
        do throws(BindingRefused) {
            question = try collector.source.question(for: subject, limit: collector.timeout)
            notRun = nil
        } catch {
            question = collector.source.shownQuestion(for: subject)
            notRun = "not run: \(error)"
        }
        command = redactions.apply(toArguments: question)
    }
}

extension Explanation.ExplainedStep {
    /// How long after the beginning it is meant to come, and how much later it does.
    fileprivate func delay(from start: String) -> String {
        guard let start = Timestamp(rfc3339: start), let due = Timestamp(rfc3339: at),
            let meant = Duration(prometheus: after), due - start > meant
        else { return "+\(after)" }
        return "+\(after), put off by \((due - start - meant).prometheusRounded)"
    }
}
