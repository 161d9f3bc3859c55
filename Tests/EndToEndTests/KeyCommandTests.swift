import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// Another key for links, by another process than the server.
    @Suite("Key rotation on the command line")
    struct KeyCommands {
        @Test func `a running server takes up the new key, and what was signed before ends when it was said`()
            async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let commands = installation.dataOption + installation.routesOption
            func run(_ arguments: String...) async throws -> CommandResult {
                try await installation.run(["key"] + arguments + commands)
            }
            let alert = try webhookBody(["alertname": "ServiceDown", "severity": "critical", "service": "shop"])
            #expect(try await responder.api.post(alert).status == 200)
            let spool = installation.data.appending(path: "spool/pagerduty")
            let link = try await responder.eventually("the page is in the spool") { _ in
                let files =
                    (try? FileManager.default.contentsOfDirectory(at: spool, includingPropertiesForKeys: nil)) ?? []
                let texts = files.compactMap { try? String(contentsOf: $0, encoding: .utf8) }
                return texts.lazy.compactMap { $0.firstMatch(of: /\/acknowledge\/1\?contact=[^"\\]+/)?.0 }.first
                    .map(String.init)
            }
            #expect(try await responder.api.send(.get, link).status == 200)

            let first = try await run("rotate", "--by", "alice")
            #expect(first.end == .exited(0), "\(first.errors)")
            #expect(
                first.output.firstMatch(
                    of:
                        /^key 2 signs since .+ UTC\nkey 1 was replaced by alice at .+; what is signed with it works until .+ UTC\n$/
                )
                    != nil, "\(first.output)")
            #expect(try await responder.api.send(.get, link).status == 200)

            let second = try await run("rotate", "--by", "bob", "--overlap", "0s")
            #expect(second.end == .exited(0), "\(second.errors)")
            _ = try await responder.eventually("the link works no more") { api in
                try await api.send(.get, link).status == 410 ? true : nil
            }
            #expect(try await responder.api.send(.post, link).status == 410)
            #expect(try await responder.api.incidents().first?.status == "triggered")
            let list = try await run("list", "-o", "json")
            #expect(list.output.contains("\"replaced_by\" : \"bob\"") && list.output.contains("\"number\" : 3"))
            for overlap in ["40d", "soon", ""] {
                #expect(try await run("rotate", "--by", "alice", "--overlap", overlap).end == .exited(2), "\(overlap)")
            }
            #expect(responder.errorLines == [])
        }
    }
}
