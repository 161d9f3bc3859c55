internal import ArgumentParser
internal import IncidentCore

/// What a team's tables must say of its alerting rules for `check --rules` to succeed.
enum RuleRequirement: String, CaseIterable {
    /// No rule's priority is, or may be, the default.
    case priority
    /// Each rule's alerts have a policy.
    case policy
    /// Each rule's alerts have a collector that may run.
    case collector
    /// Every row of the tables is for some rule.
    case reach

    /// Reads `policy,collector`, or `none`.
    static func list(_ text: String) throws -> Set<RuleRequirement> {
        guard text != "none" else { return [] }
        return Set(
            try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
                guard let requirement = RuleRequirement(rawValue: String(word)) else {
                    let words = allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("--require has \"\(word)\"; give some of \(words), or none")
                }
                return requirement
            })
    }

    init(_ gap: RuleGap.What) {
        switch gap {
        case .priority: self = .priority
        case .policy: self = .policy
        case .collector: self = .collector
        }
    }
}

extension RuleGap {
    /// For people: `the default priority, unless label severity says more`.
    var words: String {
        let what =
            switch what {
            case .priority: "no rule and no severity word decides, so it has the default priority"
            case .policy: "no policy covers it, so nobody is told"
            case .collector: "no collector would run"
            }
        return dependsOn.isEmpty ? what : "\(what), depending on \(dependsOn.labelWords)"
    }
}

extension Set<String> {
    /// `label severity`, `labels namespace, pod`.
    var labelWords: String { "label\(count == 1 ? "" : "s") \(sorted().joined(separator: ", "))" }
}
