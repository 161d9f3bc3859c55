import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

@Suite("The table of Grafana", .timeLimit(.minutes(5)))
struct GrafanaTableTests {
    @Test func `without a URL there is none, and without a token nothing is written there`() throws {
        #expect(try Self.server("{ url: { env: URL }, token: { env: TOKEN } }") == nil)
        #expect(try TestTables.load().tables.grafana == nil)
        let server = try Self.server("{ url: 'https://grafana.example.com/' }")
        #expect(server == GrafanaServer(url: "https://grafana.example.com") && server?.takesAnnotations == false)
    }

    @Test func `every key has its meaning`() throws {
        let server = try Self.server(
            "{ url: { env: URL }, token: { env: TOKEN }, before: 1h, ca_file: /etc/ca.pem }",
            ["URL": "https://grafana.example.com/sub", "TOKEN": "glsa_t0ken"])
        #expect(
            server
                == GrafanaServer(
                    url: "https://grafana.example.com/sub",
                    access: HTTPAccess(credentials: .bearer(Secret("glsa_t0ken")), caFile: "/etc/ca.pem"),
                    before: .seconds(3600)))
        #expect(server?.takesAnnotations == true)
    }

    @Test(arguments: [
        ("{ before: 1h }", #"this entry of grafana has no "url"; add it"#),
        ("{ url: 'grafana' }", "url: a URL that begins with http:// or https:// is expected"),
        ("{ url: 'https://grafana/api' }", "url: write the address without /api and without a query"),
        ("{ url: 'https://grafana', before: 30d }", "before is 30d; it must be from 0s to 7d"),
        (
            "{ url: 'http://grafana:3000', token: { env: KEY } }",
            "url: with a token or password http is for this machine only; write https://"
        ),
    ])
    func `what is wrong says so`(entry: String, sentence: String) {
        do {
            _ = try Self.server(entry)
            Issue.record("it was taken")
        } catch {
            #expect(error.problems.map(\.sentence) == [sentence])
        }
    }

    private static func server(
        _ entry: String, _ environment: [String: String] = [:]
    ) throws(RouteTableProblems) -> GrafanaServer? {
        try TestTables.load(
            ["endpoints": (TestTables.valid["endpoints"] ?? "") + "\ngrafana: \(entry)\n"],
            environment: environment.merging(TestTables.environment) { given, _ in given },
            files: ["/etc/ca.pem": "PEM"]
        ).tables.grafana
    }
}
