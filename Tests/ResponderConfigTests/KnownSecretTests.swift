import IncidentCore
import Testing

@testable import ResponderConfig

@Suite(.timeLimit(.minutes(5))) struct KnownSecretTests {
    private static let endpoints = """
        endpoints:
          email: { smtp: 'smtp://mail:587', username: desk, password: { file: /run/secrets/smtp } }
          pagerduty: { routing_key: { env: KEY } }
          slack: { channels: { "#database": { webhook: { env: HOOK } } } }
        """

    private func load(key: String) throws -> LoadedRoutes {
        try TestTables.load(
            ["endpoints": Self.endpoints, "collectors": "redact: ['customer-[0-9]+']\ncollectors: []\n"],
            environment: ["KEY": key, "HOOK": "https://hooks.example.com/services/T0AB/B0CD/abcDEF12"],
            files: ["/run/secrets/smtp": "mail password\n"])
    }

    @Test func `every secret of the tables is redacted by its value, beside the patterns of the tables`() throws {
        let redactions = try load(key: "bareRoutingKey").tables.redactions
        let text = "bareRoutingKey, mail password, services/T0AB/B0CD/abcDEF12, customer-17, desk"
        #expect(redactions.apply(to: text) == "[redacted], [redacted], [redacted], [redacted], desk")
    }

    @Test func `one that is too short to be told from other text is warned of`() throws {
        let routes = try load(key: "short")
        #expect(routes.tables.redactions.apply(to: "a short text") == "a short text")
        #expect(
            routes.warnings == [
                "routes/endpoints.yaml:3:29: routing_key (from KEY) is shorter than 8 characters: "
                    + "it is not taken out of what collectors print"
            ])
    }

    @Test(arguments: [("s3cr3", 2), ("fifteen-letters", 1), ("sixteen--letters", 0)])
    func `one that signs is warned of where it can be guessed`(secret: String, warnings: Int) throws {
        let routes = try TestTables.load(
            [
                "endpoints": """
                endpoints:
                  email: { smtp: 'smtp://mail:587' }
                  slack: { channels: { "#database": { webhook: { env: HOOK } } } }
                  pagerduty: { routing_key: { env: KEY }, webhook_secrets: { env: LONG } }
                  webhook: { url: "https://desk.example.com/", secret: { env: SIGNING } }
                """
            ],
            environment: [
                "KEY": "R0UT1NGKEY", "LONG": "sixteen--letters", "SIGNING": secret,
                "HOOK": "https://hooks.example.com/services/T0AB/B0CD/abcDEF12",
            ])
        #expect(routes.warnings.count == warnings, "\(routes.warnings)")
        let tooShort = routes.warnings.filter {
            $0.contains(
                "secret (from SIGNING) is shorter than 16 characters: it can be guessed from one signed message")
        }
        #expect(tooShort.count == min(warnings, 1))
        #expect(routes.endpoints.contains { $0.id.text == "webhook" && $0.hasCredential })
    }
}
