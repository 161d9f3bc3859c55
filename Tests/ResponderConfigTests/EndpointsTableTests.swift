import IncidentCore
import Testing

@testable import ResponderConfig

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
        let email = EmailEndpoint(
            url: "smtps://mail.example.com:465/host.example.com", startTLS: .required, username: "desk",
            password: Secret("pass word"), caFile: "/etc/ca.pem")
        #expect(
            routes.endpoints
                == Endpoints(
                    email: email,
                    pagerduty: PagerDutyEndpoint(
                        eventsURL: "http://127.0.0.1:8080/v2/enqueue", routingKey: Secret("R0UT1NGKEY")),
                    slackChannels: [
                        "#database": SlackWebhook(url: Secret("http://127.0.0.1:9/services/T/B/x")), "#spare": nil,
                    ],
                    sender: "Responder <responder@example.com>"))
        #expect(
            routes.warnings == [
                "routes/endpoints.yaml:10:86: webhook is not set, messages for #spare go to the spool; set NONE to send them"
            ])
    }

    @Test func `an empty variable is an unset one`() throws {
        let routes = try TestTables.load(
            [
                "endpoints":
                    "endpoints: { email: { smtp: { env: SMTP_URL } }, slack: { channels: { '#database': { webhook: { env: HOOK } } } } }"
            ],
            environment: ["SMTP_URL": "", "HOOK": ""])
        #expect(routes.endpoints.email == nil)
        #expect(routes.endpoints.pagerduty == nil)
        #expect(routes.endpoints.slackChannels == ["#database": nil])
        #expect(
            routes.warnings == [
                "routes/endpoints.yaml:1:12: there is no pagerduty endpoint, pages go to the spool; "
                    + "add pagerduty with routing_key to send them",
                "routes/endpoints.yaml:1:29: smtp is not set, mail goes to the spool; set SMTP_URL to send it",
                "routes/endpoints.yaml:1:95: webhook is not set, messages for #database go to the spool; set HOOK to send them",
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
                #"1:54: starttls (from T) is "yes"; one of required, opportunistic, never is expected"#
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

    @Test func `a webhook that is no URL is not repeated`() {
        let found = problems(of: "slack: { channels: { '#a': { webhook: { env: W } } } }", environment: ["W": "s3cret"])
        #expect(
            found == [
                "routes/endpoints.yaml:1:52: webhook (from W): a URL that begins with https:// or http:// is expected"
            ])
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
