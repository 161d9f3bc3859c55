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
}
