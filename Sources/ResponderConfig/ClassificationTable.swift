internal import IncidentCore

/// `routes/classification.yaml`: which alerts are how urgent, and which of them are heartbeats.
struct ClassificationTable {
    var classifier = Classifier(rules: [], severities: [:], defaultPriority: .p3)
    var heartbeats: [Heartbeat] = []
    var reopenWithin: Duration = .seconds(900)
    var lateCopyWithin: Duration = .seconds(60)
    var remindStillFiring = RemindStillFiring()
    var staleAfter: Duration = .seconds(86_400)

    init() {}

    /// - Parameter runbook: what an import wrote.
    init(reading root: TableNode, over runbook: ImportedTable) {
        let keys = ["default_priority", "rules", "severities", "heartbeats", "incidents"]
        guard let table = root.mapping(keys: keys) else { return }
        let base = runbook.root?.mapping(keys: ["rules", "severities"])
        let rules = Self.rules(
            LaidRows(table["rules"], over: base?["rules"], of: "rules", by: ["name"]) {
                $0.mapping(keys: ["name", "priority"] + TableMapping.selectorKeys)
            })
        let severities = (base?["severities"].map(Self.severities) ?? [:])
            .merging(table["severities"].map(Self.severities) ?? [:]) { $1 }
        classifier = Classifier(
            rules: rules, severities: severities, defaultPriority: table["default_priority"]?.priority() ?? .p3)
        heartbeats = table["heartbeats"].map(Self.heartbeats) ?? []
        let incidentKeys = ["reopen_within", "late_copy_within", "remind_still_firing", "stale_after"]
        if let incidents = table["incidents"]?.mapping(keys: incidentKeys) {
            reopenWithin = incidents["reopen_within"]?.duration() ?? reopenWithin
            // A longer one would keep an alert that fires again from everybody for as long.
            lateCopyWithin = incidents["late_copy_within"]?.duration(in: .zero...(.seconds(600))) ?? lateCopyWithin
            incidents["remind_still_firing"].map { readReminders($0) }
            staleAfter = incidents["stale_after"]?.duration(in: Self.longTimes) ?? staleAfter
        }
    }

    private static let longTimes: ClosedRange<Duration> = .seconds(60)...(.seconds(30 * 86_400))

    private mutating func readReminders(_ node: TableNode) {
        guard let reminders = node.mapping(keys: ["P1", "P2", "others"]) else { return }
        remindStillFiring.p1 = reminders["P1"]?.duration(in: Self.longTimes) ?? remindStillFiring.p1
        remindStillFiring.p2 = reminders["P2"]?.duration(in: Self.longTimes) ?? remindStillFiring.p2
        remindStillFiring.others = reminders["others"]?.duration(in: Self.longTimes) ?? remindStillFiring.others
    }

    private static func rules(_ rows: LaidRows) -> [ClassificationRule] {
        var names = UniqueNames("rule")
        var rules: [ClassificationRule] = []
        for fields in rows.all {
            let name = fields.required("name")?.name()
            if let name { names.insert(name, at: fields.node) }
            let matchers = fields.requiredSelector(otherwise: "default_priority is for all the rest")
            let priority = fields.required("priority")?.priority()
            guard let name, let matchers, let priority else { continue }
            if let earlier = takers(of: matchers, among: rules) {
                fields.node.warn(
                    "rule \"\(name)\" never decides: rule \"\(earlier)\" before it takes all that it matches")
            }
            rules.append(ClassificationRule(name: name, matchers: matchers, priority: priority))
        }
        return rules
    }

    /// The rule that takes the first of the alternatives, when earlier ones take them all.
    private static func takers(of matchers: AlertSelector, among earlier: [ClassificationRule]) -> String? {
        let takers = matchers.alternatives.map { set in earlier.first { $0.matchers.covers(set) }?.name }
        return takers.contains { $0 == nil } ? nil : takers.first ?? nil
    }

    private static func severities(_ node: TableNode) -> [String: Priority] {
        var severities: [String: Priority] = [:]
        for (word, entry) in node.entries() ?? [] {
            // As the classifier compares: without blanks around it, in lower case.
            let folded = word.trimmingBlanks().lowercased()
            guard let priority = entry.value.priority() else { continue }
            if severities.updateValue(priority, forKey: folded) != nil {
                entry.value.problem("severity \"\(word)\" stands twice, capital letters make no difference; keep one")
            }
        }
        return severities
    }

    private static func heartbeats(_ node: TableNode) -> [Heartbeat] {
        var names = UniqueNames("heartbeat")
        var heartbeats: [Heartbeat] = []
        for entry in node.elements(of: "heartbeats") ?? [] {
            let keys = ["name", "silent_after", "priority"] + TableMapping.selectorKeys
            guard let fields = entry.mapping(keys: keys) else { continue }
            let name = fields.required("name")?.name()
            if let name { names.insert(name, at: entry) }
            let matchers = fields.requiredSelector(otherwise: "it would swallow every alert")
            let silentAfter = fields.required("silent_after")?.duration(in: .seconds(10)...(.seconds(366 * 86_400)))
            let priority = fields["priority"].map { $0.priority() } ?? .p1
            guard let name, let matchers, let silentAfter, let priority else { continue }
            heartbeats.append(
                Heartbeat(name: name, matchers: matchers, silentAfter: silentAfter, priority: priority))
        }
        return heartbeats
    }
}
