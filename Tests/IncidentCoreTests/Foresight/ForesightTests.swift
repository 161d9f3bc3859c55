import IncidentCore
import Testing

/// What is foreseen is held against what is decided once all labels are there.
@Suite(.timeLimit(.minutes(5)))
struct ForesightTests {
    private static let values: [String: [String]] = [
        "a": ["", "1", "2"], "severity": ["", "critical", "P2", "odd"], "priority": ["", "P4", "none"],
        "alertname": ["Disk", "Beat"],
    ]
    private static let names = values.keys.sorted()

    private static func labels(_ names: ArraySlice<String>) -> [[String: String]] {
        guard let name = names.first else { return [[:]] }
        return labels(names.dropFirst()).flatMap { rest in values[name]!.map { rest.merging([name: $0]) { $1 } } }
    }

    private static func subsets(_ labels: [String: String]) -> [[String: String]] {
        labels.reduce([[:]]) { sets, pair in sets + sets.map { $0.merging([pair.key: pair.value]) { $1 } } }
    }

    private static func policy(_ name: String, _ priorities: [Priority], _ matchers: AlertSelector) -> PolicyRule {
        PolicyRule(priorities: priorities, matchers: matchers, policy: EscalationPolicy(name: name, steps: []))
    }

    private static func collector(_ name: String, _ priorities: [Priority], _ matchers: AlertSelector) throws
        -> Collector
    {
        Collector(
            name: name, procedure: name, when: Selector(priorities: priorities, matchers: matchers),
            source: .run(CommandTemplate([try ArgumentTemplate("uptime")], isTrusted: true)))
    }

    private static func tables() throws -> RoutingTables {
        RoutingTables(
            classifier: Classifier(
                rules: [
                    ClassificationRule(
                        name: "first", matchers: [#"alertname="Disk""#, #"severity=~"critical|odd""#], priority: .p1),
                    ClassificationRule(
                        name: "second", matchers: AlertSelector(any: [[#"a="1""#], [#"severity="P2""#, #"a!="2""#]]),
                        priority: .p2),
                ], severities: ["critical": .p2], defaultPriority: .p3),
            heartbeats: [
                Heartbeat(
                    name: "beat", matchers: [#"alertname="Beat""#, #"a!="1""#], silentAfter: .seconds(60), priority: .p1
                )
            ],
            collectors: [
                try collector("one", [.p1], []), try collector("two", [], [#"a!="""#]),
                try collector("three", [.p2, .p3], [#"a="""#]),
            ],
            contacts: ContactTable(contacts: []),
            policies: [
                policy("loud", [.p1, .p2], [#"a="1""#]), policy("urgent", [.p1, .p2], []),
                policy("odd", [], [#"severity="odd""#]), policy("late", [.p3], []),
            ])
    }

    @Test func `whatever the labels turn out to be, what is decided then was foreseen`() throws {
        let tables = try Self.tables()
        var certain = 0
        for whole in Self.labels(Self.names[...]) {
            let labels = ForeseenLabels(whole).labels
            let alert = Alert.sample(.firing, labels)
            let decided = tables.classifier.classify(labels)
            let policy = tables.policy(for: decided.priority, labels: labels)
            let running = Set(tables.collectors(for: decided.priority, labels: labels).map(\.name))
            for known in Self.subsets(whole) where known["alertname"] != nil {
                let rule = AlertingRule(
                    name: known["alertname"]!, group: "g", file: "f", line: 1, labels: known)
                let foreseen = RuleForesight(of: rule, tables: tables)
                let context = Comment(rawValue: "\(known) of \(whole)")
                #expect(foreseen.classification.values.contains(decided), context)
                #expect(foreseen.policy.values.contains(policy), context)
                #expect(foreseen.heartbeat.values.contains(tables.heartbeat(of: alert)), context)
                #expect(running.isSubset(of: foreseen.collectors.map(\.row.name)), context)
                #expect(
                    running.isSuperset(of: foreseen.collectors.filter(\.dependsOn.isEmpty).map(\.row.name)), context)
                // A label that decides is one that is not known.
                #expect(foreseen.policy.dependsOn.isDisjoint(with: known.keys), context)
                if known.count == whole.count {
                    #expect(foreseen.classification.isCertain && foreseen.policy.isCertain, context)
                    certain += 1
                }
            }
        }
        #expect(certain == 72)
    }

    @Test func `of several outcomes each names the labels that bring it about, and the last is what remains`() throws {
        let rule = AlertingRule(
            name: "Disk", group: "g", file: "f", line: 1, labels: ["severity": "{{ $labels.level }}", "a": "2"])
        #expect(rule.templated == ["severity"])
        let foreseen = RuleForesight(of: rule, assuming: ["priority": ""], tables: try Self.tables())
        #expect(
            foreseen.classification.outcomes.map(\.value.rule) == [
                "first", "severity critical", "severity p1", "severity p2", "severity p3", "severity p4", "default",
            ])
        #expect(foreseen.classification.outcomes.map(\.dependsOn.isEmpty) == Array(repeating: false, count: 6) + [true])
        #expect(foreseen.classification.dependsOn == ["severity"])
        #expect(foreseen.policy.outcomes.map(\.value?.name) == ["urgent", nil, "odd", "late"])
        #expect(foreseen.gaps.map(\.what) == [.priority, .policy])
    }

    @Test func `a label in a rule decides before what is assumed, the name always, and a template is not known`() {
        let rule = AlertingRule(
            name: "Disk", group: "g", file: "f", line: 1,
            labels: ["alertname": "Other", "cluster": "", "team": "{{ $labels.team }}"])
        #expect(
            rule.foreseen(assuming: ["cluster": "eu-1", "team": "db", "region": "eu", "zone": "{{ x }}"]).known
                == ["alertname": "Disk", "cluster": "", "region": "eu"])
    }

    @Test func `a command that a label may fill is not promised, and one that a label breaks is not run`() throws {
        var tables = try Self.tables()
        tables.collectors = try [("required", "{label:pod}"), ("filled", "{label:pod|web}")].map { name, word in
            Collector(
                name: name, procedure: name, when: Selector(),
                source: .run(
                    CommandTemplate(try ["kubectl", "get", "pods", word].map { try ArgumentTemplate($0) })))
        }
        func uses(_ labels: [String: String]) -> [String] {
            let rule = AlertingRule(name: "Disk", group: "g", file: "f", line: 1, labels: labels)
            return RuleForesight(of: rule, assuming: ["priority": ""], tables: tables).collectors.map {
                "\($0.row.name) \($0.dependsOn.sorted()) \($0.refusal == nil ? "runs" : "refused")"
            }
        }
        #expect(uses([:]) == [#"required ["pod"] runs"#, "filled [] runs"])
        #expect(uses(["pod": "web-1"]) == ["required [] runs", "filled [] runs"])
        #expect(uses(["pod": "$(reboot)"]) == ["required [] refused", "filled [] refused"])
    }
}
