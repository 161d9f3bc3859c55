import IncidentCore
import Runbooks
import Testing

/// Severities, thresholds, contacts, alerts and headings.
@Suite("What a runbook defines", .timeLimit(.minutes(5)))
struct RunbookDefinitionTests {
    private static func severities(_ text: String) throws -> [String] {
        try ReadRunbook.text(text).parts.severities.map { severity in
            [severity.level.priority.rawValue, severity.level.word, severity.respondWithin].compactMap(\.self)
                .joined(separator: " ")
        }
    }

    @Test(
        arguments: [
            (
                "## Severity levels\n- **P1 - Critical**: down, immediate action\n- P2 (High): action within 1 hour\n- P3: 24 hours\n",
                ["P1 critical 5m", "P2 high 1h", "P3 24h"]
            ),
            (
                "# Priorities\n| Severity | Response time | Description |\n|---|---|---|\n| SEV-1 | 15 min | down |\n| Sev 4 | next business day | odd |\n",
                ["P1 15m", "P4"]
            ),
            (
                "| Severity | Acknowledgment | Resolution |\n|-|-|-|\n| Critical | 5 minutes | 1 hour |\n| Minor | 2 days | |\n",
                ["P1 critical 5m", "P3 minor 2d"]
            ),
            // With a P0, everything is one further down.
            (
                "### P0 - Critical\n**Definition**: all is down\n**Response Time**: 15 minutes\n### P1 - High\nRespond within 4 hours.\n",
                ["P1 critical 15m", "P2 high 4h"]
            ),
            ("## Severities\n- P1: a\n- P1: b, within 1 hour\n", ["P1 1h"]),
            // What is said of one is said of no other.
            (
                "## Severities\n- SEV1 — page immediately; SEV2 — within 30 minutes\n- SEV3: see SEV1, within 2 hours\n",
                ["P1 5m", "P2 30m", "P3 2h"]
            ),
            ("## Severities\n- P1: within 10 seconds\n- P2: within 90 days\n", ["P1", "P2"]),
            ("## Something\n- P1: down, within 1 hour\n", []),
            ("| Sev | Ack within |\n|-|-|\n| Sev-1 | 5 min |\n| Sev-2 | half an hour |\n", ["P1 5m", "P2 30m"]),
            (
                "# Handbook\n\nResponse: P1 = immediately, P2 = within half an hour, P3 = within four hours, P4 = EOD.\n",
                ["P1 5m", "P2 30m", "P3 4h", "P4"]
            ),
            ("## SLA\n- P1: respond within one hour\n- P2: within a day\n", ["P1 1h", "P2 1d"]),
        ] as [(String, [String])])
    func `severities say how soon somebody is to act`(text: String, expected: [String]) throws {
        #expect(try Self.severities(text) == expected)
    }

    @Test func `a time to respond that is said of no level is told`() throws {
        let reading = try ReadRunbook.text("## SEV2 - Queue backlog\n\n**Time to respond:** one hour.\n")
        #expect(reading.parts.severities == [])
        #expect(reading.warnings.contains { $0.hasPrefix("line 3: within 1h somebody is to respond") })
    }

    @Test func `of two times to respond the shorter counts, and both are said`() throws {
        let table = "| Severity | Response time |\n|-|-|\n"
        let shorter = try ReadRunbook.text("## SLA\n- P1: within 30 minutes\n\n\(table)| P1 | 5 minutes |\n")
        #expect(shorter.parts.severities.map(\.respondWithin) == ["5m"])
        #expect(
            shorter.warnings.contains(
                "line 6: P1 is to be answered within 5m here and within 30m in line 2; 5m is imported"))
        #expect(shorter.lines[5].kind == .classification)
        let longer = try ReadRunbook.text("## SLA\n- P1: within 5 minutes\n\n\(table)| P1 | 2 hours |\n")
        #expect(longer.parts.severities.map(\.respondWithin) == ["5m"] && longer.lines[5].kind == .prose)
    }

    @Test(
        arguments: [
            ("PagerDuty", ["pagerduty", "email"]), ("Direct", ["email"]),
            ("Slack #database", ["slack #database", "email"]),
            ("sec@example.com", ["email sec@example.com"]), ("me@example.com", ["email"]), ("", ["email"]),
            ("PagerDuty → Slack #a → Direct", ["pagerduty", "slack #a", "email"]),
            ("PagerDuty, then +49 30 1234", ["pagerduty", "email"]), ("#a / #b", ["slack #a", "slack #b", "email"]),
        ] as [(String, [String])])
    func `an escalation path is read in its four kinds and their mixtures`(cell: String, path: [String]) throws {
        let reading = try ReadRunbook.text(
            "| Role | Contact | Escalation Path |\n|-|-|-|\n| Me | me@example.com | \(cell) |\n")
        #expect(reading.parts.contacts.map(\.path) == [path])
    }

    @Test(
        arguments: [
            ("a@example.com, b@example.com", "a@example.com", "row of contacts; left out: b@example.com"),
            ("a@example.com<br>b@example.com", "a@example.com", "row of contacts; left out: b@example.com"),
            ("[a@example.com](mailto:a@example.com)", "a@example.com", "row of contacts"),
            ("@dba (a@example.com)", "a@example.com", "row of contacts"),
            (
                #"lead@example.com\nBcc: x@example.org"#, nil,
                #"a contact whose first address "lead@example.com\nBcc:" is no mail address; one such as oncall@example.com is expected"#
            ),
        ] as [(String, String?, String)])
    func `of several addresses of a contact the first counts, and the others are said`(
        cell: String, address: String?, rule: String
    ) throws {
        let reading = try ReadRunbook.text("| Role | Contact | Escalation Path |\n|-|-|-|\n| Me | \(cell) | |\n")
        #expect(reading.parts.contacts.map(\.address) == [address].compactMap(\.self))
        #expect(reading.lines[2].rule == rule)
    }

    @Test func `of a contact what no table can hold is said`() throws {
        let reading = try ReadRunbook.fixture("on-call-handbook.md")
        #expect(reading.parts.contacts.map(\.role) == ["Platform", "Database"])
        #expect(reading.parts.contacts[0].path == ["slack #platform-alerts", "pagerduty", "email"])
        let rules = reading.lines.filter { (23...28).contains($0.number) }.map { "\($0.kind.rawValue): \($0.rule)" }
        #expect(
            rules == [
                "contact: header of contacts", "contact: header of contacts",
                "contact: row of contacts; left out: +49 30 1234", "contact: row of contacts",
                "prose: a contact without a mail address, which contacts.yaml needs",
                "prose: Platform stands in line 25",
            ])
    }

    @Test func `thresholds with degrees are kept, and a row that says nothing is not`() throws {
        let reading = try ReadRunbook.fixture("on-call-handbook.md")
        #expect(
            reading.parts.thresholds == [
                "API p95 latency warning > 500ms, critical > 2000ms", "Pool usage warning > 80%, critical > 95%",
            ])
        #expect(reading.lines.first { $0.number == 19 }?.rule == "a threshold without a metric or a value")
    }

    @Test func `a table of alerts says how urgent they are`() throws {
        let alerts = try ReadRunbook.fixture("on-call-handbook.md").parts.alerts
        #expect(
            alerts.map { "\($0.name) \($0.level.priority.rawValue)" } == [
                "HighErrorRate P1", "QueueBacklog P3", "ReplicaLag P2",
            ])
    }

    /// The procedure of the only command in a text, `nil` where no alert leads to it.
    private static func procedure(_ text: String, file: String = "r.md", _ context: RunbookContext = RunbookContext())
        throws -> String?
    {
        try ReadRunbook.text("\(text)\n\n```sh\nkubectl get pods\n```\n", file: file, context).parts.collectors.first
            .map {
                let procedure = $0.procedure
                return ([procedure.name, procedure.priority?.rawValue] + procedure.alerts).compactMap(\.self)
                    .joined(separator: " | ")
            }
    }

    @Test(
        arguments: [
            ("### P1: Service Down", "P1: Service Down | P1"), ("## [SEV2] Slow", "[SEV2] Slow | P2"),
            ("## Priority 3 - Pressure", "Priority 3 - Pressure | P3"),
            ("# KubePodNotReady", "KubePodNotReady | KubePodNotReady"),
            ("# etcdMembersDown", "etcdMembersDown | etcdMembersDown"),
            ("# Alert: HighErrorRate", "Alert: HighErrorRate | HighErrorRate"),
            (
                "# Runbook: BurnRateFast / BurnRateSlow",
                "Runbook: BurnRateFast / BurnRateSlow | BurnRateFast | BurnRateSlow"
            ),
            ("# What `QueueBacklog` means", "What QueueBacklog means | QueueBacklog"),
            ("# KubePodNotReady\n## Diagnosis\n### Logs", "KubePodNotReady | KubePodNotReady"),
            ("# X\n## Alert\n**Alert**: DiskFull, DiskSlow.\n## Steps", "X | DiskFull | DiskSlow"),
            ("# X\n## Alert Names\n- `DiskFull` (critical)\n## Steps", "X | DiskFull"),
            ("# X\n| Field | Value |\n|-|-|\n| Alert name | DiskFull |\n## Steps", "X | DiskFull"),
            ("# X\n## A\nFires as `alertname=\"DiskFull\"`.", "A | DiskFull"),
            ("# DiskFull {#disk-full}", "DiskFull | DiskFull"),
            ("# DiskFull - what it means", "DiskFull - what it means | DiskFull"),
            ("# DiskFull（証明書）", "DiskFull（証明書） | DiskFull"),
            ("# DiskFull (`alertname=\"DiskFull\"`)", "DiskFull (alertname=\"DiskFull\") | DiskFull"),
            ("---\ntitle: Disks\nalerts: [DiskFull, DiskSlow]\n---\n\n# Disks", "Disks | DiskFull | DiskSlow"),
            ("---\nalert: DiskFull\n---\n# DiskSlow", "DiskSlow | DiskSlow"),
            ("# PostgreSQL - tuning", nil), ("# Common Commands (daily)", nil),
            ("## P1: One\n## Two", nil), ("# PostgreSQL", nil), ("# Common Commands", nil), ("## P1 - Critical", nil),
            ("# API latency P95", nil),
        ] as [(String, String?)])
    func `a heading, or what stands under it, says which alerts a procedure is for`(text: String, expected: String?)
        throws
    {
        #expect(try Self.procedure(text) == expected)
    }

    @Test func `a file is for the alert that it is called after, unless its headings name one`() throws {
        #expect(try Self.procedure("# Pods", file: "KubePodNotReady.md") == "Pods | KubePodNotReady")
        #expect(try Self.procedure("# DiskFull", file: "KubePodNotReady.md") == "DiskFull | DiskFull")
    }

    @Test func `an alerting rule's runbook leads to a file, or to a heading of it`() throws {
        let context = RunbookContext(alerts: [
            .init(name: "Slow", runbook: "https://git.example.com/ops/blob/main/docs/Shop.md#when-it-is-slow"),
            .init(name: "Odd", runbook: "https://wiki.example.com/shop/"),
            .init(name: "Other", runbook: "https://x.example.com/y.md"),
            .init(name: "Bad'name", runbook: "https://wiki.example.com/shop"),
        ])
        #expect(
            try Self.procedure("# Shop\n## When it is slow?", file: "shop.md", context) == "When it is slow? | Slow")
        #expect(try Self.procedure("# Shop\n## Steps", file: "shop.md", context) == "Shop | Odd")
        #expect(try Self.procedure("# What Odd means", file: "z.md", context) == "What Odd means | Odd")
        #expect(try Self.procedure("# Nothing", file: "z.md", context) == nil)
    }

    @Test func `a person may say what a heading is for`() throws {
        let context = RunbookContext(procedures: [
            "common commands": RunbookProcedure(name: "Common Commands", priority: .p2)
        ])
        #expect(try Self.procedure("# Common Commands", context) == "Common Commands | P2")
        let reading = try ReadRunbook.text("# Common Commands\n\n`kubectl get pods -A`")
        #expect(reading.warnings.count == 1 && reading.warnings[0].contains("--procedure 'HEADING=P2'"))
        #expect(
            reading.lines[2].rule == "no alert leads to \"Common Commands\""
                && reading.lines[2].becomes == "would be a collector: [kubectl, get, pods, -A]")
    }
}
