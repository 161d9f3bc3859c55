import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

@Suite(.timeLimit(.minutes(5)))
struct AlertmanagerTableTests {
    @Test func `without an address nobody is asked`() throws {
        #expect(try Self.settings("{ url: { env: URL }, token: { env: TOKEN } }") == nil)
        #expect(try TestTables.load().tables.alertmanager == nil)
    }

    @Test func `every key has its default`() throws {
        let settings = try Self.settings("{ url: 'http://alertmanager:9093/' }")
        #expect(settings == AlertmanagerSettings(urls: ["http://alertmanager:9093"]))
        #expect(settings.map { [$0.every, $0.allow, $0.warmUp] } == [.minutes(5), .minutes(6), .minutes(5)])
    }

    @Test func `values come from the table, the environment and files`() throws {
        var expected = AlertmanagerSettings(urls: ["https://a:9093", "https://b:9093/am"])
        expected.receivers = ["responder", "pages"]
        expected.access.credentials = .bearer(Secret("t0ken-t0ken"))
        expected.access.caFile = "/etc/ca.pem"
        expected.access.proxy = Secret("http://desk:hunter2@proxy:3128")
        (expected.every, expected.allow, expected.warmUp) = (.minutes(1), .minutes(31), .minutes(2))
        let settings = try Self.settings(
            """
            { url: { env: URLS }, receiver: [responder, pages], token: { file: /run/token }, ca_file: /etc/ca.pem,
              proxy: { env: PROXY }, every: 1m, allow: 31m, warm_up: 2m }
            """,
            ["URLS": "https://a:9093, https://b:9093/am/", "PROXY": "http://desk:hunter2@proxy:3128"])
        #expect(settings == expected)
        let listed = try Self.settings(
            "{ url: ['http://127.0.0.1:9093', { env: B }], receiver: desk, username: u, password: { env: P } }",
            ["B": "https://b:9093", "P": "passw0rd"])
        #expect(listed?.urls == ["http://127.0.0.1:9093", "https://b:9093"])
        #expect(listed?.receivers == ["desk"])
        #expect(listed?.access.credentials == .basic(username: "u", password: Secret("passw0rd")))
    }

    @Test(arguments: [
        ("{ receiver: desk }", #"this entry of alertmanager has no "url"; add it"#),
        ("{ url: 'alertmanager:9093' }", "url: a URL that begins with http:// or https:// is expected"),
        ("{ url: 'http://a:9093/api/v2/' }", "url: write the address without /api/v2 and without a query"),
        ("{ url: ['http://a', 'http://a/'] }", "url: http://a stands there twice"),
        (
            "{ url: 'http://u:p@a' }",
            "url: a URL must not hold a user name or password, which would reach logs; use username and password"
        ),
        (
            "{ url: 'http://a', token: { env: T } }",
            "url: with a token or password http is for this machine only; write https://"
        ),
        (
            "{ url: 'https://a', token: t0ken }",
            "token is a secret and stands in the table; write { env: NAME } or { file: PATH } instead"
        ),
        ("{ url: 'https://a', username: u }", "username has no password; add it"),
        ("{ url: 'https://a', password: { env: T } }", "password has no username; add it"),
        (
            "{ url: 'https://a', token: { env: T }, username: u, password: { env: T } }",
            "there is a token and a user name or password; write one of both"
        ),
        ("{ url: 'https://a', ca_file: /none }", #"ca_file: file "/none" cannot be read: no such file or directory"#),
        ("{ url: 'https://a', every: 0s }", "every is 0s; it must be from 1s to 1h"),
        ("{ url: 'https://a', reciever: desk }", #"unknown key "reciever"; did you mean "receiver"?"#),
    ])
    func `a wrong value is reported`(entry: String, sentence: String) {
        do {
            _ = try Self.settings(entry, ["T": "t0ken-t0ken"])
            Issue.record("it was taken")
        } catch {
            #expect(error.problems.map(\.sentence) == [sentence])
        }
    }

    private static func settings(
        _ entry: String, _ environment: [String: String] = [:]
    ) throws(RouteTableProblems) -> AlertmanagerSettings? {
        try TestTables.load(
            ["endpoints": (TestTables.valid["endpoints"] ?? "") + "\nalertmanager: \(entry)\n"],
            environment: environment.merging(TestTables.environment) { given, _ in given },
            files: ["/run/token": "t0ken-t0ken\n", "/etc/ca.pem": "PEM"]
        ).tables.alertmanager
    }
}
