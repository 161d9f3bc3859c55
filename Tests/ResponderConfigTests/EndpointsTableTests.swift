import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

@Suite(.timeLimit(.minutes(5)))
struct EndpointsTableTests {
    @Test func `values come from the table, the environment and files`() throws {
        let routes = try TestTables.load(
            [
                "endpoints": """
                endpoints:
                  email:
                    smtp: { env: SMTP_URL, default: "smtp://localhost:25" }
                    starttls: { env: STARTTLS, default: required }
                    from: "Responder <responder@example.com>"
                    username: { env: SMTP_USERNAME }
                    password: { file: /run/secrets/smtp }
                    ca_file: { env: SMTP_CA_FILE }
                  pagerduty: { events_v2: "http://127.0.0.1:8080/v2/enqueue", routing_key: { env: KEY } }
                  slack: { channels: { "#database": { webhook: { env: HOOK } }, "#spare": { webhook: { env: NONE } } } }
                """
            ],
            environment: [
                "SMTP_URL": "smtps://mail.example.com:465/host.example.com", "STARTTLS": "", "SMTP_USERNAME": "desk",
                "SMTP_CA_FILE": "/etc/ca.pem", "KEY": "R0UT1NGKEY", "HOOK": "http://127.0.0.1:9/services/T/B/x",
            ],
            files: ["/run/secrets/smtp": "pass word\n", "/etc/ca.pem": "PEM"])
        #expect(
            routes.endpoints == [
                Endpoint(
                    .email,
                    settings: EndpointSettings(
                        texts: [
                            "smtp": "smtps://mail.example.com:465/host.example.com", "starttls": "required",
                            "from": "Responder <responder@example.com>", "username": "desk",
                            "ca_file": "/etc/ca.pem",
                        ], secrets: ["password": Secret("pass word")]), hasCredential: true),
                Endpoint(
                    .pagerduty,
                    settings: EndpointSettings(
                        texts: ["events_v2": "http://127.0.0.1:8080/v2/enqueue"],
                        secrets: ["routing_key": Secret("R0UT1NGKEY")]), hasCredential: true),
                Endpoint(
                    .slack,
                    settings: EndpointSettings(secrets: ["webhook": Secret("http://127.0.0.1:9/services/T/B/x")]),
                    hasCredential: true),
                Endpoint(EndpointID(.slack, "#spare"), hasCredential: false),
            ])
        #expect(
            routes.warnings == [
                "routes/endpoints.yaml:10:86: webhook is not set, messages for slack #spare go to the spool; set NONE to send them"
            ])
    }

    @Test func `an empty variable is an unset one`() throws {
        let routes = try TestTables.load(
            [
                "endpoints":
                    "endpoints: { email: { smtp: { env: SMTP_URL } }, slack: { channels: { '#database': { webhook: { env: HOOK } } } } }"
            ],
            environment: ["SMTP_URL": "", "HOOK": ""])
        #expect(routes.endpoints.map(\.id) == [.email, .slack, .pagerduty])
        #expect(routes.endpoints.allSatisfy { !$0.hasCredential })
        #expect(
            routes.warnings == [
                "routes/endpoints.yaml:1:12: there is no pagerduty endpoint, messages for it go to the spool; "
                    + "add pagerduty with routing_key to send them",
                "routes/endpoints.yaml:1:29: smtp is not set, messages for email go to the spool; set SMTP_URL to send them",
                "routes/endpoints.yaml:1:95: webhook is not set, messages for slack #database go to the spool; set HOOK to send them",
            ])
    }

    @Test(
        arguments: [
            (
                "email: { smtp: { env: URL } }", ["URL": "http://x"],
                "1:29: smtp (from URL): a URL that begins with smtp:// or smtps:// is expected"
            ),
            (
                "email: { smtp: 'smtp://desk:hunter2@mail:587' }", [:],
                "1:29: smtp: a URL must not hold a user name or password, which would reach logs; use username and password"
            ),
            ("email: { smtp: 'smtp://mail:70000' }", [:], "1:29: smtp: port 70000 is not from 1 to 65535"),
            (
                "email: { smtp: 'smtp://:25' }", [:],
                "1:29: smtp: a URL that begins with smtp:// or smtps:// is expected, with a host and at most a port"
            ),
            (
                "email: { smtp: 'smtp://mail', starttls: { env: T } }", ["T": "yes"],
                #"1:54: starttls (from T): "yes" is none of required, opportunistic, never"#
            ),
            (
                "email: { smtp: 'smtp://mail', from: \"a@b.example\\r\\nBcc: c@d.example\" }", [:],
                #"1:50: from: "a@b.exampleBcc: c@d.example" is no mail address; one such as oncall@example.com is expected"#
            ),
            (
                "email: { smtp: 'smtp://mail', starttls: never, username: desk, password: { env: PASS } }",
                ["PASS": "hunter2"],
                "1:87: password (from PASS) is set and starttls is never: the password would go in clear; use required, or smtps://"
            ),
            (
                "email: { smtp: 'smtp://mail', username: desk }", [:],
                "1:54: username is set and there is no password; add password: { env: NAME }"
            ),
            (
                "email: { smtp: 'smtp://mail', username: desk, password: { env: PASS } }", [:],
                "1:54: username is set and there is no password; set PASS"
            ),
            (
                "email: { smtp: 'smtp://mail', ca_file: /nowhere }", [:],
                #"1:53: ca_file: file "/nowhere" cannot be read: no such file or directory"#
            ),
            (
                "email: { smtp: { env: URL, file: /x } }", [:],
                "1:29: smtp: write the value, { env: NAME, default: … } or { file: PATH }"
            ),
            (
                "pagerduty: { routing_key: { file: /nowhere } }", [:],
                #"1:48: file "/nowhere" cannot be read: no such file or directory"#
            ),
            (
                "pagerduty: { routing_key: { env: URL }, events_v2: events.pagerduty.com }", ["URL": "k"],
                "1:65: events_v2: a URL that begins with https:// or http:// is expected"
            ),
            (
                "email: { smtp: 'smtp://mail', username: \"de\\0sk\", password: { env: PASS } }", ["PASS": "hunter2"],
                "1:54: username: holds a line end or another character that cannot be seen; remove it"
            ),
            (
                "webhook: { url: 'https://desk.example.com', secret: { env: S }, proxy: { env: P } }",
                ["S": "s3cr3ts3cr3t", "P": "ftp://desk:hunter2@proxy:3128"],
                "1:85: proxy (from P): a URL that begins with http:// or https:// is expected"
            ),
            (
                "webhook: { url: 'https://desk.example.com', secret: { env: S }, proxy: { env: P } }",
                ["S": "s3cr3ts3cr3t", "P": "http://de sk:hunter2@proxy:3128"],
                "1:85: proxy (from P): a URL that begins with http:// or https:// is expected, without blanks and special characters"
            ),
        ] as [(String, [String: String], String)])
    func `a wrong value is reported with its origin`(entry: String, environment: [String: String], problem: String) {
        #expect(problems(of: entry, environment: environment) == ["routes/endpoints.yaml:\(problem)"])
    }

    @Test(arguments: [
        "pagerduty: { routing_key: s3cret }",
        "pagerduty: { routing_key: { env: KEY, default: s3cret } }",
        "slack: { channels: { '#a': { webhook: 'https://hooks.slack.com/s3cret' } } }",
        "email: { smtp: 'smtp://mail', username: desk, password: s3cret }",
    ])
    func `a secret in the table is refused and not repeated`(entry: String) {
        let found = problems(of: entry, environment: [:]).joined(separator: "\n")
        #expect(found.contains("is a secret and stands in the table; write { env: NAME } or { file: PATH } instead"))
        #expect(!found.contains("s3cret"))
    }

    /// Of each kind that speaks HTTP.
    @Test(
        arguments: [
            ("pagerduty: { routing_key: { env: K }, events_v2: { env: U } }", "events_v2"),
            ("slack: { channels: { '#a': { webhook: { env: U } } } }", "webhook"),
            ("webhook: { url: { env: U }, secret: { env: K } }", "url"),
        ],
        [
            ("http://desk.example.com/s3cret", false), ("HTTP://10.0.0.7:8080", false),
            ("http://localhost.example.com", false), ("http://127.0.0.1.example.com", false),
            ("http://127.0.0.1:8080/s3cret", true), ("http://LOCALHOST/", true), ("http://[::1]:80/", true),
            ("https://desk.example.com/s3cret", true),
        ])
    func `http is for this machine only`(entry: (table: String, field: String), url: (text: String, isTaken: Bool)) {
        let found = problems(of: entry.table, environment: ["U": url.text, "K": "R0UT1NGKEY"])
        #expect(found.isEmpty == url.isTaken)
        #expect(
            found.allSatisfy {
                $0.hasSuffix("\(entry.field) (from U): http is for this machine only; write https://")
            })
    }

    @Test(arguments: ["R0UT1NG KEY", "<R0UT1NGKEY>", "\"R0UT1NGKEY\"", "R0UT1NGKEY;", "${R0UT1NGKEY}", "R0UT1NGKÉY"])
    func `a routing key with blanks or odd characters is refused and not repeated`(key: String) {
        let found = problems(of: "pagerduty: { routing_key: { env: KEY } }", environment: ["KEY": key])
        #expect(
            found == [
                "routes/endpoints.yaml:1:40: routing_key (from KEY): a key of letters and digits is expected; "
                    + "copy it without what stands around it"
            ])
    }

    @Test func `a webhook that is no URL is not repeated`() {
        let found = problems(of: "slack: { channels: { '#a': { webhook: { env: W } } } }", environment: ["W": "s3cret"])
        #expect(
            found == [
                "routes/endpoints.yaml:1:52: webhook (from W): a URL that begins with https:// or http:// is expected"
            ])
    }

    @Test func `several endpoints of a kind stand side by side, and contacts choose among them`() throws {
        let routes = try TestTables.load(
            [
                "endpoints": """
                endpoints:
                  email: { smtp: "smtp://mail.example.com:587" }
                  email relay: { smtp: "smtp://relay.example.com:25" }
                  pagerduty: { routing_key: { env: KEY } }
                  pagerduty payments: { routing_key: { env: KEY } }
                  slack: { channels: { "#database": { webhook: { env: HOOK } } } }
                """,
                "contacts": """
                contacts:
                  - role: On-Call Engineer
                    contact: oncall@example.com
                    escalation_path: [PagerDuty payments, pagerduty, email relay, email relay boss@example.com, "slack #database", email]
                """,
            ])
        #expect(routes.warnings.isEmpty)
        let (relay, payments) = (EndpointID(.email, "relay"), EndpointID(.pagerduty, "payments"))
        #expect(routes.endpoints.map(\.id) == [.email, relay, .pagerduty, payments, .slack])
        #expect(
            routes.tables.contacts.contacts.map(\.escalationPath) == [
                [
                    ContactMethod(payments, address: "payments"), .pagerduty,
                    ContactMethod(relay, address: "oncall@example.com"),
                    ContactMethod(relay, address: "boss@example.com"), .slack, .email,
                ]
            ])
    }

    @Test(
        arguments: [
            (
                "pagerduty paymnts",
                #"endpoint "pagerduty paymnts" is not in routes/endpoints.yaml; did you mean "pagerduty payments"?"#
            ),
            ("email backup", #"endpoint "email backup" is not in routes/endpoints.yaml; add "email backup" there"#),
            ("emial relay", #"escalation_path: "emial relay" is no way to reach somebody; did you mean "email"?"#),
            (
                "email a@example.com relay",
                #"escalation_path: "email a@example.com relay" is no way to reach somebody; write pagerduty, "#
                    + "email, email someone@example.com, slack #channel or webhook"
            ),
            (
                "pagerduty payments now",
                #"escalation_path: "pagerduty payments now" is no way to reach somebody; write pagerduty, "#
                    + "email, email someone@example.com, slack #channel or webhook"
            ),
        ])
    func `a way that leads to no endpoint is reported`(way: String, problem: String) {
        let found = TestTables.problems([
            "endpoints":
                "endpoints: { email: { smtp: 'smtp://a' }, pagerduty payments: { routing_key: { env: KEY } } }",
            "contacts":
                "contacts: [ { role: On-Call Engineer, contact: a@example.com, escalation_path: ['\(way)'] } ]",
        ])
        #expect(found == ["routes/contacts.yaml:1:81: \(problem)"])
    }

    @Test(
        arguments: [
            ("emial: { smtp: 'smtp://a' }", #"1:14: unknown key "emial"; did you mean "email"?"#),
            (
                "pagerduty pay ments: { routing_key: { env: KEY } }",
                #"1:14: "pagerduty pay ments" is no endpoint; after pagerduty may come one name of letters, digits, - and _"#
            ),
            (
                "slack ops: { channels: {} }",
                #"1:14: "slack ops": slack has its channels under channels and no names of its own"#
            ),
        ])
    func `a key that is no endpoint is reported`(entry: String, problem: String) {
        #expect(problems(of: entry, environment: ["KEY": "k"]) == ["routes/endpoints.yaml:\(problem)"])
    }

    private func problems(of entry: String, environment: [String: String]) -> [String] {
        let contacts = "contacts: [ { role: On-Call Engineer, contact: a@example.com, escalation_path: [email] } ]"
        do {
            _ = try TestTables.load(
                ["endpoints": "endpoints: { \(entry) }", "contacts": contacts], environment: environment)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }
}
