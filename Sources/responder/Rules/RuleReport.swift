internal import Foundation
internal import IncidentCore
internal import ResponderConfig

/// What the tables make of alerting rules, as `check --rules` prints it.
struct RuleReport: Encodable {
    let rules: [ReportedRule]
    let unreached: Unreached
    let totals: Totals
    /// What was taken for known of all alerts, where a rule does not say it itself; empty is a label that is not there.
    let assumed: [String: String]

    struct ReportedRule: Encodable {
        let alert: String
        let group: String
        let file: String
        let line: Int
        let holdsFor: String?
        /// Its alerts are beats of that and open no incident.
        let heartbeat: String?
        let priorities: [Outcome]
        let procedures: [String]
        let collectors: [Use]
        let nextSteps: [Use]
        let policies: [Policy]
        let gaps: [Gap]

        enum CodingKeys: String, CodingKey {
            case alert, group, file, line, heartbeat, priorities, procedures, collectors, policies, gaps
            case holdsFor = "for"
            case nextSteps = "next_steps"
        }
    }

    /// One of several has the labels that can bring it about; none for what is so otherwise.
    struct Outcome: Encodable {
        let priority: String
        let rule: String
        let dependsOn: [String]

        enum CodingKeys: String, CodingKey {
            case priority, rule
            case dependsOn = "depends_on"
        }
    }

    struct Use: Encodable {
        let name: String
        let dependsOn: [String]
        let notRun: String?

        enum CodingKeys: String, CodingKey {
            case name
            case dependsOn = "depends_on"
            case notRun = "not_run"
        }
    }

    struct Policy: Encodable {
        /// `nil` where nobody is told.
        let name: String?
        let dependsOn: [String]
        let steps: [Step]
        let otherwise: String?

        enum CodingKeys: String, CodingKey {
            case name, steps, otherwise
            case dependsOn = "depends_on"
        }
    }

    struct Step: Encodable {
        let number: Int
        let after: String
        let onlyBusinessHours: Bool
        /// Within which its pages are to be taken; `nil` is no time.
        let deliverWithin: String?
        /// Whether its contacts hear of it by their digest.
        let digest: DigestChoice
        /// When that comes on a working day, as `09:00`.
        let digestAt: String?
        let notify: [Recipient]

        enum CodingKeys: String, CodingKey {
            case number, after, digest, notify
            case onlyBusinessHours = "only_business_hours"
            case deliverWithin = "deliver_within"
            case digestAt = "digest_at"
        }
    }

    struct Recipient: Encodable {
        let role: String
        /// Who fills the role by turns; their methods are their own.
        let rota: String?
        /// One after the other where one fails, or at once.
        let methods: [String]
        let atOnce: Bool

        enum CodingKeys: String, CodingKey {
            case role, rota, methods
            case atOnce = "at_once"
        }
    }

    struct Gap: Encodable {
        let what: String
        let dependsOn: [String]
        let text: String

        enum CodingKeys: String, CodingKey {
            case what, text
            case dependsOn = "depends_on"
        }
    }

    struct Unreached: Encodable {
        let classificationRules: [String]
        let heartbeats: [String]
        let policies: [String]
        let steps: [UnreachedStep]
        let procedures: [String]
        let collectors: [String]
        let nextSteps: [String]
        let contacts: [String]

        enum CodingKeys: String, CodingKey {
            case heartbeats, policies, steps, procedures, collectors, contacts
            case classificationRules = "classification_rules"
            case nextSteps = "next_steps"
        }
    }

    struct UnreachedStep: Encodable {
        let policy: String
        let step: Int
        let because: String
    }

    struct Totals: Encodable {
        let rules: Int
        let groups: Int
        let recordingRules: Int
        let heartbeats: Int
        /// Of those whose priority is certain.
        let byPriority: [String: Int]
        /// Those whose priority, policy or heartbeat a label decides that is not known.
        let depending: Int
        /// By what is missing.
        let gaps: [String: Int]

        enum CodingKeys: String, CodingKey {
            case rules, groups, heartbeats, depending, gaps
            case recordingRules = "recording_rules"
            case byPriority = "by_priority"
        }
    }
}

extension RuleReport {
    init(_ files: AlertingRuleFiles, assuming assumed: [String: String], tables: RoutingTables) {
        let foresights = files.rules.map { RuleForesight(of: $0, assuming: assumed, tables: tables) }
        rules = foresights.map { ReportedRule($0, tables: tables) }
        unreached = Unreached(TableReach(of: foresights, tables: tables))
        totals = Totals(foresights, files)
        self.assumed = assumed
    }

    /// What of it is not as it must be, each a sentence for people.
    func failures(_ required: Set<RuleRequirement>) -> [String] {
        var failures = RuleGap.What.allCases.filter { required.contains(RuleRequirement($0)) }.compactMap { what in
            totals.gaps[what.rawValue].map { "\($0) of \(totals.rules) alerting rules: \(what.failureWords)" }
        }
        if required.contains(.reach), !unreached.lines.isEmpty {
            failures.append("parts of the tables are for no alerting rule")
        }
        return failures
    }
}

extension RuleGap.What {
    fileprivate var failureWords: String {
        switch self {
        case .priority: "the default priority decides, or may"
        case .policy: "no policy covers it, or may not"
        case .collector: "no collector would run"
        }
    }
}

extension RuleReport.ReportedRule {
    fileprivate init(_ foresight: RuleForesight, tables: RoutingTables) {
        let rule = foresight.rule
        (alert, group, file, line) = (rule.name, rule.group, rule.file, rule.line)
        holdsFor = rule.holdsFor?.prometheusText
        heartbeat = foresight.heartbeat.values.compactMap { $0?.name }.first
        gaps = foresight.gaps.map { .init(what: $0.what.rawValue, dependsOn: $0.dependsOn.sorted(), text: $0.words) }
        guard !foresight.isHeartbeat else {
            (priorities, procedures, collectors, nextSteps, policies) = ([], [], [], [], [])
            return
        }
        priorities = foresight.classification.outcomes.map {
            .init(priority: $0.value.priority.rawValue, rule: $0.value.rule, dependsOn: $0.dependsOn.sorted())
        }
        procedures = foresight.procedures
        collectors = foresight.collectors.map {
            .init(name: $0.row.name, dependsOn: $0.dependsOn.sorted(), notRun: $0.refusal)
        }
        nextSteps = foresight.nextSteps.map {
            .init(name: $0.row.title, dependsOn: $0.dependsOn.sorted(), notRun: nil)
        }
        policies = foresight.policy.outcomes.map { outcome in
            .init(outcome.value, dependsOn: outcome.dependsOn, tables: tables)
        }
    }
}

extension RuleReport.Policy {
    fileprivate init(_ policy: EscalationPolicy?, dependsOn: Set<String>, tables: RoutingTables) {
        name = policy?.name
        self.dependsOn = dependsOn.sorted()
        otherwise = policy?.otherwise
        steps = (policy?.steps ?? []).enumerated().map { place, step in
            RuleReport.Step(step, number: place + 1, tables: tables)
        }
    }
}

extension RuleReport.Step {
    fileprivate init(_ step: EscalationStep, number: Int, tables: RoutingTables) {
        self.number = number
        (after, onlyBusinessHours, digest) = (step.after.prometheusText, step.onlyBusinessHours, step.digest)
        deliverWithin = step.deliverWithin?.prometheusText
        let minute = step.digest == .never ? nil : tables.digest?.minute
        digestAt = minute.map { String(format: "%02d:%02d", $0 / 60, $0 % 60) }
        notify = step.notify.map { role in
            let contact = tables.contacts[role]
            // What waits for the digest never goes by a pager.
            let methods =
                step.digest == .always
                ? contact.flatMap { BulletinRoute($0, keepers: tables.keepers)?.methods }
                : contact?.methods(step.methods)
            return RuleReport.Recipient(
                role: role, rota: tables.contacts.rotaRoles[role], methods: (methods ?? []).map(\.written),
                atOnce: step.methods == .all && step.digest != .always)
        }
    }
}

extension RuleReport.Unreached {
    fileprivate init(_ reach: TableReach) {
        (classificationRules, heartbeats, policies) = (reach.rules, reach.heartbeats, reach.policies)
        steps = reach.idleSteps.map { .init(policy: $0.policy, step: $0.number, because: $0.because) }
        (procedures, collectors, nextSteps) = (reach.procedures, reach.collectors, reach.nextSteps)
        contacts = reach.contacts
    }
}

extension RuleReport.Totals {
    fileprivate init(_ foresights: [RuleForesight], _ files: AlertingRuleFiles) {
        let incidents = foresights.filter { !$0.isHeartbeat }
        (rules, groups, recordingRules) = (foresights.count, files.groupCount, files.recordingRuleCount)
        heartbeats = foresights.count - incidents.count
        let certain = incidents.compactMap { foresight in
            Set(foresight.classification.values.map(\.priority)).count == 1
                ? foresight.classification.values[0].priority : nil
        }
        byPriority = Dictionary(
            uniqueKeysWithValues: Priority.allCases.map { priority in
                (priority.rawValue, certain.count { $0 == priority })
            })
        depending = foresights.count { foresight in
            !foresight.heartbeat.isCertain
                || !foresight.isHeartbeat && !(foresight.classification.isCertain && foresight.policy.isCertain)
        }
        gaps = Dictionary(incidents.flatMap { $0.gaps.map { ($0.what.rawValue, 1) } }, uniquingKeysWith: +)
    }
}
