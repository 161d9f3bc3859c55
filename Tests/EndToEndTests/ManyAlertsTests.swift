import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Five hundred alerts in one group, on the command line")
    struct ManyAlerts {
        @Test func `are told in few lines, with what differs`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(try StormBody(alerts: 500).bytes).status == 200)
            try await responder.diagnosed(1)
            let shown = try await installation.run(["incident", "show", "1"] + installation.dataOption)
            let lines = shown.output.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count < 60, "\(lines.count) lines:\n\(shown.output)")
            #expect(
                lines.contains(
                    "- PodCrashLooping, 500 firing {container=worker, namespace=llm-analytics-hub, severity=warning, team=platform}"
                ))
            #expect(lines.contains("    node: 12 values, node-0 (42), node-1 (42), node-2 (42) and 9 more"))
            #expect(lines.contains { $0.hasPrefix("since    ") } && lines.contains { $0.hasPrefix("next     ") })
        }
    }
}
