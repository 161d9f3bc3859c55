import IncidentCore
import Patterns
import TestSupport
import Testing

@testable import ResponderConfig

/// What a table without a problem becomes.
@Suite(.timeLimit(.minutes(5)))
struct TableReadingTests {
    @Test func `an escalation path takes the runbook's own words`() throws {
        let routes = try TestTables.load([
            "contacts": """
            contacts:
              - role: On-Call Engineer
                contact: oncall@example.com
                escalation_path: [PagerDuty, Direct, security-escalation@example.com, "Slack #database", EMAIL x@example.com]
            """
        ])
        #expect(
            routes.tables.contacts["On-Call Engineer"]?.escalationPath == [
                .pagerduty,
                .email("oncall@example.com"),
                .email("security-escalation@example.com"),
                .slack,
                .email("x@example.com"),
            ])
    }

    @Test func `classification becomes rules, severities, heartbeats and the time to re-open`() throws {
        let tables = try TestTables.load([
            "classification": """
            default_priority: p2
            rules: [ { name: down, match: ['a="b"', 'c!~"d|e"'], priority: P1 } ]
            severities: { " Sev1 ": P1 }
            heartbeats: [ { name: dead, match: [alertname=Dead], silent_after: 1h30m, priority: P2 } ]
            incidents: { reopen_within: 5m, remind_still_firing: { P1: 10m, others: 2d }, stale_after: 13h }
            """
        ]).tables
        let matchers = [try Matcher(#"a="b""#), try Matcher(#"c!~"d|e""#)]
        #expect(
            tables.classifier.rules == [
                ClassificationRule(name: "down", matchers: AlertSelector(all: matchers), priority: .p1)
            ])
        #expect(tables.classifier.severities == ["sev1": .p1])
        #expect(tables.classifier.defaultPriority == .p2)
        let heartbeat = Heartbeat(
            name: "dead", matchers: [try Matcher("alertname=Dead")], silentAfter: .seconds(5400), priority: .p2)
        #expect(tables.heartbeats == [heartbeat])
        #expect(tables.reopenWithin == .seconds(300))
        #expect(
            Priority.allCases.map { tables.remindStillFiring[$0] }
                == [600, 4 * 3600, 2 * 86_400, 2 * 86_400].map(Duration.seconds))
        #expect(tables.staleAfter == .seconds(13 * 3600))
    }

    @Test func `a priority that is left out has no time to respond`() throws {
        let policies = "policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]"
        let tables = try TestTables.load(["escalation": "respond_within: { P1: 5m, P3: 1d }\n\(policies)"]).tables
        #expect(Priority.allCases.map { tables.respondWithin[$0] } == [.seconds(300), nil, .seconds(86_400), nil])
        #expect(try TestTables.load(["escalation": policies]).tables.respondWithin == RespondWithin())
    }

    @Test func `a digest has its time and its contacts, and a step may be for it`() throws {
        let tables = try TestTables.load([
            "escalation": """
            business_hours: { time_zone: UTC, days: [mon], from: "08:30", to: "17:00" }
            digest: { at: "07:45", notify: [Database Admin, On-Call Engineer] }
            policies:
              - name: all
                steps:
                  - { after: 0s, notify: [Database Admin], outside_hours: digest }
                  - { after: 1m, notify: [On-Call Engineer], only: digest }
                  - { after: 2m, notify: [On-Call Engineer], only: business_hours }
            """
        ]).tables
        #expect(tables.digest == DigestSettings(minute: 465, roles: ["Database Admin", "On-Call Engineer"]))
        let steps = tables.policies.flatMap(\.policy.steps)
        #expect(steps.map(\.digest) == [.outsideBusinessHours, .always, .never])
        #expect(steps.map(\.onlyBusinessHours) == [false, false, true])
    }

    @Test func `a policy becomes steps, repetition and what comes after them`() throws {
        let tables = try TestTables.load([
            "escalation": """
            business_hours: { time_zone: UTC, days: [mon, Tuesday], from: "08:30", to: "24:00", holidays: [2026-12-25] }
            policies:
              - name: all
                match: ['a="b"']
                priority: [P1, P4]
                steps:
                  - { after: 0s, notify: [On-Call Engineer, Database Admin], methods: all, deliver_within: 1m30s }
                  - { after: 15m, notify: [Database Admin], methods: email, only: business_hours }
                repeat: { every: 30m, times: 4 }
                until: resolved
                otherwise: Database Admin
              - name: rest
                steps: [ { after: 1m, notify: [On-Call Engineer] } ]
                acknowledgement_expires: 1h
            """
        ]).tables
        let steps = [
            EscalationStep(
                after: .zero, notify: ["On-Call Engineer", "Database Admin"], methods: .all, deliverWithin: .seconds(90)
            ),
            EscalationStep(
                after: .seconds(900), notify: ["Database Admin"], methods: .only(.email), onlyBusinessHours: true),
        ]
        let policy = EscalationPolicy(
            name: "all", steps: steps, repetition: .init(every: .seconds(1800), times: 4), until: .resolved,
            otherwise: "Database Admin")
        let rest = EscalationPolicy(
            name: "rest", steps: [EscalationStep(after: .seconds(60), notify: ["On-Call Engineer"])],
            acknowledgementExpires: .seconds(3600))
        #expect(
            tables.policies == [
                PolicyRule(priorities: [.p1, .p4], matchers: [try Matcher(#"a="b""#)], policy: policy),
                PolicyRule(priorities: [], matchers: [], policy: rest),
            ])
        #expect(
            tables.businessHours
                == BusinessHours(
                    timeZone: "UTC", weekdays: [1, 2], opensAt: 510, closesAt: 1440, holidays: ["2026-12-25"]))
    }

    @Test func `maintenance becomes windows, each with the clock of its time zone`() throws {
        let tables = try TestTables.load([
            "escalation": """
            maintenance:
              - name: backups
                match: ['alertname="ReplicaLag"']
                match_any: ['cluster="eu"', ['cluster="us"', 'tier="1"']]
                days: [mon, Thursday]
                from: "22:00"
                to: "02:30"
                time_zone: Europe/Berlin
                why: nightly backups
              - { name: day, match: [a=b], days: [sun], from: "0:00", to: "24:00", time_zone: UTC }
            policies: [ { name: all, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]
            """
        ]).tables
        let selector = AlertSelector(
            all: [try Matcher("alertname=ReplicaLag")],
            any: [[try Matcher("cluster=eu")], [try Matcher("cluster=us"), try Matcher("tier=1")]])
        let (berlin, utc) = (
            try #require(LocalClock(timeZone: "Europe/Berlin")), try #require(LocalClock(timeZone: "UTC"))
        )
        #expect(
            tables.maintenance == [
                MaintenanceWindow(
                    name: "backups", selector: selector, weekdays: [1, 4], from: 1320, to: 150, clock: berlin,
                    why: "nightly backups"),
                MaintenanceWindow(
                    name: "day", selector: AlertSelector(all: [try Matcher("a=b")]), weekdays: [0], from: 0, to: 1440,
                    clock: utc, why: ""),
            ])
    }

    @Test func `a statement may call the functions that the table names, also once its labels are filled in`() throws {
        let tables = try TestTables.load([
            "collectors": """
            functions: [app.order_lag]
            collectors:
              - { name: lag, run: [psql, -d, app, -c, "SELECT app.order_lag('{label:shop}')"] }
            """
        ]).tables
        let question = try #require(tables.collectors.first?.question(for: ["shop": "berlin"]))
        #expect(question.contains("SELECT app.order_lag('berlin')"))
    }

    @Test func `a query of Prometheus is asked where the table says it is, and of nobody where it does not`() throws {
        let table = """
            collectors:
              - name: errors
                timeout: 5s
                prometheus: { query: 'up{job="{label:job|api}"}', title: Up, unit: ratio, range: 1h, below: 0.9, level: critical }
            """
        let asked = try TestTables.load(
            [
                "collectors": table,
                "endpoints": TestTables.valid["endpoints"]!
                    + "\nprometheus: { url: { env: P }, token: { env: T }, ca_file: /etc/ca.pem }",
            ],
            environment: TestTables.environment.merging(["P": "https://prometheus:9090/", "T": "t0ken-t0ken"]) { $1 },
            files: ["/etc/ca.pem": "x"]
        ).tables
        let collector = try #require(asked.collectors(for: .p1, labels: [:]).first)
        #expect(collector.question(for: [:]) == ["prometheus", #"up{job="api"}"#, "range=1h", "step=15s"])
        var query: PrometheusQuery?
        if case .prometheus(let asked) = collector.source { query = asked }
        #expect(query?.limit == ChartLimit(.below, 0.9) && query?.level == .critical && query?.unit == .ratio)
        #expect(query?.server?.url == "https://prometheus:9090")
        #expect(
            query?.server?.access
                == HTTPAccess(credentials: .bearer(Secret("t0ken-t0ken")), caFile: "/etc/ca.pem", proxy: nil))

        let own = try TestTables.load([
            "collectors":
                "collectors:\n- { name: a, prometheus: { query: '{alert:expression}', title: What fires, range: 1h } }",
            "endpoints": TestTables.valid["endpoints"]! + "\nprometheus: { url: 'http://127.0.0.1:9090' }",
        ]).tables.collectors[0]
        #expect(own.question(for: CollectorSubject([:], expression: "up == 0"))?[1] == "up == 0")
        #expect(own.question(for: [:]) == nil)

        let unasked = try TestTables.load(["collectors": table]).tables
        #expect(unasked.collectors.isEmpty && unasked.placelessCollectors == 1)
    }

    @Test func `a question by HTTP is asked of the host that is written, with what the environment has`() throws {
        let tables = try TestTables.load(
            [
                "collectors": """
                collectors:
                  - name: health
                    http:
                      url: https://api.example.com:8443/teams/{label:team:name}/health?mount={label:mount:path|/data}
                      method: HEAD
                      expect: [200, 204]
                      certificate_days: 30
                      level: warning
                      token: { env: T }
                  - { name: plain, http: { url: 'http://127.0.0.1:8080', expect: 200 }, output_limit: 1KiB }
                """
            ], environment: TestTables.environment.merging(["T": "t0ken-t0ken"]) { $1 }
        ).tables
        let collector = try #require(tables.collectors.first)
        let url = "https://api.example.com:8443/teams/data/health?mount="
        #expect(
            collector.question(for: ["team": "data", "mount": "/var/lib"]) == ["http", "HEAD", url + "%2Fvar%2Flib"])
        #expect(collector.question(for: ["team": "data"])?.last == url + "%2Fdata")
        #expect(collector.question(for: ["team": "a/../b"]) == nil)
        guard case .http(let question) = collector.source else { throw RouteTableProblems(problems: []) }
        #expect(question.expected == [200, 204] && question.certificateDays == 30 && question.level == .warning)
        #expect(question.access.credentials == .bearer(Secret("t0ken-t0ken")))
        #expect(question.place == "api.example.com:8443" && question.origin == "https://api.example.com:8443")
        #expect(tables.collectors.map(\.outputLimitBytes) == [4096, 1024])
        #expect(tables.redactions.apply(to: "it says t0ken-t0ken") == "it says [redacted]")
    }

    @Test func `a password that a collector names is known as a secret, and what is none is not`() throws {
        let loaded = try TestTables.load(
            [
                "collectors": """
                collectors:
                - { name: a, run: [redis-cli, INFO], environment: [REDISCLI_AUTH, PGPASSWORD, REGION, UNSET_TOKEN] }
                """
            ],
            environment: TestTables.environment.merging([
                "REDISCLI_AUTH": "geheimnis", "PGPASSWORD": "kurz", "REGION": "eu-central-1",
            ]) { $1 })
        #expect(loaded.tables.collectors[0].variables == ["REDISCLI_AUTH", "PGPASSWORD", "REGION", "UNSET_TOKEN"])
        #expect(loaded.tables.redactions.apply(to: "geheimnis in eu-central-1") == "[redacted] in eu-central-1")
        #expect(
            loaded.warnings.contains {
                $0.hasSuffix("PGPASSWORD is shorter than 8 characters: it is not taken out of what collectors print")
            }, "\(loaded.warnings)")
    }

    @Test func `a collector becomes a command with its filters, findings and limits`() throws {
        let tables = try TestTables.load([
            "collectors": """
            page_waits_for_diagnostics: 0s
            redact: ['customer-[0-9]+']
            sandbox: bubblewrap-with-network
            collectors:
              - { name: local, run: [/opt/team/local], trusted: true, sandbox: bubblewrap }
              - { name: free, run: [/opt/team/free], trusted: true, sandbox: none }
              - name: top
                procedure: "P1: x"
                when: { priority: [P1, P2], match: ['a="b"'] }
                run: [/opt/team/report, 5, --all]
                trusted: true
                timeout: 3s
                baseline: 6h
                output_limit: 4MiB
                filters:
                  - grep: a.b
                  - grep: { pattern: c, fixed: true, invert: true, ignore_case: true, before: 1, after: 2 }
                  - sort
                  - sort: { numeric: true, reverse: true }
                  - uniq
                  - uniq: { count: true }
                  - head: 3
                  - tail: 2
                  - wc_lines
                findings: [ { pattern: '(\\d+)', say: "$1 costs $$2", level: info } ]
            next_steps:
              - { title: Do it, procedure: "P1: x", command: "team do 'two words' --now" }
              - { title: Ask the team }
            """
        ]).tables
        #expect(tables.collectors.map(\.sandbox) == [.bubblewrap, .none, .bubblewrapWithNetwork])
        let collector = try #require(tables.collectors.last)
        #expect(collector.name == "top" && collector.procedure == "P1: x")
        #expect(collector.when == Selector(priorities: [.p1, .p2], matchers: [try Matcher("a=b")]))
        #expect(collector.words.map(\.text) == ["/opt/team/report", "5", "--all"])
        #expect(tables.collectors.map(\.baseline) == [nil, nil, .seconds(6 * 3600)])
        #expect(collector.timeout == .seconds(3) && collector.outputLimitBytes == 4 * 1024 * 1024)
        #expect(
            collector.filters == [
                .grep(try Grep("a.b")),
                .grep(try Grep("c", isFixed: true, isInverted: true, ignoresCase: true, before: 1, after: 2)),
                .sort(), .sort(numeric: true, reversed: true), .uniq(), .uniq(count: true), .head(3), .tail(2),
                .wcLines,
            ])
        let costs = FindingRule(pattern: try Pattern(#"(\d+)"#), sentence: "$1 costs $$2", level: .info)
        #expect(collector.findings == [costs])
        #expect(tables.nextSteps.map { $0.command.map(\.text) } == [["team", "do", "two words", "--now"], []])
        #expect(tables.pageWaitsForDiagnostics == .zero)
        #expect(tables.redactions.apply(to: "customer-17") == "[redacted]")
    }

    @Test func `a policy and a rule that earlier ones shadow are warnings`() throws {
        let routes = try TestTables.load([
            "classification": """
            rules:
              - { name: wide, match: ['a=~"b.*"'], priority: P1 }
              - { name: narrow, match: ['a=~"b.*"', c=d], priority: P2 }
            """,
            "escalation": """
            policies:
              - { name: one, priority: [P1, P2], steps: &s [ { after: 0s, notify: [On-Call Engineer] } ] }
              - { name: two, priority: [P3], match: [x=y], steps: *s }
              - { name: rest, steps: *s }
              - { name: three, priority: [P1, P3], match: [x=y], steps: *s }
              - { name: four, priority: [P3], match: [x=z], steps: *s }
            """,
        ])
        #expect(
            routes.warnings == [
                #"routes/classification.yaml:3:5: rule "narrow" never decides: "#
                    + #"rule "wide" before it takes all that it matches"#,
                #"routes/escalation.yaml:5:5: policy "three" never applies: policy "one" before it takes all of its incidents"#,
                #"routes/escalation.yaml:6:5: policy "four" never applies: policy "rest" before it takes all of its incidents"#,
            ])
    }

    @Test(
        arguments: [
            ("acknowledgement_expires: 5m", "5m"), ("acknowledgement_expires: 20m", "20m"),
            ("acknowledgement_expires: 21m", nil), ("until: resolved", nil),
        ] as [(String, String?)])
    func `an acknowledgement that ends no later than what it asks lapses is warned of`(key: String, expires: String?)
        throws
    {
        let warnings = try TestTables.load([
            "escalation": """
            confirm_new_alerts: 20m
            policies:
              - { name: all, steps: [ { after: 0s, notify: [On-Call Engineer] } ], \(key) }
            """
        ]).warnings
        let words = expires.map {
            "routes/escalation.yaml:3:97: acknowledgement_expires of policy \"all\" is \($0), confirm_new_alerts is 20m: who is "
                + "asked to confirm, or to take what is handed over, has less time than that; make "
                + "acknowledgement_expires longer or confirm_new_alerts shorter"
        }
        #expect(warnings == (words.map { [$0] } ?? []))
    }

    @Test func `a step that only a shell can do is shown as it stands`() throws {
        let steps = try TestTables.load([
            "collectors": """
            collectors: []
            next_steps:
              - { title: Drop what is queued, command: "team list -n {label:namespace|shop} | xargs -n 1 'team drop' > /tmp/out" }
              - { title: Say why, command: "team note 'a | b' <id>" }
            """
        ]).tables.nextSteps(for: .p1, labels: ["namespace": "stage"])
        #expect(
            steps.map(\.command) == [
                "team list -n stage | xargs -n 1 'team drop' > /tmp/out", "team note 'a | b' <id>",
            ])
    }

    @Test func `a contact's domain may be international, and stands as it was written`() throws {
        let contacts = try TestTables.load([
            "contacts": """
            contacts:
              - { role: On-Call Engineer, contact: "oncall@bücher.example.com", escalation_path: [email, email x@почта.рф] }
            """
        ]).tables.contacts.contacts
        #expect(contacts.first?.address == "oncall@bücher.example.com")
        #expect(contacts.first?.escalationPath.map(\.address) == ["oncall@bücher.example.com", "x@почта.рф"])
    }
}
