import IncidentCore
import Testing

/// Rows of the tables that no alerting rule reaches.
@Suite(.timeLimit(.minutes(5)))
struct TableReachTests {
    private static func contact(_ role: String, _ path: [ContactMethod] = [TellingGateTests.pagerduty]) -> Contact {
        Contact(role: role, address: "\(role)@example.com", escalationPath: path)
    }

    private static func policy(
        _ name: String, _ priorities: [Priority], _ roles: [String], otherwise: String? = nil
    ) -> PolicyRule {
        PolicyRule(
            priorities: priorities, matchers: [],
            policy: EscalationPolicy(
                name: name, steps: roles.map { EscalationStep(after: .zero, notify: [$0]) }, otherwise: otherwise))
    }

    private static let tables = RoutingTables(
        classifier: Classifier(
            rules: [
                ClassificationRule(name: "disk", matchers: [#"alertname=~"Disk.*""#], priority: .p2),
                ClassificationRule(name: "tape", matchers: [#"alertname=~"Tape.*""#], priority: .p4),
            ], severities: [:], defaultPriority: .p3),
        heartbeats: [
            Heartbeat(name: "watchdog", matchers: [#"alertname="Watchdog""#], silentAfter: .seconds(60), priority: .p2)
        ],
        contacts: ContactTable(
            contacts: [contact("Lead"), contact("Mute", []), contact("Tape Admin"), contact("Nobody")],
            people: [Person(contact: contact("Ann")), Person(contact: contact("Ben"))],
            rotas: [
                Rota(
                    name: "primary", clock: LocalClock(timeZone: "UTC")!,
                    layers: [
                        RotaLayer(name: "week", people: ["Ann"], turnDays: 7, firstDay: 0, handOffMinute: 0)
                    ], fallBack: "Lead")
            ], rotaRoles: ["On-Call": "primary"]),
        policies: [
            policy("urgent", [.p1, .p2], ["On-Call", "Mute"]), policy("normal", [.p3], ["On-Call"]),
            policy("later", [.p4], ["Tape Admin"]),
        ])

    private static func reach(_ rules: [String]) -> TableReach {
        TableReach(
            of: rules.map {
                RuleForesight(
                    of: AlertingRule(name: $0, group: "g", file: "f", line: 1),
                    assuming: ["priority": "", "severity": ""],
                    tables: tables)
            }, tables: tables)
    }

    @Test func `what no rule reaches is named, with steps that tell nobody and contacts that nobody tells`() {
        let reach = Self.reach(["DiskFull", "Watchdog"])
        #expect(reach.rules == ["tape"])
        #expect(reach.heartbeats.isEmpty)
        #expect(reach.policies == ["normal", "later"])
        #expect(
            reach.idleSteps.map { "\($0.policy) \($0.number): \($0.because)" } == [
                "urgent 2: nobody whom it names can be told", "normal 1: no alerting rule reaches the policy",
                "later 1: no alerting rule reaches the policy",
            ])
        // Ann takes turns in a role that is told, and the lead is told while nobody does.
        #expect(reach.contacts == ["Tape Admin", "Nobody", "Ben"])
    }

    @Test func `a heartbeat that no rule beats is named, and its silence reaches its policy`() {
        let reach = Self.reach(["TapeFull"])
        #expect(reach.heartbeats == ["watchdog"])
        #expect(reach.rules == ["disk"])
        #expect(reach.policies == ["normal"])
    }

    @Test func `where a label may bring a row about, it is reached`() {
        let rule = AlertingRule(name: "Odd", group: "g", file: "f", line: 1)
        let foresight = RuleForesight(of: rule, tables: Self.tables)
        #expect(TableReach(of: [foresight], tables: Self.tables).policies.isEmpty)
    }
}
