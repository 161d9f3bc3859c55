import IncidentCore
import Testing

@testable import ResponderConfig

/// `webhook_secrets`: by which the other side proves what it sends us.
@Suite("Secrets of what comes in", .timeLimit(.minutes(5)))
struct InboundSecretTests {
    private static let environment = [
        "KEY": "R0UT1NGKEY", "ONE": "first secret", "TWO": " second secret \n", "BOTH": "first secret, second secret,",
        "BLANK": " , ",
    ]

    private static func table(_ secrets: String) -> String {
        """
        endpoints:
          email: { smtp: 'smtp://mail:587', from: responder@example.com }
          slack: { channels: { "#database": { webhook: { file: /run/slack } } } }
          pagerduty: { routing_key: { env: KEY }, webhook_secrets: \(secrets) }
        """
    }

    private static func load(_ secrets: String) throws(RouteTableProblems) -> LoadedRoutes {
        try TestTables.load(
            ["endpoints": table(secrets)], environment: environment,
            files: ["/run/slack": "https://hooks.slack.com/services/T0/B0/x", "/run/secret": "third secret\n"])
    }

    @Test(arguments: [
        ("{ env: ONE }", ["first secret"]), ("[{ env: ONE }, { env: TWO }]", ["first secret", "second secret"]),
        ("{ env: BOTH }", ["first secret", "second secret"]), ("[{ file: /run/secret }]", ["third secret"]),
        ("{ env: UNSET }", []), ("{ env: BLANK }", []), ("[{ env: UNSET }, { env: ONE }]", ["first secret"]),
    ])
    func `are one, a list, or several between commas`(written: String, secrets: [String]) throws {
        let routes = try Self.load(written)
        let expected = secrets.map { Secret($0) }
        #expect(routes.endpoints.first { $0.id.text == "pagerduty" }?.settings.inboundSecrets == expected)
        #expect(
            routes.tables.inboundSecrets
                == (secrets.isEmpty
                    ? [] : [InboundSecrets(endpoint: EndpointID(NotifierKind("pagerduty")), secrets: expected)]))
        // They are taken out of whatever collectors print.
        for secret in secrets { #expect(routes.tables.redactions.apply(to: "x \(secret) y") == "x [redacted] y") }
    }

    @Test(arguments: [
        (
            "s3cretvalue",
            "webhook_secrets is a secret and stands in the table; write { env: NAME } or { file: PATH } instead"
        ),
        (
            "[{ env: ONE, default: s3cretvalue }]",
            " is a secret and stands in the table; write { env: NAME } or { file: PATH } instead"
        ),
        ("[{ env: BOTH }, { env: ONE }]", "(from ONE): a secret stands there twice; leave one out"),
        ("{ file: /nowhere }", "file \"/nowhere\" cannot be read: no such file or directory"),
        ("{ from: ONE }", "unknown key \"from\""),
    ])
    func `that are wrong are refused and not repeated`(written: String, words: String) {
        let error = #expect(throws: RouteTableProblems.self) { try Self.load(written) }
        let problems = (error?.problems ?? []).map(\.description)
        #expect(problems.contains { $0.contains(words) }, "\(problems)")
        #expect(!problems.contains { $0.contains("s3cretvalue") || $0.contains("first secret") })
    }
}
