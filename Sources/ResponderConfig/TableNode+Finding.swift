internal import IncidentCore
internal import Patterns

extension TableNode {
    /// One entry of `findings`: a pattern over the text, or conditions on rows.
    ///
    /// - Parameter known: all fields that a row may have; `nil` where nobody knows before the answer comes.
    func finding(ofRowsWith known: [String]?) -> FindingRule? {
        guard let fields = mapping(keys: ["pattern", "where", "say", "say_many", "level", "outcome", "otherwise"])
        else { return nil }
        let level = fields["level"].map { $0.choice(of: FindingLevel.self) } ?? .warning
        let outcome = fields["outcome"]?.choice(of: FindingRule.Outcome.self)
        let isOtherwise = fields["otherwise"]?.flag() ?? false
        var rule: FindingRule?
        switch (fields["pattern"], fields["where"]) {
        case (nil, nil): fields.missing("\"pattern\" and no \"where\"", remedy: "add one of them")
        case (.some, .some(let conditions)):
            conditions.problem("a finding has a \"pattern\" or \"where\", and this one has both; make two of it")
        case (.some(let pattern), nil): rule = fields.finding(pattern: pattern, level)
        case (nil, .some(let conditions)): rule = fields.finding(where: conditions, level, known)
        }
        rule?.outcome = outcome
        rule?.isOtherwise = isOtherwise
        return rule
    }

    private func condition(_ known: [String]?) -> RowCondition? {
        guard let text = text("a condition such as RESTARTS>2") else { return nil }
        do throws(RowConditionError) {
            let condition = try RowCondition(text)
            warn(ofUnknown: condition.fields, in: known)
            return condition
        } catch {
            problem("\(label): \(error.description)")
            return nil
        }
    }

    fileprivate func conditions(_ known: [String]?) -> [RowCondition]? {
        guard let conditions = list(of: "conditions", { $0.condition(known) }) else { return nil }
        guard !conditions.isEmpty else {
            problem("\(label) is empty, which holds for every row; write a condition such as RESTARTS>2")
            return nil
        }
        return conditions
    }

    fileprivate func rowSentence(ofMany many: Bool, _ known: [String]?) -> RowSentence? {
        guard let text = name() else { return nil }
        do throws(RowSentenceError) {
            let sentence = try RowSentence(text, ofMany: many)
            if let group = TableMapping.groups(in: text).first {
                warn(
                    "\(label): $\(group) stands there as it is: rows have fields, {NAME}, and only a pattern has groups"
                )
            }
            let isCounting = sentence.fields.contains("count") && known?.contains("count") != true
            if isCounting { warn("\(label): {count} is a field here; how many rows there are is said by say_many") }
            warn(ofUnknown: sentence.fields.filter { !isCounting || $0 != "count" }, in: known)
            return sentence
        } catch {
            problem("\(label): \(error.description)")
            return nil
        }
    }

    private func warn(ofUnknown fields: [String], in known: [String]?) {
        guard let known else { return }
        for field in fields where !known.contains(field) {
            warn(
                "\(label): no row has a field \"\(field)\"; there are \(known.joined(separator: ", "))"
                    + (nearest(to: field, in: known) ?? ""))
        }
    }
}

extension TableMapping {
    /// - Parameter level: `nil` after a problem.
    fileprivate func finding(pattern node: TableNode, _ level: FindingLevel?) -> FindingRule? {
        let pattern = node.pattern()
        let say = required("say")?.name()
        if let many = self["say_many"] {
            many.problem("say_many is said of rows, which only \"where\" knows; leave it out, or write conditions")
            return nil
        }
        if let pattern, let say, let group = Self.groups(in: say).first(where: { $0 > pattern.groupCount }) {
            self["say"]?.problem(
                "say uses $\(group), the pattern has \(pattern.groupCount) groups; write $$ for a dollar sign")
            return nil
        }
        if let say, let sentence = try? RowSentence(say, ofMany: false), let field = sentence.fields.first {
            self["say"]?.warn(
                "{\(field)} stands there as it is: a pattern has groups, $1, and only \"where\" has fields")
        }
        guard let pattern, let say, let level else { return nil }
        return FindingRule(pattern: pattern, sentence: say, level: level)
    }

    fileprivate func finding(where node: TableNode, _ level: FindingLevel?, _ known: [String]?) -> FindingRule? {
        let conditions = node.conditions(known)
        let say = required("say")?.rowSentence(ofMany: false, known)
        let many = self["say_many"].flatMap { $0.rowSentence(ofMany: true, known) }
        guard let conditions, let say, let level, many != nil || self["say_many"] == nil else { return nil }
        return FindingRule(rows: conditions, sentence: say, many: many, level: level)
    }

    /// The numbers after the dollar signs of a finding's sentence.
    fileprivate static func groups(in sentence: String) -> [Int] {
        sentence.split(separator: "$$", omittingEmptySubsequences: false).flatMap { part in
            part.split(separator: "$", omittingEmptySubsequences: false).dropFirst().compactMap {
                $0.first?.wholeNumberValue
            }
        }
    }
}
