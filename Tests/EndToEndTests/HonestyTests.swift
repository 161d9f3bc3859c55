import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("What stands in the way is said")
    struct Honesty {
        /// Nothing listens there.
        private static let deadEndpoints = [
            "SMTP_URL": "smtp://127.0.0.1:9", "SMTP_USERNAME": "desk", "SMTP_PASSWORD": "s3cr3t-mail",
            "SMTP_FROM": "responder@example.com", "PAGERDUTY_EVENTS_URL": "http://127.0.0.1:9/v2/enqueue",
            "PAGERDUTY_ROUTING_KEY": Outside.routingKey,
        ]

        @Test func `with all endpoints dead, list, page and API say within five seconds that nobody was reached`()
            async throws
        {
            let installation = try ResponderInstallation(environment: Self.deadEndpoints)
            let responder = try await installation.start()
            let start = ContinuousClock.now
            #expect(
                try await responder.api.post(webhookBody(["alertname": "ServiceDown", "severity": "critical"])).status
                    == 200)
            let id = try await responder.firstIncident().id
            _ = try await responder.eventually("the list says that nobody was reached") { api in
                let list = try await api.send(.get, "/").text
                let groups = list.components(separatedBy: "<h2>").map { $0.prefix(15) }
                return groups.contains { $0.hasPrefix("Nobody reached ") } && list.contains("<li>pagerduty: ")
                    ? true : nil
            }
            let page = try await responder.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("NOBODY HAS BEEN REACHED</span>"))
            for path in ["/api/incidents", "/api/incidents/\(id)"] {
                let view = try await responder.api.send(.get, path).text
                #expect(view.contains(#""reached":false"#) && view.contains(#""unreached_because":[""#), "\(path)")
            }
            #expect(ContinuousClock.now - start < .seconds(5))
            let listed = try await installation.run(["incident", "list"] + installation.dataOption)
            #expect(listed.output.contains("triggered, NOBODY REACHED"), "\(listed.output)")
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `what pages say first a list on a terminal says too, beside what it prints`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let data = try await responder.api.send(.get, "/api/health").text
            let health = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
            let warnings = try #require(health["warnings"] as? [String])
            #expect(!warnings.isEmpty, "no endpoint has credentials")
            for format in ["table", "json"] {
                let listed = try await installation.run(
                    ["incident", "list", "--output", format] + installation.dataOption)
                #expect(listed.end == .exited(0))
                for warning in warnings { #expect(listed.errors.contains("warning: \(warning.prefix(60))")) }
            }
            #expect(try await responder.stop() == .exited(0))
        }

        /// They take the connection, and nothing comes of it.
        @Test func `with endpoints that never answer, all say within five seconds that nobody was reached yet`()
            async throws
        {
            let outside = try await Outside(
                smtpFailures: "connect:hangx99", pagerDutyFailures: "timeoutx99", hangSeconds: 60)
            let responder = try await ResponderInstallation(environment: outside.environment).start()
            let start = ContinuousClock.now
            #expect(
                try await responder.api.post(webhookBody(["alertname": "ServiceDown", "severity": "critical"])).status
                    == 200)
            let id = try await responder.firstIncident().id
            _ = try await responder.eventually("the list says that nobody was reached") { api in
                let list = try await api.send(.get, "/").text
                let groups = list.components(separatedBy: "<h2>").map { $0.prefix(15) }
                return groups.contains { $0.hasPrefix("Nobody reached ") }
                    && list.contains("<li>pagerduty: has not answered for ") ? true : nil
            }
            let page = try await responder.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("NOBODY HAS BEEN REACHED YET</span>"))
            for path in ["/api/incidents", "/api/incidents/\(id)"] {
                let view = try await responder.api.send(.get, path).text
                #expect(
                    view.contains(#""reached":false"#) && view.contains("pagerduty: has not answered for "), "\(path)")
            }
            #expect(ContinuousClock.now - start < .seconds(5))

            // Once the first attempts are given up nobody knows more, and it looks no calmer.
            _ = try await responder.eventually("the page says that nobody is known to have been reached") { api in
                let page = try await api.send(.get, "/incidents/\(id)").text
                return page.contains("NOBODY IS KNOWN TO HAVE BEEN REACHED</span>") ? true : nil
            }
            let list = try await responder.api.send(.get, "/").text
            #expect(list.contains("<h2>Nobody known to be reached ") && !list.contains("<h2>Not taken "))
            let view = try await responder.api.send(.get, "/api/incidents/\(id)").text
            #expect(
                view.contains(#""reached":null"#) && view.contains(#""unreached_because":["pagerduty: "#), "\(view)")
            #expect(try await responder.api.send(.get, "/api/health").text.contains(#""nobody_reached":1"#))
        }

        @Test func `who follows events goes on where they were after the server was started again`() async throws {
            let installation = try ResponderInstallation()
            let first = try await installation.start()
            _ = try await first.api.post(webhookBody(["alertname": "ServiceDown", "severity": "critical"]))
            let id = try await first.firstIncident().id
            try await first.api.note(id, by: "alice", "before")
            let before = try EventReader(first, after: 0)
            #expect(await before.event { $0.contains(#""summary":"before""#) } != nil)
            // The stream does not keep the server from stopping.
            let start = ContinuousClock.now
            #expect(try await first.stop() == .exited(0))
            #expect(ContinuousClock.now - start < .seconds(5))
            let last = try #require(before.last)

            let second = try await installation.start()
            try await second.api.note(id, by: "alice", "after")
            let after = try EventReader(second, after: last)
            let event = try #require(await after.event { $0.contains(#""summary":"after""#) })
            #expect(!after.seen.contains { $0.contains(#""summary":"before""#) })
            #expect(event.contains(#""incident":\#(id)"#))
            #expect(try await second.stop() == .exited(0))
        }
    }
}

/// Reads the events of a server on a connection of its own.
///
/// Unchecked, because a reader runs on a thread of its own: one at a time, and its caller waits for it.
private final class EventReader: @unchecked Sendable {
    private let connection: ScratchConnection
    /// Changed by one reader at a time, for whom its caller waits.
    private(set) var seen: [String] = []
    private(set) var last: Int?

    init(_ responder: ResponderProcess, after id: Int) throws {
        connection = try ScratchConnection(port: responder.port, patience: 60)
        try connection.send("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: \(id)\r\n\r\n")
    }

    /// The first event whose data is meant; `nil` when none has come.
    func event(_ isMeant: @escaping @Sendable (String) -> Bool) async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var empty = 0
                while empty < 8 {
                    let line = connection.readLine()
                    empty = line.isEmpty ? empty + 1 : 0
                    if line.hasPrefix("id: ") { last = Int(line.dropFirst(4)) }
                    guard line.hasPrefix("data: ") else { continue }
                    seen.append(line)
                    if isMeant(line) { return continuation.resume(returning: line) }
                }
                continuation.resume(returning: nil)
            }
        }
    }
}
