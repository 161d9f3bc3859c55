import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// `responder contact test` with endpoints that answer.
    @Suite("A contact's ways, tried")
    struct ContactTests {
        @Test func `each way is tried on the real endpoints beside a running server, and is no incident`() async throws
        {
            let outside = try await Outside()
            let installation = try ResponderInstallation(environment: outside.environment)
            let responder = try await installation.start()
            let test = try await installation.run(
                ["contact", "test", "On-Call Engineer", "--by", "alice"] + installation.dataOption
                    + installation.routesOption)
            #expect(test.end == .exited(0), "\(test.output)\(test.errors)")
            let lines = test.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(
                lines[0]
                    == "tried by this command, with the tables of \(installation.routes.path) and the credentials of its own "
                    + "environment, not a server's")
            #expect(lines[1].hasPrefix("pagerduty: sent in ") && lines[1].contains("; closed again: "))
            #expect(lines[2].hasPrefix("email to oncall@example.com: sent in ") && lines[2].contains(": 250"))
            let events = try await outside.pagerDuty.read([AcceptedEvent].self, "/_stub/events").map(\.event)
            #expect(events.map(\.eventAction) == ["trigger", "resolve"])
            #expect(Set(events.map(\.dedupKey)).count == 1)
            let mail = try #require(try outside.smtp.receivedMails().first)
            #expect(mail.subject.hasPrefix("[P4] TEST, please ignore: alice tests how On-Call Engineer is reached"))
            #expect(mail.warnings == [])
            let list = try await responder.api.send(.get, "/api/incidents")
            #expect(list.text.contains("\"incidents\":[]"))

            let again = try await responder.api.send(
                .post, "/api/contacts/On-Call%20Engineer/test", body: Array(#"{"by":"bob","method":"email"}"#.utf8))
            #expect(again.status == 200)
            #expect(again.text.contains("\"reached\":true"))
            #expect(try outside.smtp.receivedMails().count == 2)
            #expect(responder.errorLines == [])
        }

        @Test func `a shell without the server's credentials asks the server, and says where it cannot`() async throws {
            let outside = try await Outside()
            var environment = try outside.environment
            environment["RESPONDER_API_TOKEN"] = "api-token"
            let installation = try ResponderInstallation(environment: environment)
            let responder = try await installation.start()
            let shell = ["contact", "test", "On-Call Engineer", "--method", "email", "--by", "alice"]
            func run(_ arguments: [String], token: String? = nil) async throws -> CommandResult {
                try await installation.run(arguments, environment: token.map { ["RESPONDER_API_TOKEN": $0] } ?? [:])
            }
            let asked = try await run(shell + installation.dataOption, token: "api-token")
            #expect(asked.end == .exited(0), "\(asked.output)\(asked.errors)")
            #expect(asked.output.hasPrefix("email to oncall@example.com: sent in ") && asked.errors.isEmpty)
            #expect(try outside.smtp.receivedMails().count == 1)
            let json = try await run(shell + installation.dataOption + ["--output", "json"], token: "api-token")
            #expect(json.output.contains("\"reached\":true"), "\(json.output)\(json.errors)")
            #expect(json.output.contains("\"tried_by\":\"server\""))
            let ours = try await installation.run(
                shell + installation.dataOption + installation.routesOption + ["--output", "json"])
            #expect(ours.output.contains("\"tried_by\" : \"command\""), "\(ours.output)\(ours.errors)")
            let nobody = try await run(["contact", "test", "Nobody"] + installation.dataOption, token: "api-token")
            #expect(nobody.end == .exited(2) && nobody.errors.contains("no contact \"Nobody\""), "\(nobody.errors)")

            let unproven = try await run(shell + installation.dataOption)
            #expect(unproven.end == .exited(1))
            #expect(unproven.errors.contains("cannot be asked (401, "), "\(unproven.errors)")
            #expect(unproven.errors.contains("only the environment of this command was looked at for credentials"))
            #expect(unproven.output.contains("not sent: email has no credentials"))
            #expect(try outside.smtp.receivedMails().count == 3)

            // Nor does check know what the server's environment has.
            let check = try await run(["check"] + installation.dataOption)
            #expect(
                check.errors.contains(
                    "judged by the environment of this command, not by that of the server at \(responder.api.origin); "),
                "\(check.errors)")
            // Nobody to ask.
            _ = try await responder.stop()
            let alone = try await run(shell + installation.dataOption, token: "api-token")
            #expect(
                !alone.errors.contains("cannot be asked") && alone.output.contains("not sent: email has no credentials")
                    && alone.output.hasPrefix("tried by this command, ")
            )
        }

        @Test func `without credentials nothing is sent, and it says so`() async throws {
            let installation = try ResponderInstallation()
            let test = try await installation.run(
                ["contact", "test", "DevOps Lead"] + installation.dataOption + installation.routesOption)
            #expect(test.end == .exited(1))
            #expect(test.output.contains("email to devops-lead@example.com: not sent: email has no credentials"))
            #expect(test.errors.contains("1 of 1 way did not reach DevOps Lead"))
            #expect(!FileManager.default.fileExists(atPath: installation.data.path + "/spool"))
            let nobody = try await installation.run(
                ["contact", "test", "Nobody"] + installation.dataOption + installation.routesOption)
            #expect(nobody.end == .exited(2))
            #expect(nobody.errors.contains("no contact \"Nobody\"; there are On-Call Engineer, DevOps Lead"))
        }
    }

    /// `responder explain --incident` beside a running server.
    @Suite("An incident, explained")
    struct ExplainIncident {
        @Test func `who was told and what comes next, in words, as JSON and by the API`() async throws {
            let outside = try await Outside()
            let installation = try ResponderInstallation(environment: outside.environment)
            let responder = try await installation.start()
            #expect(
                try await responder.api.post(ResponderInstallation.body("03-p1-service-down-priority-label")).status
                    == 200)
            let id = try await responder.firstIncident().id
            _ = try await responder.notification("email", of: id, in: "sent", within: .seconds(60))
            let options = installation.dataOption + installation.routesOption
            let text = try await installation.run(["explain", "--incident", "\(id)"] + options)
            #expect(text.end == .exited(0), "\(text.errors)")
            #expect(text.output.contains("email to oncall@example.com (page): told at "))
            #expect(text.output.contains("what comes next, unless somebody takes it"))
            #expect(text.output.contains("  Database Admin\n"))
            let json = try await installation.run(["explain", "--incident", "\(id)", "--output", "json"] + options)
            let api = try await responder.api.send(.get, "/api/incidents/\(id)/explanation")
            #expect(api.status == 200)
            let both = try [Data(json.output.utf8), Data(api.text.utf8)].map {
                try #require(try JSONSerialization.jsonObject(with: $0) as? [String: Any])
            }
            for answer in both {
                #expect((answer["contacts"] as? [Any])?.count == 4)
                #expect((answer["next"] as? [Any])?.isEmpty == false)
            }
            #expect(try await installation.run(["explain", "--incident", "99"] + options).end == .exited(1))
            #expect(try await installation.run(["explain", "--incident", "1", "a=b"] + options).end == .exited(2))
            #expect(try await responder.api.send(.get, "/api/incidents/99/explanation").status == 404)
        }
    }
}
