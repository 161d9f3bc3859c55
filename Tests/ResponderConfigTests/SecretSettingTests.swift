import Testing

@testable import ResponderConfig

/// The rule for what comes from variables and files, for each secret of `endpoints.yaml`.
@Suite("Secrets of the endpoints", .timeLimit(.minutes(5)))
struct SecretSettingTests {
    private static let clean = [
        "PASSWORD": "s3cr3t word", "KEY": "R0UT1NGKEY", "HOOK": "https://hooks.slack.com/services/T0/B0/s3cr3t",
    ]
    private static let labels = ["PASSWORD": "password", "KEY": "routing_key", "HOOK": "webhook"]

    private static func table(_ source: (String) -> String) -> String {
        """
        endpoints:
          email: { smtp: "smtp://mail.example.com:587", username: desk, password: \(source("PASSWORD")) }
          pagerduty: { routing_key: \(source("KEY")) }
          slack: { channels: { "#database": { webhook: \(source("HOOK")) } } }
        """
    }

    private static func load(variables: [String: String]) throws(RouteTableProblems) -> LoadedRoutes {
        try TestTables.load(["endpoints": table { "{ env: \($0) }" }], environment: variables)
    }

    private static func load(files: [String: String]) throws(RouteTableProblems) -> LoadedRoutes {
        let paths = Dictionary(uniqueKeysWithValues: files.map { ("/run/secrets/\($0)", $1) })
        return try TestTables.load(["endpoints": table { "{ file: /run/secrets/\($0) }" }], files: paths)
    }

    @Test(arguments: ["PASSWORD", "KEY", "HOOK"], [" ", "\n", "\r\n", "\t\n\n"])
    func `white space around a secret goes, wherever it comes from`(name: String, space: String) throws {
        let expected = try Self.load(variables: Self.clean).endpoints
        var padded = Self.clean
        padded[name] = space + Self.clean[name, default: ""] + space
        #expect(try Self.load(variables: padded).endpoints == expected)
        #expect(try Self.load(files: padded).endpoints == expected)
    }

    @Test(arguments: ["PASSWORD", "KEY", "HOOK"], ["\n", "\u{0}", "\u{1B}", "\u{A0}", "\u{200B}", "\u{2028}"])
    func `what cannot be seen inside a secret is refused by the setting's name, and not repeated`(
        name: String, character: String
    ) throws {
        let wrong = Self.clean.merging([name: "s3cr3t\(character)" + Self.clean[name, default: ""]]) { $1 }
        let loads: [() throws -> LoadedRoutes] = [
            { try Self.load(variables: wrong) }, { try Self.load(files: wrong) },
        ]
        for load in loads {
            let error = #expect(throws: RouteTableProblems.self) { try load() }
            let problems = error?.problems ?? []
            let sentences = problems.map(\.sentence).filter { !$0.contains("there is no password") }
            #expect(sentences.count == 1)
            let label = Self.labels[name] ?? ""
            #expect(sentences.allSatisfy { $0.hasPrefix("\(label) (from ") && $0.hasSuffix("; remove it") })
            #expect(!problems.contains { $0.description.contains("s3cr3t") })
        }
    }

    @Test(arguments: ["PASSWORD", "KEY", "HOOK"]) func `a variable of white space is unset`(name: String) throws {
        var blank = Self.clean
        blank[name] = " \n"
        if name == "PASSWORD" {
            #expect(throws: RouteTableProblems.self) { try Self.load(variables: blank) }
        } else {
            #expect(try Self.load(variables: blank).warnings.contains { $0.contains("set \(name)") })
        }
    }
}
