import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Proxies")
    struct Proxies {
        private static let page = "https://events.pagerduty.example/v2/enqueue"

        private func responder(_ environment: [String: String]) async throws -> ResponderProcess {
            try await ResponderInstallation(
                environment: environment.merging([
                    "PAGERDUTY_EVENTS_URL": Self.page, "PAGERDUTY_ROUTING_KEY": Outside.routingKey,
                ]) { given, _ in given }
            ).start()
        }

        private func firstAttempt(_ responder: ResponderProcess) async throws -> ResponderIncidentDetail.Attempt {
            #expect(try await responder.api.post(webhookBody(["alertname": "ServiceDown"])).status == 200)
            let id = try await responder.firstIncident().id
            return try await responder.eventually("a page is tried", within: .seconds(120)) { api in
                try await api.incident(id).notifications.first { $0.notifier == "pagerduty" }?.attempts.first
            }
        }

        @Test(arguments: ["HTTPS_PROXY", "https_proxy"])
        func `a page asks the proxy of the environment for a tunnel`(variable: String) async throws {
            let proxy = try await StandIn.proxy(to: nil, "--fail", "502x99")
            let responder = try await responder([variable: "http://desk:s3cr3t@127.0.0.1:\(proxy.port)"])
            let attempt = try await firstAttempt(responder)
            #expect(attempt.outcome == "retryable")
            #expect(attempt.evidence == "not connected: the proxy http://127.0.0.1:\(proxy.port) answered 502")
            #expect(try await proxy.proxyRequests().first?.line == "CONNECT events.pagerduty.example:443 HTTP/1.1")
            #expect(!responder.log.contains("s3cr3t"))
        }

        @Test func `a page to an excepted host does not`() async throws {
            let proxy = try await StandIn.proxy()
            let responder = try await responder([
                "HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)", "NO_PROXY": "pagerduty.example",
            ])
            #expect(try await firstAttempt(responder).outcome == "retryable")
            #expect(try await proxy.proxyRequests().isEmpty)
        }

        @Test func `other variables that libcurl knows are not looked at`() async throws {
            let proxy = try await StandIn.proxy()
            let responder = try await responder(["ALL_PROXY": "http://127.0.0.1:\(proxy.port)"])
            #expect(try await firstAttempt(responder).outcome == "retryable")
            #expect(try await proxy.proxyRequests().isEmpty)
        }

        @Test func `a wrong one is named at the start, and not repeated`() async throws {
            let installation = try ResponderInstallation(environment: ["HTTPS_PROXY": "socks9://desk:s3cr3t@proxy"])
            let serve = ["serve", "--listen", "127.0.0.1:0"] + installation.dataOption + installation.routesOption
            let result = try await installation.run(serve)
            #expect(result.end == .exited(2))
            #expect(result.errors.contains("HTTPS_PROXY: a proxy's URL is expected"))
            #expect(!(result.errors + result.output).contains("s3cr3t"))
        }
    }
}
