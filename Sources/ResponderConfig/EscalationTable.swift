internal import IncidentCore

/// `routes/escalation.yaml`: who is told in which order, and when the team works.
struct EscalationTable {
    var businessHours: BusinessHours?
    var policies: [PolicyRule] = []
    /// How long who has taken an incident may leave urgent alerts unconfirmed that joined it.
    var confirmNewAlerts: Duration = .seconds(600)
    /// As of `RoutingTables`.
    var acknowledgementReminder: Duration?
    var respondWithin = RespondWithin()
    var digest: DigestSettings?
    var storm: StormSettings?
    var maintenance: [MaintenanceWindow] = []

    private static let keys = [
        "business_hours", "confirm_new_alerts", "acknowledgement_reminder", "respond_within", "digest", "storm",
        "maintenance",
        "policies",
    ]

    init() {}

    /// - Parameters:
    ///   - runbook: what an import wrote.
    ///   - roles: those of `routes/contacts.yaml`; `nil` when that could not be read.
    ///   - kinds: of notifiers; a step may be for one of them only.
    init(
        reading root: TableNode, over runbook: ImportedTable, roles: [String]?, contactsPath: String,
        kinds: [NotifierKind]
    ) {
        guard let table = root.mapping(keys: Self.keys) else { return }
        let base = runbook.root?.mapping(keys: ["respond_within"])?["respond_within"]
        businessHours = table["business_hours"]?.businessHours()
        confirmNewAlerts =
            table["confirm_new_alerts"]?.duration(in: .seconds(60)...(.seconds(86_400))) ?? confirmNewAlerts
        acknowledgementReminder = table["acknowledgement_reminder"]?.duration(in: .zero...(.seconds(86_400)))
        respondWithin = RespondWithin(table["respond_within"], over: base)
        storm = table["storm"]?.storm()
        maintenance = table["maintenance"]?.maintenanceWindows() ?? []
        var reader = PolicyReader(
            roles: roles, contactsPath: contactsPath, kinds: kinds,
            hasBusinessHours: table["business_hours"] != nil, hasDigest: table["digest"] != nil,
            confirmNewAlerts: confirmNewAlerts)
        digest = table["digest"].flatMap(reader.digest)
        reader.digestRoles = digest?.roles
        guard let node = table.required("policies"), let entries = node.elements(of: "policies") else { return }
        var names = UniqueNames("policy")
        var reaches: [PolicyReach?] = []
        for entry in entries {
            guard let fields = entry.mapping(keys: PolicyReader.keys) else {
                reaches.append(nil)
                continue
            }
            if let name = fields["name"]?.text() { names.insert(name, at: entry) }
            let reach = PolicyReach(fields)
            reaches.append(reach)
            if let policy = reader.policy(fields), let reach {
                policies.append(PolicyRule(priorities: reach.priorities, matchers: reach.matchers, policy: policy))
            }
        }
        PolicyReach.check(reaches, in: node)
    }
}

/// Reads one policy and its steps.
private struct PolicyReader {
    static let keys = [
        "name", "priority", "match", "match_any", "steps", "repeat", "until", "otherwise", "acknowledgement_expires",
    ]

    let roles: [String]?
    let contactsPath: String
    let kinds: [NotifierKind]
    let hasBusinessHours: Bool
    let hasDigest: Bool
    let confirmNewAlerts: Duration
    /// Those that have one; `nil` where that cannot be read.
    var digestRoles: [String]?

    func digest(_ node: TableNode) -> DigestSettings? {
        guard let fields = node.mapping(keys: ["at", "notify"]) else { return nil }
        let minute = fields.required("at")?.minuteOfDay()
        let roles = fields.required("notify").flatMap(roles)
        if !hasBusinessHours {
            node.problem("a digest comes on working days, but the file has no \"business_hours\"; add them")
        }
        if minute == 24 * 60 { fields["at"]?.problem("at is 24:00; write 00:00 for the beginning of a day") }
        guard let minute, let roles else { return nil }
        return DigestSettings(minute: minute, roles: roles)
    }

    func policy(_ fields: TableMapping) -> EscalationPolicy? {
        let name = fields.required("name")?.name()
        let steps = fields.required("steps").flatMap(steps)
        let repetition = fields["repeat"].flatMap(repetition)
        let until = fields["until"].map { $0.choice(of: EscalationPolicy.Until.self) } ?? .acknowledged
        let otherwise = fields["otherwise"].flatMap(role)
        let expires = fields["acknowledgement_expires"]?.duration(in: .seconds(60)...(.seconds(30 * 86_400)))
        guard let name, let steps, let until else { return nil }
        let ineffective: [String] =
            switch until {
            case .acknowledged: []
            case .resolved: ["acknowledgement_expires"]
            case .notified: ["repeat", "otherwise"]
            }
        for key in ineffective {
            fields[key]?.problem("\(key) has no effect with until: \(until.rawValue); leave it out")
        }
        if let expires, expires <= confirmNewAlerts {
            fields["acknowledgement_expires"]?.warn(
                "acknowledgement_expires of policy \"\(name)\" is \(expires.prometheusText), confirm_new_alerts is "
                    + "\(confirmNewAlerts.prometheusText): who is asked to confirm, or to take what is handed over, has less "
                    + "time than that; make acknowledgement_expires longer or confirm_new_alerts shorter")
        }
        return EscalationPolicy(
            name: name, steps: steps, repetition: repetition, until: until, otherwise: otherwise,
            acknowledgementExpires: expires)
    }

    private static let stepKeys = ["after", "notify", "methods", "only", "outside_hours", "deliver_within"]

    private func steps(_ node: TableNode) -> [EscalationStep]? {
        guard let entries = node.elements(of: "steps") else { return nil }
        if entries.isEmpty { node.problem("steps is empty; nobody would be told") }
        var latest: Duration = .zero
        let steps = entries.map { entry -> EscalationStep? in
            guard let fields = entry.mapping(keys: Self.stepKeys) else { return nil }
            let after = fields.required("after")?.duration()
            if let after, after < latest {
                fields["after"]?.problem(
                    "after is \(after.prometheusText), the step before has \(latest.prometheusText); "
                        + "put the steps in order"
                )
            }
            latest = max(latest, after ?? latest)
            let notify = fields.required("notify").flatMap(roles)
            let methods = fields["methods"].map(methods) ?? .first
            let deliverWithin = fields["deliver_within"]?.duration(in: .seconds(5)...(.seconds(3600)))
            guard let only = fields["only"].map(stepTime) ?? .any, let digest = digest(fields, only, notify) else {
                return nil
            }
            if digest == .always {
                fields["deliver_within"]?.problem("deliver_within has no effect beside only: digest; leave it out")
            }
            guard let after, let notify, let methods else { return nil }
            return EscalationStep(
                after: after, notify: notify, methods: methods, onlyBusinessHours: only == .businessHours,
                digest: digest, deliverWithin: deliverWithin)
        }
        return steps.isEmpty || steps.contains { $0 == nil } ? nil : steps.compactMap(\.self)
    }

    private func methods(_ node: TableNode) -> MethodChoice? {
        let words = MethodChoice.words + kinds.map(\.rawValue)
        guard let text = node.text("one of \(words.joined(separator: ", "))") else { return nil }
        guard words.contains(text) else {
            node.problem("\(node.label) is \"\(text)\"; one of \(words.joined(separator: ", ")) is expected")
            return nil
        }
        return MethodChoice(rawValue: text)
    }

    func roles(_ node: TableNode) -> [String]? {
        guard let roles = node.list(of: "roles", role) else { return nil }
        if roles.isEmpty { node.problem("notify is empty; nobody would be told") }
        for (place, role) in roles.enumerated() where roles[..<place].contains(role) {
            node.problem("\"\(role)\" stands twice in notify; name each role once")
        }
        return roles.isEmpty ? nil : roles
    }

    private func role(_ node: TableNode) -> String? {
        guard let role = node.text() else { return nil }
        guard let roles, !roles.contains(role) else { return role }
        node.problem("contact \"\(role)\" is not in \(contactsPath)\(nearest(to: role, in: roles) ?? "")")
        return nil
    }

    private func stepTime(_ node: TableNode) -> StepTime? {
        guard let time = node.choice(of: StepTime.self, among: [.businessHours, .digest]) else { return nil }
        if time == .businessHours, !hasBusinessHours {
            node.problem("only is business_hours, but the file has no \"business_hours\"; add them")
        }
        return time
    }

    /// Whether a step is told by the digest.
    private func digest(_ fields: TableMapping, _ only: StepTime, _ notify: [String]?) -> DigestChoice? {
        let choice: DigestChoice
        var node = fields["only"]
        if let outside = fields["outside_hours"] {
            guard outside.choice(of: OutsideHours.self) != nil else { return nil }
            if only != .any {
                outside.problem("outside_hours has no effect beside only: \(only.rawValue); leave one of them out")
            }
            (choice, node) = (.outsideBusinessHours, outside)
        } else {
            choice = only == .digest ? .always : .never
        }
        guard choice != .never, let node else { return choice }
        guard hasDigest else {
            node.problem("a step is for the digest, but the file has no \"digest\"; add it, with at and notify")
            return nil
        }
        for role in notify ?? [] where digestRoles?.contains(role) == false {
            node.problem("\(role) hears of this step by a digest, and has none; add the role to notify of digest")
        }
        return choice
    }

    private func repetition(_ node: TableNode) -> EscalationPolicy.Repetition? {
        guard let fields = node.mapping(keys: ["every", "times"]) else { return nil }
        let every = fields.required("every")?.duration(in: .seconds(60)...(.seconds(30 * 86_400)))
        let times = fields.required("times")?.integer(in: 1...1000)
        guard let every, let times else { return nil }
        return EscalationPolicy.Repetition(every: every, times: times)
    }
}

private enum StepTime: String, CaseIterable {
    case any
    case businessHours = "business_hours"
    case digest
}

private enum OutsideHours: String, CaseIterable {
    case digest
}
