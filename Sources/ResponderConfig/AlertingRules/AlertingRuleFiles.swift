package import IncidentCore
internal import Yams

/// The alerting rules of some files, as Prometheus reads them: rule files, PrometheusRule manifests of Kubernetes and
/// lists of those, any number of YAML documents in a file.
///
/// What Prometheus itself would say of an expression is not repeated here: `promtool check rules` does.
package struct AlertingRuleFiles: Sendable {
    package let rules: [AlertingRule]
    package let groupCount: Int
    package let recordingRuleCount: Int
    /// What was passed over, with where it stands.
    package let warnings: [String]

    /// - Parameter files: paths, of which `-` is what `standardInput` gives.
    /// - Throws: everything that is wrong in any of them, and files without an alerting rule.
    package static func load(
        _ files: [String], standardInput: () -> [UInt8]
    ) throws(RouteTableProblems) -> AlertingRuleFiles {
        let problems = ProblemList()
        var reading = AlertingRuleReading()
        var shown: [String] = []
        for file in files {
            let table = TableFile(path: file == "-" ? "standard input" : file, problems: problems)
            shown.append(table.path)
            let before = reading.rules.count + problems.count
            switch file == "-" ? .success(standardInput()) : FileReader.live(limitBytes: sizeLimit).read(file) {
            case .success(let bytes):
                for document in table.parseAll(bytes, entryLimit: entryLimit) { reading.read(document) }
                if reading.rules.count + problems.count == before { table.problem("the file has no alerting rule") }
            case .failure(let error): table.problem("the file cannot be read: \(error.reason)")
            }
        }
        let found = problems.sortedProblems(files: shown)
        guard found.isEmpty else { throw RouteTableProblems(problems: found) }
        return AlertingRuleFiles(
            rules: reading.rules, groupCount: reading.groupCount, recordingRuleCount: reading.recordingRuleCount,
            warnings: problems.sortedWarnings(files: shown).map(\.description))
    }

    /// A cluster's rules in one list, with all that Kubernetes keeps beside them.
    private static let sizeLimit = 64 << 20
    private static let entryLimit = 2_000_000
}

/// What has been read so far.
private struct AlertingRuleReading {
    var rules: [AlertingRule] = []
    var groupCount = 0
    var recordingRuleCount = 0

    mutating func read(_ document: TableNode) {
        guard let fields = document.fields() else { return }
        let kind = fields["kind"].flatMap(\.plainText)
        switch kind {
        case nil:
            guard let groups = fields["groups"] else {
                return document.problem(
                    "\(document.label) has neither \"groups\" nor \"kind: PrometheusRule\"; give a rule file of Prometheus"
                )
            }
            readGroups(groups)
        case "PrometheusRule":
            // One without a spec has no rules, and Kubernetes takes it.
            if let groups = fields["spec"]?.fields()?["groups"] { readGroups(groups) }
        case let kind? where kind.hasSuffix("List"):
            for item in fields["items"]?.elements(of: "manifests") ?? [] { read(item) }
        case let kind?: document.warn("a manifest of kind \(kind) is passed over; rules stand in kind PrometheusRule")
        }
    }

    private mutating func readGroups(_ node: TableNode) {
        guard !node.isNothing else { return }
        var names = UniqueNames("group")
        for group in node.elements(of: "groups") ?? [] {
            guard let fields = group.fields(), let name = fields.required("name")?.text() else { continue }
            names.insert(name, at: group)
            groupCount += 1
            let shared = fields["labels"].map { $0.labelValues() } ?? [:]
            guard let list = fields["rules"], !list.isNothing, let shared else { continue }
            for rule in list.elements(of: "rules") ?? [] { read(rule, in: name, shared) }
        }
    }

    private static let keys = ["alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations"]

    private mutating func read(_ rule: TableNode, in group: String, _ shared: [String: String]) {
        guard let fields = rule.fields() else { return }
        for key in fields.keys where !Self.keys.contains(key) {
            rule.warn("key \"\(key)\" of a rule is passed over\(nearest(to: key, in: Self.keys) ?? "")")
        }
        guard fields["record"] == nil || fields["alert"] == nil else {
            return rule.problem("this rule has both \"alert\" and \"record\"; leave one out")
        }
        _ = fields.required("expr")?.text()
        if let record = fields["record"] {
            if record.text() != nil { recordingRuleCount += 1 }
            return
        }
        let name = fields.required("alert")?.name()
        let annotations = fields["annotations"]?.fields()
        let holdsFor = fields["for"].map { $0.duration() }
        _ = fields["keep_firing_for"].map { $0.duration() }
        let labels = fields["labels"].map { $0.labelValues() } ?? [:]
        guard let name, let labels, holdsFor != .some(nil) else { return }
        rules.append(
            AlertingRule(
                name: name, group: group, file: rule.file.path, line: rule.line, holdsFor: holdsFor ?? nil,
                labels: shared.merging(labels) { $1 },
                runbook: (annotations?["runbook_url"] ?? annotations?["runbook"])?.plainText))
    }
}

extension TableNode {
    /// A mapping in which others may have keys that we do not know.
    fileprivate func fields() -> TableMapping? {
        entries().map { entries in
            TableMapping(
                node: self,
                values: Dictionary(entries.map { ($0.key, $0.entry.value) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// Names and values; a value may be empty, which is a label that is not there, or a number.
    fileprivate func labelValues() -> [String: String]? {
        guard !isNothing else { return [:] }
        guard let entries = entries() else { return nil }
        var values: [String: String] = [:]
        for (name, entry) in entries {
            guard let text = entry.value.plainText else {
                entry.value.mismatch(expected: "text")
                return nil
            }
            values[name] = entry.value.isNothing ? "" : text
        }
        return values
    }
}
