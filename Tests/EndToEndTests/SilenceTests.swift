import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// Silences made and ended by another process than the server.
    @Suite("Silences")
    struct Silences {
        private static let matcher = #"alertname="MaintenanceAlert""#

        @Test func `one made on the command line keeps a page back until it is ended there, also over kill -9`()
            async throws
        {
            let installation = try ResponderInstallation()
            let commands = installation.dataOption + installation.routesOption
            var responder = try await installation.start()
            let made = try await installation.run(
                ["silence", "add", Self.matcher, "--for", "2h", "--why", "disks", "--by", "carol", "-o", "json"]
                    + commands)
            #expect(made.end == .exited(0), "\(made.errors)")
            // The server takes it up within a second: the first incident shows when it has.
            let labels = ["alertname": "MaintenanceAlert", "severity": "critical"]
            _ = try await responder.api.post(try webhookBody(labels))
            _ = try await responder.eventually("the silence is in force") { api in
                try await api.timeline(1).map(\.kind).contains("silenced") ? true : nil
            }
            let other = try webhookBody(
                labels.merging(["pod": "b"]) { $1 }, fingerprint: "00112233445566bb", groupKey: "{}:{other}")
            _ = try await responder.api.post(other)
            try await responder.kill()
            responder = try await installation.start()
            let list = try await installation.run(["silence", "list"] + commands)
            #expect(list.output.contains("active") && list.output.contains("carol") && list.output.contains("disks"))
            let preview = try await installation.run(["silence", "preview", Self.matcher] + commands)
            #expect(preview.output.contains("Open now: 2 of 2 open incidents hidden"))
            let report = try await installation.run(["incident", "show", "2"] + commands)
            #expect(report.output.contains("Nobody is told: silence #1 by carol until "))
            let ended = try await installation.run(["silence", "expire", "1", "--by", "dave"] + commands)
            #expect(ended.end == .exited(0) && ended.output.contains("expired"), "\(ended.errors)")
            _ = try await responder.eventually("the page goes out") { api in
                try await api.timeline(2).map(\.kind).contains("notification_sent") ? true : nil
            }
            let kinds = try await responder.api.timeline(2).map(\.kind)
            let over = try #require(kinds.firstIndex(of: "silence_ended"))
            #expect(!kinds[..<over].contains("escalation_step"))
            #expect(responder.errorLines == [])
        }

        @Test(arguments: [
            (["add", matcher, "--why", "x"], "give until, or for"),
            (
                ["add", matcher, "--for", "31d", "--why", "x"],
                "the limit is 30d; make it shorter, or ask for a longer one with --allow-longer"
            ),
            (["add", "--for", "1h", "--why", "x"], "Missing expected argument"),
            (["add", "alertname", "--for", "1h", "--why", "x"], "cannot be read"),
            (["preview", #"a=~".*""#], "matches alerts without any label"),
        ])
        func `what cannot be meant ends with 2 and says why`(arguments: [String], words: String) async throws {
            let result = try await ResponderInstallation().run(["silence"] + arguments)
            #expect(result.end == .exited(2))
            #expect(result.errors.contains(words), "\(result.errors)")
        }
    }
}
