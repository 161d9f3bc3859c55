import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `responder check --rules` as a team's CI runs it.
    @Suite("Alerting rules on the command line")
    struct CheckRules {
        private static let rules = ResponderInstallation.root.appending(
            path: "Tests/Fixtures/rules/kube-prometheus.yaml"
        ).path

        @Test func `kube-prometheus' rules are covered by the shipped tables, in words and as JSON`() async throws {
            let installation = try ResponderInstallation()
            let check = ["check"] + installation.routesOption + ["--rules", Self.rules]
            let text = try await installation.run(check)
            #expect(text.end == .exited(0))
            #expect(text.output.contains("KubePodCrashLooping (kubernetes-apps, \(Self.rules):"))
            #expect(text.output.contains("149 alerting rules in 19 groups: "))
            let json = try await installation.run(check + ["--output", "json"])
            #expect(json.end == .exited(0))
            let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect((document?["rules"] as? [Any])?.count == 149)
        }

        @Test func `what is not covered is 1, and wrong usage is 2`() async throws {
            let installation = try ResponderInstallation()
            let file = installation.folder.file("rules.yaml")
            try Data("groups: [{ name: a, rules: [{ alert: Odd, expr: up }] }]".utf8).write(to: file)
            let check = ["check"] + installation.routesOption + ["--rules", file.path]
            let uncovered = try await installation.run(check)
            #expect(uncovered.end == .exited(1))
            #expect(uncovered.errors.contains("1 of 1 alerting rules: the default priority decides, or may"))
            #expect(uncovered.output.contains("Odd (a, \(file.path):1)"))
            #expect(try await installation.run(check + ["--require", "none"]).end == .exited(0))
            #expect(try await installation.run(check + ["--require", "polices"]).end == .exited(2))
            #expect(try await installation.run(check + ["--label", "team"]).end == .exited(2))

            try Data("groups: [{ name: a, rules: [{ alert: Odd }] }]".utf8).write(to: file)
            let wrong = try await installation.run(check)
            #expect(wrong.end == .exited(1))
            #expect(wrong.errors.contains("\(file.path):1:29: this entry of rules has no \"expr\"; add it"))
        }
    }
}
