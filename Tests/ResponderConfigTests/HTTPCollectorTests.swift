import IncidentCore
import Testing

@testable import ResponderConfig

/// Who is asked by HTTP, and as whom, as the tables are read.
@Suite(.timeLimit(.minutes(5))) struct HTTPCollectorTests {
    private static func load(_ http: String, environment: [String: String] = [:]) throws(RouteTableProblems)
        -> LoadedRoutes
    {
        try TestTables.load(
            ["collectors": "collectors:\n- { name: a, http: \(http) }"],
            environment: TestTables.environment.merging(environment) { $1 })
    }

    @Test(
        arguments: [
            ("token: { env: T }", ["token (from T)"], ["T"]),
            ("username: desk, password: { env: P }", ["password (from P)"], ["P"]),
            ("username: { env: U }, password: { env: P }", ["username (from U)", "password (from P)"], ["U", "P"]),
        ] as [(String, [String], [String])])
    func `a login whose variable is not set is warned of, and asked without`(
        keys: String, names: [String], variables: [String]
    ) throws {
        let routes = try Self.load("{ url: 'https://api/health', \(keys) }")
        let expected = zip(names, variables).map { ": \($0) is not set: the server is asked without it; set \($1)" }
        #expect(routes.warnings.count == expected.count)
        for (warning, words) in zip(routes.warnings, expected) {
            #expect(warning.hasPrefix("routes/collectors.yaml:2:") && warning.hasSuffix(words))
        }
        guard case .http(let question)? = routes.tables.collectors.first?.source else {
            Issue.record("no question by HTTP")
            return
        }
        #expect(question.access == HTTPAccess(unsetVariables: variables))

        let set = try Self.load(
            "{ url: 'https://api/health', \(keys) }",
            environment: ["T": "t0ken-t0ken", "U": "desk", "P": "p4ssword-p4ssword"])
        #expect(set.warnings.isEmpty)
    }

    @Test func `of a token that the shipped tables name and nobody needs nothing is said, of half a login it is`()
        throws
    {
        func warnings(_ keys: String) throws -> [String] {
            try TestTables.load([
                "endpoints": TestTables.valid["endpoints"]!
                    + "\nprometheus: { url: 'https://prometheus:9090', \(keys) }"
            ]).warnings
        }
        #expect(try warnings("token: { env: T }").isEmpty)
        #expect(
            try warnings("username: desk, password: { env: P }").map { $0.contains("; set P") } == [true])
    }

    @Test(arguments: [
        "http://2130706433/", "http://0x7f.1/", "http://0X7F000001/", "http://0177.0.0.1/", "http://127.1/",
        "http://0/",
        "http://127.0.0.1./", "http://2852039166:80/latest", "http://0xa9.0xfe.0xa9.0xfe/", "http://169.254.43518/",
        "http://256.1.1.1/", "http://1.2.3.4.5/", "http://api.0x10/", "http://localhost./", "http://team.localhost/",
        "http://LOCALHOST./", "http://127%2E0.0.1/", "http://./",
    ])
    func `a host that is read as another than is written is an error`(url: String) {
        let problems = TestTables.problems(["collectors": "collectors:\n- { name: a, http: { url: '\(url)' } }"])
        #expect(problems.count == 1 && problems[0].hasPrefix("routes/collectors.yaml:2:27: url: host "), "\(problems)")
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://10.0.0.1:8080/", "http://169.254.169.254/latest", "http://localhost:9090/",
        "http://LOCALHOST/", "https://api.example.com./", "https://api-1.example.com", "https://3scale.example.com/",
        "https://0xcafe.example.com/", "https://1.2.3.example/",
    ])
    func `a name, and an address as it is usually written, may be asked`(url: String) throws {
        #expect(try Self.load("{ url: '\(url)' }").tables.collectors.count == 1)
    }
}
