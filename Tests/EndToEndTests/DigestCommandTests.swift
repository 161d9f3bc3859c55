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

        @Test
        func `what an alert brings about is told for another time: by day, by night, and in a maintenance window`()
            async throws
        {
            let installation = try ResponderInstallation()
            let options = installation.routesOption + installation.dataOption
            let alert = ["explain", "alertname=Foo", "severity=info"]
            // A Thursday; business hours are those of Berlin.
            let day = try await installation.run(alert + ["--at", "2026-11-26T10:00:00Z"] + options)
            #expect(day.end == .exited(0), "\(day.errors)")
            #expect(day.output.contains("at         2026-11-26 10:00:00 UTC, within business hours"), "\(day.output)")
            #expect(day.output.contains("in the digest at 2026-11-27T08:00:00.000Z"))
            let night = try await installation.run(alert + ["--at", "2026-11-28T02:00:00Z"] + options)
            #expect(night.output.contains("2026-11-28 02:00:00 UTC, outside business hours"))
            #expect(
                night.output.contains("in the digest at 2026-11-30T08:00:00.000Z (+0s, put off by 2d6h): "),
                "\(night.output)")
            try installation.edit(
                "escalation.yaml", replacing: "maintenance: []",
                with: """
                    maintenance:
                      - name: patching
                        match: ['alertname="Foo"']
                        days: [fri]
                        from: "22:00"
                        to: "02:00"
                        time_zone: UTC
                        why: upgrades
                    """)
            let patched = try await installation.run(alert + ["--at", "2026-11-28T01:00:00Z"] + options)
            #expect(
                patched.output.contains(
                    "silenced   nobody is told: maintenance \"patching\" until 2026-11-28 02:00:00 UTC: upgrades"),
                "\(patched.output)\(patched.errors)")
            let over = try await installation.run(alert + ["--at", "2026-11-28T02:00:00Z"] + options)
            #expect(!over.output.contains("silenced "))
            let server = try await installation.start()
            func from(_ hours: Double) -> String { Date.now.addingTimeInterval(hours * 3600).ISO8601Format() }
            let silence = [
                "silence", "add", "alertname=Foo", "--from", from(24), "--for", "2h", "--by", "alice", "--why",
                "upgrade",
            ]
            let added = try await installation.run(silence + options)
            #expect(added.end == .exited(0), "\(added.errors)")
            let silenced = try await installation.run(alert + ["--at", from(25)] + options)
            #expect(silenced.output.contains("silenced   nobody is told: silence #1 by alice"), "\(silenced.output)")
            let later = try await installation.run(alert + ["--at", from(27)] + options)
            #expect(!later.output.contains("silenced "))
            #expect(try await installation.run(alert + ["--at", "noon"] + options).end == .exited(2))
            let incident = ["explain", "--incident", "1", "--at", "2026-11-28T04:00:00Z"]
            #expect(try await installation.run(incident + options).end == .exited(2))
            _ = try await server.stop()
        }
    }
}
