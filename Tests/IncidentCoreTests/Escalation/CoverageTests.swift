import IncidentCore
import Testing

@Suite("Which policies cover an incident's alerts", .timeLimit(.minutes(5)))
struct CoverageTests {
    static let critical = EscalationPolicy(name: "critical", steps: [EscalationStep(after: .zero, notify: ["A"])])
    static let security = EscalationPolicy(name: "security", steps: [EscalationStep(after: .zero, notify: ["B"])])
    static let calm = EscalationPolicy(name: "calm", steps: [EscalationStep(after: .zero, notify: ["C"])])

    static let notifying = EscalationPolicy(
        name: "calm", steps: [EscalationStep(after: .zero, notify: ["C"])], until: .notified)

    /// P1 and P2 of the security team, P1 of everybody, P3 of everybody; nothing for P4.
    static let tables = RoutingTables(
        classifier: Classifier(rules: [], severities: [:], defaultPriority: .p3), contacts: ContactTable(contacts: []),
        policies: [
            PolicyRule(priorities: [.p1, .p2], matchers: [#"team="security""#], policy: security),
            PolicyRule(priorities: [.p1], matchers: [], policy: critical),
            PolicyRule(priorities: [.p3], matchers: [], policy: calm),
        ])

    /// `critical` with a step more.
    static let long = EscalationPolicy(
        name: "critical",
        steps: [EscalationStep(after: .zero, notify: ["A"]), EscalationStep(after: .seconds(60), notify: ["B"])])

    static let watched = EscalationPolicy(name: "critical", steps: critical.steps, otherwise: "Chief")

    static func tables(with critical: EscalationPolicy) -> RoutingTables {
        var tables = CoverageTests.tables
        tables.policies[1] = PolicyRule(priorities: [.p1], matchers: [], policy: critical)
        return tables
    }

    static func alert(_ priority: Priority, team: String = "web") -> JoinedAlert {
        JoinedAlert(
            .sample(.firing, Labels(["alertname": "\(team)-\(priority.rawValue)", "team": team])),
            Classification(priority: priority, rule: "rule"))
    }

    static func escalation(_ policy: EscalationPolicy, _ status: EscalationStatus) -> Escalation {
        Escalation(policy: policy, status: status, startedAt: .start, round: 0, nextStep: 1, nextDueAt: nil)
    }

    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let joined: [JoinedAlert]
        var lead: JoinedAlert?
        let reason: CoverReason
        var existing: [Escalation] = []
        var begins: [String] = []
        var goesOn: [String] = []
        var uncovered: Priority?
        var tables = CoverageTests.tables
    }

    static let rows = [
        Row(
            testDescription: "the policy of the only alert", joined: [alert(.p1)], reason: .opened, begins: ["critical"]
        ),
        Row(
            testDescription: "one escalation a policy, the lead's first",
            joined: [alert(.p3), alert(.p2, team: "security"), alert(.p1), alert(.p1)], lead: alert(.p1),
            reason: .opened, begins: ["critical", "calm", "security"]),
        Row(testDescription: "nothing covers it", joined: [alert(.p4)], reason: .opened, uncovered: .p4),
        Row(
            testDescription: "what runs covers what joins", joined: [alert(.p1)], reason: .joined,
            existing: [escalation(critical, .running)]),
        Row(
            testDescription: "what somebody has taken covers it too", joined: [alert(.p1)], reason: .joined,
            existing: [escalation(critical, .paused)]),
        Row(
            testDescription: "another policy begins beside what runs", joined: [alert(.p1, team: "security")],
            reason: .joined, existing: [escalation(critical, .running)], begins: ["security"]),
        Row(
            testDescription: "another policy begins beside what somebody has taken",
            joined: [alert(.p2, team: "security")], lead: alert(.p1), reason: .joined,
            existing: [escalation(critical, .paused)], begins: ["security"]),
        Row(
            testDescription: "what has run out does not cover what is new", joined: [alert(.p1)], reason: .joined,
            existing: [escalation(critical, .exhausted)], begins: ["critical"]),
        Row(
            testDescription: "an alert that no policy covers joins what runs", joined: [alert(.p4)], lead: alert(.p1),
            reason: .joined, existing: [escalation(critical, .running)]),
        Row(
            testDescription: "a rise lets the lead's policy go on where it runs", joined: [alert(.p1)],
            reason: .priorityRaised, existing: [escalation(critical, .running)], goesOn: ["critical"]),
        Row(
            testDescription: "a rise begins the lead's policy anew where somebody had taken it", joined: [alert(.p1)],
            reason: .priorityRaised, existing: [escalation(critical, .paused)], begins: ["critical"]),
        Row(
            testDescription: "a rise begins the lead's policy anew where it has run out", joined: [alert(.p1)],
            reason: .priorityRaised, existing: [escalation(critical, .exhausted)], begins: ["critical"]),
        Row(
            testDescription: "a rise begins the lead's policy beside what goes on", joined: [alert(.p1)],
            reason: .priorityRaised, existing: [escalation(security, .running), escalation(calm, .running)],
            begins: ["critical"]),
        Row(
            testDescription: "one that only notifies has done all that it does", joined: [alert(.p3)],
            lead: alert(.p1), reason: .joined,
            existing: [escalation(critical, .running), escalation(notifying, .ended)]),
        Row(
            testDescription: "a rise that no policy covers lets the one before go on", joined: [alert(.p2)],
            reason: .priorityRaised, existing: [escalation(calm, .running)], goesOn: ["calm (stand-in)"]),
        Row(
            testDescription: "a rise that no policy covers begins the one before that somebody had taken",
            joined: [alert(.p2)], reason: .priorityRaised, existing: [escalation(calm, .paused)],
            begins: ["calm (stand-in)"]),
        Row(
            testDescription: "what fires again begins its policy once more", joined: [alert(.p1)], reason: .reopened,
            existing: [escalation(critical, .ended)], begins: ["critical"]),
        Row(
            testDescription: "what fires again and nobody had taken goes on with the steps that are left",
            joined: [alert(.p1), alert(.p3)], reason: .firesAgain(after: .seconds(60)),
            existing: [escalation(long, .ended), escalation(calm, .ended)], begins: ["calm"], goesOn: ["critical"],
            tables: tables(with: long)),
        Row(
            testDescription: "what fires again after its last step goes on with the last resort",
            joined: [alert(.p1)], reason: .firesAgain(after: .seconds(60)), existing: [escalation(watched, .ended)],
            goesOn: ["critical"], tables: tables(with: watched)),
        Row(
            testDescription: "one that has done all that it does begins again, and stands in for none",
            joined: [alert(.p3)], reason: .joined, existing: [escalation(notifying, .ended)], begins: ["calm"]),
        Row(
            testDescription: "what fires again begins anew when its policy is another one by now",
            joined: [alert(.p1)], reason: .firesAgain(after: .seconds(60)), existing: [escalation(long, .ended)],
            begins: ["critical"]),
        Row(
            testDescription: "what fires again and is covered no more has the policy before", joined: [alert(.p4)],
            reason: .reopened, existing: [escalation(critical, .ended)], begins: ["critical (stand-in)"]),
    ]

    @Test(
        arguments: [
            (.running, .acknowledged, true), (.exhausted, .acknowledged, false), (.exhausted, .resolved, true),
            (.paused, .acknowledged, false), (.ended, .resolved, false),
        ] as [(EscalationStatus, EscalationPolicy.Until, Bool)])
    func `pages of an escalation are wanted while it goes on, until resolved also after its last step`(
        status: EscalationStatus, until: EscalationPolicy.Until, expected: Bool
    ) {
        let policy = EscalationPolicy(name: "p", steps: [], until: until)
        #expect(Self.escalation(policy, status).goesOn == expected)
    }

    @Test(arguments: rows)
    func `each alert is covered by the policy that it would have alone`(row: Row) throws {
        let lead = try #require(row.lead ?? row.joined.first)
        let incident = Incident(
            opening: lead.lead,
            groupKey: "a", at: .start)
        let coverage = Coverage(
            of: row.joined, in: incident, because: row.reason, existing: row.existing, tables: row.tables)
        #expect(coverage.begins.map { $0.policy.name + ($0.isStandIn ? " (stand-in)" : "") } == row.begins)
        #expect(coverage.goesOn.map { $0.policy.name + ($0.isStandIn ? " (stand-in)" : "") } == row.goesOn)
        #expect(coverage.uncovered == row.uncovered)
    }

    @Test(
        arguments: [
            ("the other one covers all that fires", [alert(.p3)], [escalation(calm, .running)], true),
            ("the other one has run out", [alert(.p3)], [escalation(calm, .exhausted)], true),
            ("the other one only notifies, and has", [alert(.p3)], [escalation(notifying, .ended)], true),
            ("the other one has ended", [alert(.p3)], [escalation(calm, .ended)], false),
            ("one of its own fires", [alert(.p1), alert(.p3)], [escalation(calm, .running)], false),
            ("of what fires one is covered by nothing", [alert(.p3), alert(.p4)], [escalation(calm, .paused)], false),
            ("what covers it has not begun", [alert(.p3)], [], false),
            ("nothing fires", [], [escalation(calm, .running)], false),
        ] as [(String, [JoinedAlert], [Escalation], Bool)])
    func `a policy rests when others cover all that fires`(
        _: String, firing: [JoinedAlert], others: [Escalation], rests: Bool
    ) {
        let all = [Self.escalation(Self.critical, .running)] + others
        #expect(Coverage.leaves("critical", nothingOf: firing, existing: all, tables: Self.tables) == rests)
    }
}
