import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `responder import` as a team uses it.
    @Suite("Import of runbooks")
    struct Import {
        private static let folder = ResponderInstallation.root.appending(path: "Tests/Fixtures/runbooks")
        private static let runbook = folder.appending(path: "operations-runbook.md").path

        @Test func `the proof is printed, in words and as JSON, and nothing is written`() async throws {
            let installation = try ResponderInstallation()
            let text = try await installation.run(["import", Self.runbook])
            #expect(text.end == .exited(0) && text.errors.isEmpty)
            let proof = try String(
                contentsOf: Self.folder.appending(path: "operations-runbook.proof.txt"), encoding: .utf8)
            #expect(text.output == proof + "nothing was written; --into DIR writes tables for review\n")
            let json = try await installation.run(["import", Self.runbook, "--output", "json"])
            let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            let runbook = (document?["runbooks"] as? [[String: Any]])?.first
            #expect((runbook?["lines"] as? [[String: Any]])?.count == 311 && runbook?["collectors"] as? Int == 12)
        }

        @Test func `a folder that is not there becomes a whole set of tables`() async throws {
            let installation = try ResponderInstallation()
            let folder = installation.folder.file("new/routes").path
            let written = try await installation.run(["import", Self.runbook, "--into", folder])
            #expect(written.end == .exited(0), "\(written.errors)")
            #expect(written.output.contains("\(folder)/collectors.runbook.yaml: written\n"))
            #expect(written.output.contains("\(folder)/escalation.yaml: written, a beginning of your own"))
            let check = try await installation.run(["check", "--routes", folder])
            #expect(check.end == .exited(0), "\(check.errors)")
            #expect(check.output.contains("12 collectors, 5 next steps, 4 contacts, 1 policies"))
            let again = try await installation.run(["import", Self.runbook, "--into", folder])
            #expect(again.output.contains("\(folder)/collectors.runbook.yaml: as it was"))
            #expect(!again.output.contains("a beginning of your own"))
        }

        @Test func `the shipped tables are what importing their runbook gives`() async throws {
            let installation = try ResponderInstallation()
            let same = try await installation.run([
                "import", Self.runbook, "--diff", "--into", installation.routes.path,
            ])
            #expect(same.end == .exited(0) && same.output == "no difference\n")
        }

        @Test func `a changed runbook is shown as a difference, and its import keeps what a person has added`()
            async throws
        {
            let installation = try ResponderInstallation()
            let routes = installation.routes.path
            let changed = installation.folder.file("operations-runbook.md")
            let text = try String(contentsOfFile: Self.runbook, encoding: .utf8)
            try Data(
                text.replacing("--tail=200", with: "--tail=500").replacing("# 2. Check Redis\n", with: "")
                    .replacing("kubectl exec -n llm-analytics-hub redis-0 -- redis-cli INFO stats\n", with: "")
                    .replacing(
                        "# 5. Check slow queries",
                        with: "# 5. Count the nodes\nkubectl get nodes\n\n# 6. Check slow queries"
                    )
                    .utf8
            ).write(to: changed)
            let diff = try await installation.run(["import", changed.path, "--diff", "--into", routes])
            #expect(diff.end == .exited(1) && diff.errors.isEmpty)
            #expect(
                diff.output == """
                    \(routes)/collectors.runbook.yaml
                      ~ collector "logs": run
                      + collector "nodes"
                      - collector "redis-stats", and your own table has a row for it

                    """)
            let before = try Data(contentsOf: installation.routes.appending(path: "collectors.yaml"))
            let imported = try await installation.run(["import", changed.path, "--into", routes])
            #expect(imported.end == .exited(1))
            #expect(imported.errors.contains("collectors.runbook.yaml has no collector \"redis-stats\""))
            #expect(imported.output.contains("collector \"redis-stats\" is gone from the runbook"))
            #expect(try Data(contentsOf: installation.routes.appending(path: "collectors.yaml")) == before)
        }

        @Test func `what somebody has changed in an imported table is not overwritten without being asked for`()
            async throws
        {
            let installation = try ResponderInstallation()
            let routes = installation.routes.path
            try installation.edit("contacts.runbook.yaml", replacing: "dba@example.com", with: "dbas@example.com")
            let edited = try Data(contentsOf: installation.routes.appending(path: "contacts.runbook.yaml"))
            let refused = try await installation.run(["import", Self.runbook, "--into", routes])
            #expect(refused.end == .exited(1))
            #expect(
                refused.errors.contains(
                    "\(routes)/contacts.runbook.yaml has been changed since it was imported, or by no import; nothing was written"
                ))
            #expect(try Data(contentsOf: installation.routes.appending(path: "contacts.runbook.yaml")) == edited)
            let diff = try await installation.run(["import", Self.runbook, "--diff", "--into", routes])
            #expect(
                diff.output.contains(
                    "contacts.runbook.yaml (changed by hand; --into asks for --overwrite)\n  ~ contact \"Database Admin\": contact"
                ))
            let forced = try await installation.run(["import", Self.runbook, "--into", routes, "--overwrite"])
            #expect(forced.end == .exited(0))
            #expect(forced.output.contains("contacts.runbook.yaml: replaced, with what somebody had changed"))
        }

        @Test func `runbooks of many alerts make one set, and rules lead to them`() async throws {
            let installation = try ResponderInstallation()
            let rules = installation.folder.file("rules.yaml")
            try Data(
                "groups: [{ name: a, rules: [{ alert: StorageSlow, expr: up, annotations: { runbook_url: 'https://x.example.com/ceph-problems.md#volumes-are-not-mounted' } }] }]"
                    .utf8
            ).write(to: rules)
            let files = ["ceph-problems.md", "KubePodNotReady.md"].map { Self.folder.appending(path: $0).path }
            let folder = installation.folder.file("routes-of-many").path
            let result = try await installation.run(
                ["import"] + files + ["--into", folder, "--procedure", "Mitigation=P3", "--rules", rules.path])
            #expect(result.output.contains("KubePodNotReady.md: 31 lines"))
            let text = try String(contentsOfFile: folder + "/collectors.runbook.yaml", encoding: .utf8)
            #expect(text.contains("when: { match: ['alertname=\"StorageSlow\"'] }"))
            #expect(
                text.contains(
                    "procedure: \"Mitigation\"\n    title: Give the pod another try\n    when: { priority: [P3] }"))
        }

        @Test func `a heading that no runbook has is an error, and so is a priority that is none`() async throws {
            let installation = try ResponderInstallation()
            let folder = installation.folder.file("none").path
            let result = try await installation.run(
                ["import", Self.runbook, "--into", folder, "--procedure", "NoHeading=P1"])
            #expect(result.end == .exited(2) && result.output.isEmpty)
            #expect(
                result.errors.hasPrefix(
                    "--procedure names the heading \"NoHeading\", which no runbook has\nthere are: "))
            #expect(!FileManager.default.fileExists(atPath: folder))
            let noPriority = try await installation.run(["import", Self.runbook, "--procedure", "Contacts=P9"])
            #expect(noPriority.end == .exited(2) && noPriority.output.isEmpty)
            #expect(
                noPriority.errors.contains("--procedure is \"Contacts=P9\"; there is no priority P9, give P1 to P4"))
        }

        @Test func `tables of a runbook without contacts say what they need`() async throws {
            let installation = try ResponderInstallation()
            let runbook = installation.folder.file("alone.md")
            try Data("## P1: Down\n\n```bash\nkubectl get pods\n```\n".utf8).write(to: runbook)
            let folder = installation.folder.file("alone").path
            let result = try await installation.run(["import", runbook.path, "--into", folder])
            #expect(result.end == .exited(1))
            #expect(
                result.output.contains(
                    "contacts.yaml: written, a beginning of your own, which needs a contact, since no runbook names one\n"
                ))
            #expect(
                result.output.contains(
                    "escalation.yaml: written, a beginning of your own, which needs a step that notifies the contact\n")
            )
            let contacts = "contacts: [{ role: On-call, contact: oncall@example.com, escalation_path: [email] }]\n"
            try Data(contacts.utf8).write(to: URL(filePath: folder + "/contacts.yaml"))
            let escalation = folder + "/escalation.yaml"
            let steps = try String(contentsOfFile: escalation, encoding: .utf8)
                .replacing("steps: []  # such as: ", with: "steps: ")
            try Data(steps.utf8).write(to: URL(filePath: escalation))
            let check = try await installation.run(["check", "--routes", folder])
            #expect(check.end == .exited(0), "\(check.errors)")
        }

        @Test func `what cannot be read or written is named`() async throws {
            let installation = try ResponderInstallation()
            let missing = try await installation.run(["import", "/no/such.md"])
            #expect(missing.end == .exited(2))
            #expect(missing.errors == "/no/such.md: the file cannot be read: no such file or directory\n")
            let binary = installation.folder.file("binary.md")
            try Data([0x61, 0x0A, 0x00]).write(to: binary)
            let notText = try await installation.run(["import", binary.path])
            #expect(notText.end == .exited(1))
            #expect(notText.errors == "\(binary.path):2: this line is not UTF-8 text; save the runbook as UTF-8\n")
            let huge = installation.folder.file("huge.md")
            try Data(repeating: 0x78, count: 10 << 20).write(to: huge)
            let tooLarge = try await installation.run(["import", huge.path])
            #expect(tooLarge.errors == "\(huge.path): the file cannot be read: the file is larger than 1 MiB\n")
            let notAFolder = try await installation.run(["import", Self.runbook, "--into", binary.path])
            #expect(notAFolder.end == .exited(1) && notAFolder.errors.contains(binary.path))
            for wrong in [[], ["--procedure", "x"], ["--procedure", "x=a b"]] {
                let runbook = wrong.isEmpty ? [] : [Self.runbook]
                #expect(try await installation.run(["import"] + runbook + wrong).end == .exited(2))
            }
        }
    }
}
