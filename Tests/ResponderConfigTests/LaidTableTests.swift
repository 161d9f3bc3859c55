import Foundation
import IncidentCore
import Notifiers
import Runbooks
import TestSupport
import Testing

@testable import ResponderConfig

/// Tables that an import wrote, with a person's own laid over them.
@Suite("Tables laid over imported ones", .timeLimit(.minutes(5)))
struct LaidTableTests {
    private static let imported = [
        "routes/collectors.runbook.yaml": """
        collectors:
          - { name: pods, procedure: "P1: Down", when: { priority: [P1] }, run: [kubectl, get, pods] }
          - { name: logs, procedure: "P1: Down", when: { priority: [P1] }, run: [kubectl, logs, x], filters: [{ head: 3 }] }
          - { name: nodes, procedure: "P3: Full", when: { priority: [P3] }, run: [kubectl, get, nodes] }
        next_steps:
          - { procedure: "P1: Down", title: Restart, when: { priority: [P1] }, command: "team restart" }
          - { procedure: "P1: Down", title: Wait, when: { priority: [P1] }, command: "team wait" }
        """,
        "routes/contacts.runbook.yaml": """
        contacts:
          - { role: Lead, contact: lead@example.com, escalation_path: [email] }
          - { role: On-Call Engineer, contact: old@example.com, escalation_path: [email] }
        """,
        "routes/classification.runbook.yaml": """
        severities: { critical: P1, high: P2 }
        rules:
          - { name: DiskFull, match: ['alertname="DiskFull"'], priority: P2 }
          - { name: DiskSlow, match: ['alertname="DiskSlow"'], priority: P3 }
        """,
        "routes/escalation.runbook.yaml": "respond_within: { P1: 5m, P2: 1h }\n",
    ]

    private static func load(_ own: [String: String] = [:], imported: [String: String] = imported) throws
        -> RoutingTables
    {
        do {
            return try TestTables.load(own, files: imported).tables
        } catch {
            Issue.record("\(error)")
            throw error
        }
    }

    @Test func `a row has what was imported, and what is written over it`() throws {
        let tables = try Self.load([
            "collectors": """
            collectors:
              - name: logs
                when: { match: ['app="x"'] }
                timeout: 3s
                findings: [ { pattern: x, say: y } ]
              - { name: pods, when: { priority: [P2] } }
              - { name: nodes, when: [ { match: [app=x] }, { priority: [P1] } ] }
            next_steps:
              - { procedure: "P1: Down", title: Restart, when: { match: ['app="x"'] } }
            """
        ])
        let logs = try #require(tables.collectors.first { $0.name == "logs" })
        #expect(logs.words.map(\.text) == ["kubectl", "logs", "x"] && logs.filters == [.head(3)])
        #expect(logs.when == Selector(priorities: [.p1], matchers: [try Matcher("app=x")]))
        #expect(logs.timeout == .seconds(3) && logs.findings.count == 1)
        #expect(tables.collectors.first { $0.name == "pods" }?.when == Selector(priorities: [.p2]))
        let nodes = Selector(anyOf: [
            Selector(priorities: [.p3], matchers: [try Matcher("app=x")]), Selector(priorities: [.p1]),
        ])
        #expect(tables.collectors.first { $0.name == "nodes" }?.when == nodes)
        #expect(tables.nextSteps[0].command.map(\.text) == ["team", "restart"])
        #expect(tables.nextSteps[0].when == Selector(priorities: [.p1], matchers: [try Matcher("app=x")]))
        #expect(tables.nextSteps[1].when == Selector(priorities: [.p1]))
    }

    @Test(
        arguments: [
            ([], ["pods", "logs", "nodes"]), (["logs"], ["pods", "logs", "nodes"]),
            (["mine"], ["mine", "pods", "logs", "nodes"]),
            (["logs", "mine", "nodes"], ["pods", "logs", "mine", "nodes"]),
            (["nodes", "pods"], ["logs", "nodes", "pods"]),
            (["pods", "mine", "logs"], ["pods", "mine", "logs", "nodes"]),
        ] as [([String], [String])])
    func `rows of a runbook keep their order between those that a person has put in theirs`(
        own: [String], all: [String]
    )
        throws
    {
        let rows = own.map { "  - { name: \($0)\($0 == "mine" ? ", run: [kubectl, get, events]" : "") }\n" }
        let text = own.isEmpty ? "collectors: []" : "collectors:\n\(rows.joined())"
        #expect(try Self.load(["collectors": text]).collectors.map(\.name) == all)
    }

    @Test func `a contact of one's own takes the place of the runbook's`() throws {
        let contacts = try Self.load().contacts
        #expect(contacts.contacts.map(\.role) == ["Lead", "On-Call Engineer", "Database Admin"])
        #expect(contacts["On-Call Engineer"]?.address == "oncall@example.com")
        let path = try Self.load([
            "contacts": "contacts: [ { role: On-Call Engineer, escalation_path: [pagerduty] } ]"
        ]).contacts["On-Call Engineer"]
        #expect(path?.address == "old@example.com" && path?.escalationPath == [.pagerduty])
        let rota = try Self.load([
            "contacts": """
            people: [ { name: Ann, contact: ann@example.com, escalation_path: [email] } ]
            rotas:
              - name: primary
                time_zone: UTC
                layers: [ { people: [Ann], turn: daily, hand_off: { at: "00:00" }, starts: 2026-01-05 } ]
            contacts: [ { role: On-Call Engineer, rota: primary } ]
            """
        ]).contacts
        #expect(rota.rotaRoles.keys.sorted() == ["On-Call Engineer"] && rota.contacts.map(\.role) == ["Lead"])
    }

    @Test func `contacts may all be the runbook's`() throws {
        #expect(try Self.load(["contacts": "contacts: []"]).contacts.contacts.count == 2)
        #expect(try Self.load(["contacts": "people: []"]).contacts.contacts.count == 2)
    }

    @Test func `severities, rules and times to respond are laid over each other`() throws {
        let tables = try Self.load([
            "classification": """
            severities: { High: P3, page: P1 }
            rules:
              - { name: first, match: ['alertname="DiskFull"', 'x="y"'], priority: P4 }
              - { name: DiskSlow, priority: P1 }
            """,
            "escalation": """
            respond_within: { P2: 2h, P3: 24h }
            policies: [ { name: p, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]
            """,
        ])
        #expect(tables.classifier.rules.map(\.name) == ["first", "DiskFull", "DiskSlow"])
        #expect(tables.classifier.rules.map(\.priority) == [.p4, .p2, .p1])
        #expect(tables.classifier.classify(["severity": "critical"]).priority == .p1)
        #expect(tables.classifier.classify(["severity": "high"]).priority == .p3)
        #expect(
            Priority.allCases.map { tables.respondWithin[$0] } == [
                .seconds(300), .seconds(7200), .seconds(86_400), nil,
            ])
    }

    @Test func `tables without an imported one are as they ever were`() throws {
        let own = ["collectors": "collectors: [ { name: a, run: [kubectl, get, pods] } ]"]
        #expect(try Self.load(own, imported: [:]).collectors.map(\.name) == ["a"])
        #expect(
            TestTables.problems(["contacts": "people: []"]) == [
                #"routes/contacts.yaml:1:1: the file has no "contacts"; add it"#
            ])
    }

    @Test(
        arguments: [
            (
                ["collectors": "collectors:\n  - { name: log, timeout: 3s }\n"], "",
                [
                    #"routes/collectors.yaml:2:5: routes/collectors.runbook.yaml has no collector "log", and this entry has no "run"; did you mean "logs"?"#
                ]
            ),
            (
                ["collectors": "collectors:\n  - { name: other, timeout: 3s }\n"], "",
                [
                    #"routes/collectors.yaml:2:5: routes/collectors.runbook.yaml has no collector "other", and this entry has no "run"; write what to run"#
                ]
            ),
            (
                [:], "collectors:\n  - { name: x, run: [kubectl, get, pods], when: { priority: [P9] } }\n",
                [
                    #"routes/collectors.runbook.yaml:2:62: priority is "P9"; one of P1, P2, P3, P4 is expected"#
                ]
            ),
            (
                [:], "redact: []\n",
                [
                    #"routes/collectors.runbook.yaml:1:1: unknown key "redact"; known here: collectors, next_steps"#
                ]
            ),
            // What is laid over a file that cannot be read is no second problem.
            (
                ["collectors": "collectors:\n  - { name: logs, timeout: 3s }\n"], "collectors: [\n",
                [
                    "routes/collectors.runbook.yaml:2:1: not YAML: while parsing a flow node that begins at line 2: did not find expected node content"
                ]
            ),
        ] as [([String: String], String, [String])])
    func `what is wrong is told of the file that it stands in`(
        own: [String: String], imported: String, problems: [String]
    ) {
        var files = Self.imported
        if !imported.isEmpty { files["routes/collectors.runbook.yaml"] = imported }
        #expect(TestTables.problems(own, files: files) == problems)
    }

    @Test func `a role of the runbook may be told, and contacts that cannot be read prove nothing`() {
        let lead = ["escalation": "policies: [ { name: p, steps: [ { after: 0s, notify: [Lead] } ] } ]"]
        #expect(TestTables.problems(lead, files: Self.imported) == [])
        var broken = Self.imported
        broken["routes/contacts.runbook.yaml"] = "contacts: ["
        #expect(TestTables.problems(lead, files: broken).allSatisfy { $0.hasPrefix("routes/contacts.runbook.yaml:") })
    }

    @Test func `an imported table that comes, changes or goes is a change`() throws {
        let own = Dictionary(uniqueKeysWithValues: TestTables.valid.map { ("routes/\($0.key).yaml", $0.value) })
        func read(_ files: [String: String]) throws -> RouteSources {
            try RouteTables.load(
                directory: "routes", notifiers: NotifierProfile.registered, environment: TestTables.environment,
                files: .inMemory(files)
            ).sources
        }
        let without = try read(own)
        let all = own.merging(Self.imported) { $1 }
        #expect(without.haveChanged(files: .inMemory(all)) && !without.haveChanged(files: .inMemory(own)))
        let with = try read(all)
        #expect(with.haveChanged(files: .inMemory(own)) && !with.haveChanged(files: .inMemory(all)))
    }

    @Test(arguments: [
        "operations-runbook.md", "KubePodNotReady.md", "etcdMembersDown.md", "redis-survival.md", "ceph-problems.md",
        "certificate-expiring.md", "error-budget.md", "on-call-handbook.md",
    ])
    func `tables of any runbook are read without a problem`(file: String) throws {
        let bytes = [UInt8](
            try Data(contentsOf: TestTables.repository.appending(path: "Tests/Fixtures/runbooks/\(file)")))
        var names = CollectorNames()
        let reading = try RunbookReader.read(bytes, file: file, names: &names)
        let files = RunbookTables([reading]).files.map { ("routes/\($0.name)", $0.text) }
        let endpoints = """
            endpoints: { slack: { channels: { "#database": { webhook: { env: HOOK } }, "#platform-alerts": { webhook: { env: HOOK } } } } }
            """
        let tables = try Self.load(["endpoints": endpoints], imported: Dictionary(uniqueKeysWithValues: files))
        #expect(tables.collectors.map(\.name) == reading.parts.collectors.map(\.name))
        #expect(tables.nextSteps.map(\.title) == reading.parts.nextSteps.map(\.title))
    }
}
