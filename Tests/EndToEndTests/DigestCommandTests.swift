import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("The digest on the command line")
    struct DigestCommands {
        @Test func `is told by the server's data, and a step for it is explained`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let body = try ResponderInstallation.body("14-long-annotation-100kb")
            #expect(try await responder.api.send(.post, "/webhooks/alertmanager", body: body).status == 200)
            let options = installation.routesOption + installation.dataOption
            let result = try await installation.run(["digest"] + options)
            #expect(result.end == .exited(0))
            #expect(result.output.hasPrefix("Digest: 1 open\nfor On-Call Engineer, "), "\(result.output)")
            #expect(result.output.contains(", told to nobody before"))
            let json = try await installation.run(["digest", "--role", "DevOps Lead", "--output", "json"] + options)
            #expect(json.output.contains("\"contact\" : \"DevOps Lead\""))
            #expect(try await installation.run(["digest", "--at", "noon"] + options).end == .exited(2))
            #expect(try await installation.run(["digest", "--role", "Nobody"] + options).end == .exited(2))
            let page = try await responder.api.send(.get, "/incidents/1").text
            #expect(page.contains("held for the digest of On-Call Engineer"))
            let explained = try await installation.run(
                ["explain", "alertname=Foo", "severity=info"] + installation.routesOption)
            #expect(explained.output.contains(/in the digest at .*On-Call Engineer by email/), "\(explained.output)")
        }
    }
}
