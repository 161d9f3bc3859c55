import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

@Suite("The table of the outgoing heartbeat", .timeLimit(.minutes(5)))
struct OutgoingHeartbeatTableTests {
    @Test func `without a URL nobody is told`() throws {
        #expect(try Self.settings("{ url: { env: URL }, every: 30s }") == nil)
        #expect(try TestTables.load().tables.outgoing == nil)
    }

    @Test func `the URL may be a secret, and every other key has its default`() throws {
        let url = "https://watch.example.com/ping/abc"
        #expect(try Self.settings("{ url: '\(url)' }") == OutgoingHeartbeat(url: Secret(url)))
        let settings = try Self.settings(
            "{ url: { env: URL }, every: 30s, ca_file: /etc/ca.pem, proxy: 'http://proxy:3128' }", ["URL": url])
        #expect(
            settings
                == OutgoingHeartbeat(
                    url: Secret(url), every: .seconds(30), caFile: "/etc/ca.pem", proxy: Secret("http://proxy:3128")))
    }

    @Test(arguments: [
        ("{ every: 1m }", #"this entry of heartbeat has no "url"; add it"#),
        ("{ url: 'watch.example.com' }", "url: a URL that begins with http:// or https:// is expected"),
        ("{ url: 'http://watch.example.com/ping' }", "url: http is for this machine only; write https://"),
    ])
    func `what is wrong says so`(entry: String, sentence: String) {
        do {
            _ = try Self.settings(entry)
            Issue.record("it was taken")
        } catch {
            #expect(error.problems.map(\.sentence) == [sentence])
        }
    }

    private static func settings(
        _ entry: String, _ environment: [String: String] = [:]
    ) throws(RouteTableProblems) -> OutgoingHeartbeat? {
        try TestTables.load(
            ["endpoints": (TestTables.valid["endpoints"] ?? "") + "\nheartbeat: \(entry)\n"],
            environment: environment.merging(TestTables.environment) { given, _ in given },
            files: ["/etc/ca.pem": "PEM"]
        ).tables.outgoing
    }
}
