import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Rotas on the command line")
    struct OnCallCommands {
        /// Ann and Ben take daily turns at midnight UTC.
        private static func installation(
            hours: String = "", fallBack: String = "", turn: String = "daily"
        ) throws -> ResponderInstallation {
            let installation = try ResponderInstallation()
            try installation.edit(
                "contacts.yaml",
                replacing: """
                    contacts: []
                    """,
                with: """
                    people:
                      - { name: Ann, contact: ann@example.com, escalation_path: [email] }
                      - { name: Ben, contact: ben@example.com, escalation_path: [email] }
                    rotas:
                      - name: primary
                        time_zone: UTC
                        layers:
                          - { people: [Ann, Ben], turn: \(turn), hand_off: { at: "00:00" }, starts: 2026-01-05\(hours) }
                        \(fallBack)
                    contacts:
                      - role: On-Call Engineer
                        rota: primary
                    """)
            return installation
        }

        private static let workdays = ", hours: [{ days: [mon, tue, wed, thu, fri] }]"

        @Test func `who is on call is told by the tables, also where no server ever ran`() async throws {
            let installation = try Self.installation()
            let options = installation.routesOption + installation.dataOption
            let result = try await installation.run(["on-call", "--at", "2026-01-06T00:00:00Z"] + options)
            #expect(result.end == .exited(0))
            #expect(
                result.output.contains(
                    "  on call  Ben since 2026-01-06 00:00 until 2026-01-07 00:00, by layer \"layer 1\""))
            #expect(result.errors.contains("overrides are not known"))
            let json = try await installation.run(
                ["on-call", "--at", "2026-01-05T23:59:59Z", "--output", "json"] + options)
            #expect(json.output.contains("\"person\" : \"Ann\""))
            #expect(try await installation.run(["on-call", "--at", "noon"] + options).end == .exited(2))
        }

        @Test func `explain tells who is on call at the time of each step`() async throws {
            let installation = try Self.installation()
            let result = try await installation.run(
                ["explain", "alertname=Foo", "severity=critical"] + installation.routesOption)
            #expect(result.output.contains(/On-Call Engineer, then (Ann|Ben), by email/), "\(result.output)")
        }

        @Test func `check names when nobody is on call, and ends with 1 where nobody is told instead`() async throws {
            let covered = try Self.installation()
            #expect(try await covered.run(["check"] + covered.routesOption).end == .exited(0))
            let backed = try Self.installation(hours: Self.workdays, fallBack: "fall_back: DevOps Lead")
            let warned = try await backed.run(["check"] + backed.routesOption)
            #expect(warned.end == .exited(0))
            let gap =
                /warning: .*contacts.yaml: nobody is on call by rota "primary" from 20\d\d-\d\d-\d\d \d\d:\d\d to 20\d\d-\d\d-\d\d 00:00 UTC; DevOps Lead is told then/
            #expect(warned.errors.contains(gap), "\(warned.errors)")
            let alone = try Self.installation(hours: Self.workdays)
            let refused = try await alone.run(["check"] + alone.routesOption)
            #expect(refused.end == .exited(1))
            #expect(refused.errors.contains("; cover it, or write fall_back"))
        }

        @Test func `an override of the command line counts for the running server at once`() async throws {
            let installation = try Self.installation(turn: "5w")
            let server = try await installation.start()
            let options = installation.routesOption + installation.dataOption
            // Whosever turn it is: first the one, then the other.
            for (number, person) in ["Ann", "Ben"].enumerated() {
                let made = try await installation.run(
                    ["on-call", "override", "primary", person, "--until", "1h", "--reason", "a test", "--by", "Lead"]
                        + options)
                #expect(made.end == .exited(0), "\(made.errors)")
                #expect(made.output.hasPrefix("\(number + 1): \(person) from "))
                #expect(try await server.api.post(Self.body(number)).status == 200)
                let shown = try await installation.run(["on-call"] + options)
                #expect(shown.output.contains("by override \(number + 1) by Lead: a test"))
            }
            for (incident, person) in [(1, "Ann"), (2, "Ben")] {
                let detail = try await server.api.incident(incident)
                #expect(detail.notifications.contains { $0.contact == person }, "\(detail.notifications)")
            }
            let removed = try await installation.run(["on-call", "remove-override", "2", "--by", "Lead"] + options)
            #expect(removed.end == .exited(0))
            let shown = try await installation.run(["on-call"] + options)
            #expect(shown.output.contains("by override 1 by Lead"))
            let refused = try await installation.run(
                ["on-call", "override", "primary", "Zoe", "--until", "1h", "--reason", "x", "--by", "Lead"] + options)
            #expect(refused.end == .exited(2) && refused.errors.contains("\"Zoe\" means nobody"))
            let late = try await installation.run(
                ["on-call", "override", "primary", "Lead", "--until", "later", "--reason", "x", "--by", "Lead"]
                    + options)
            #expect(late.end == .exited(2) && late.errors.contains("\"later\" is no time"), "\(late.errors)")
            // It is over, which is no fault of what was typed.
            #expect(
                try await installation.run(["on-call", "remove-override", "2", "--by", "Lead"] + options).end
                    == .exited(1))
            _ = try await server.stop()
        }

        private static func body(_ number: Int) -> [UInt8] {
            Array(
                """
                {"version":"4","groupKey":"g\(number)","status":"firing","alerts":[{"status":"firing",\
                "labels":{"alertname":"Down\(number)","severity":"critical"},"annotations":{},\
                "startsAt":"2026-11-23T08:00:00Z","fingerprint":"f\(number)"}]}
                """.utf8)
        }
    }
}
