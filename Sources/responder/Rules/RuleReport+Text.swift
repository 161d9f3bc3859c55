internal import IncidentCore

extension RuleReport {
    /// A paragraph for each rule, then whom their policies tell, what nothing covers, what no rule reaches, and how many of
    /// what.
    var text: String {
        var lines = rules.flatMap { [$0.heading] + $0.rows.map(Self.row) }
        lines += ["", "policies"] + policyRows.map(Self.row)
        if !uncovered.isEmpty { lines += ["", "not covered"] + uncovered }
        if !unreached.lines.isEmpty { lines += ["", "for no alerting rule"] + unreached.lines.map(Self.row) }
        lines += [""] + closing
        return lines.joined(separator: "\n")
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private static func row(_ row: (name: String, text: String)) -> String {
        "  \(row.name.padded(to: 11)) \(row.text.singleLine(limit: 2000))"
    }

    /// Each policy once, with the ways by which its steps tell.
    private var policyRows: [(name: String, text: String)] {
        var seen: Set<String> = []
        return rules.flatMap(\.policies).filter { $0.name.map { seen.insert($0).inserted } ?? false }.flatMap {
            policy in
            let last = policy.otherwise.map { ["\($0) as the last resort"] } ?? []
            return (policy.steps.map(\.text) + last).enumerated().map { ($0 == 0 ? policy.name ?? "" : "", $1) }
        }
    }

    private var uncovered: [String] {
        var order: [String] = []
        var open: [String: [String]] = [:]
        for rule in rules {
            for gap in rule.gaps {
                if open[gap.text] == nil { order.append(gap.text) }
                open[gap.text, default: []].append("    \(rule.heading)")
            }
        }
        return order.flatMap { ["  \($0): \(open[$0]?.count ?? 0) of \(totals.rules) rules"] + (open[$0] ?? []) }
    }

    private var closing: [String] {
        var lines = [
            "\(Self.count(totals.rules, "alerting rule")) in \(Self.count(totals.groups, "group")): "
                + (totals.byPriority.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                + [Self.count(totals.heartbeats, "heartbeat")]).joined(separator: ", ")
                + "; of \(totals.depending) a label decides that is not known yet"
        ]
        let values = assumed.sorted { $0.key < $1.key }.map {
            $0.value.isEmpty ? "no label \($0.key)" : "\($0.key)=\"\($0.value)\""
        }
        if !values.isEmpty {
            lines.append("assumed where a rule does not say it: \(values.joined(separator: ", "))")
        }
        return lines
    }
}

extension RuleReport.ReportedRule {
    var heading: String { "\(alert) (\(group), \(file):\(line))".singleLine(limit: 1000) }

    var rows: [(name: String, text: String)] {
        if priorities.isEmpty, let heartbeat {
            return [("heartbeat", "\"\(heartbeat)\": opens no incident, its silence does")]
        }
        var rows: [(String, String)] = []
        if let heartbeat { rows.append(("heartbeat", "\"\(heartbeat)\", or none: depends on labels not known yet")) }
        rows.append(("priority", priorityText))
        if !procedures.isEmpty { rows.append(("procedure", procedures.joined(separator: "; "))) }
        rows += Self.grouped(collectors, "collectors") + Self.grouped(nextSteps, "next steps")
        for (place, policy) in policies.enumerated() {
            rows.append((place == 0 ? "policy" : "", policy.text(isOneOf: policies.count)))
        }
        return rows
    }

    /// Those that are for it in any case first, the others by the labels that decide.
    private static func grouped(_ uses: [RuleReport.Use], _ name: String) -> [(String, String)] {
        var order: [[String]] = []
        for use in uses where !order.contains(use.dependsOn) { order.append(use.dependsOn) }
        return (order.filter(\.isEmpty) + order.filter { !$0.isEmpty }).enumerated().map { place, labels in
            let names = uses.filter { $0.dependsOn == labels }.map(\.text).joined(separator: ", ")
            let condition = labels.isEmpty ? "" : "depends on \(Set(labels).labelWords): "
            return (place == 0 ? name : "", condition + names)
        }
    }

    private var priorityText: String {
        guard priorities.count > 1 else { return priorities.map(\.text).joined() }
        let labels = Set(priorities.flatMap(\.dependsOn))
        return "depends on \(labels.labelWords): "
            + priorities.map { $0.dependsOn.isEmpty ? "otherwise \($0.text)" : $0.text }.joined(separator: ", ")
    }
}

extension RuleReport.Outcome {
    fileprivate var text: String { "\(priority) by rule \"\(rule)\"" }
}

extension RuleReport.Use {
    fileprivate var text: String {
        notRun.map { "\(name) (not run: \($0))" } ?? name
    }
}

extension RuleReport.Policy {
    fileprivate func text(isOneOf count: Int) -> String {
        guard let name else { return "\(condition(count))none; nobody is told" }
        let last = otherwise.map { ["last resort \($0)"] } ?? []
        return "\(condition(count))\(name): \((steps.map(\.shortText) + last).joined(separator: "; "))"
    }

    private func condition(_ count: Int) -> String {
        guard count > 1 else { return "" }
        return dependsOn.isEmpty ? "otherwise " : "depends on \(Set(dependsOn).labelWords): "
    }
}

extension RuleReport.Step {
    fileprivate var shortText: String { "\(when) \(notify.map(\.role).joined(separator: ", "))" }

    fileprivate var text: String {
        let within = deliverWithin.map { ", delivered within \($0)" } ?? ""
        return "\(when)\(notify.isEmpty ? "" : " ")\(notify.map(\.text).joined(separator: ", "))\(within)"
    }

    private var when: String {
        let hours = onlyBusinessHours ? " in business hours" : ""
        guard let digestAt else { return "+\(after)\(hours)" }
        switch digest {
        case .always, .never: return "in the digest at \(digestAt)"
        case .outsideBusinessHours: return "+\(after)\(hours), outside business hours in the digest at \(digestAt):"
        }
    }
}

extension RuleReport.Recipient {
    fileprivate var text: String {
        if let rota { return "\(role) (rota \(rota))" }
        guard !methods.isEmpty else { return "\(role) (no way to be reached)" }
        return "\(role) (\(methods.joined(separator: atOnce ? " and " : ", else ")))"
    }
}

extension RuleReport.Unreached {
    /// What there is none of has no line.
    var lines: [(name: String, text: String)] {
        let steps = steps.map { "step \($0.step) of policy \"\($0.policy)\" (\($0.because))" }
        let quoted: ([String]) -> [String] = { $0.map { "\"\($0)\"" } }
        return [
            ("rules", quoted(classificationRules)), ("heartbeats", quoted(heartbeats)), ("policies", quoted(policies)),
            ("steps", steps), ("procedures", quoted(procedures)), ("collectors", quoted(collectors)),
            ("next steps", quoted(nextSteps)), ("contacts", quoted(contacts)),
        ].filter { !$0.1.isEmpty }.map { ($0.0, $0.1.joined(separator: ", ")) }
    }
}
