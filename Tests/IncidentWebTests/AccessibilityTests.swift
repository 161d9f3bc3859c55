import Foundation
import IncidentCore
import IncidentEngine
import Notifiers
import TestSupport
import Testing

@testable import IncidentWeb

/// Every page as axe-core sees it, with all that is folded opened, on a phone and on a wide screen, light and dark.
@Suite("What keeps people from using a page", .timeLimit(.minutes(10)))
struct AccessibilityTests {
    @Test func `is nothing, on any page, in any width and theme`() async throws {
        let settings = WebHarness.Settings(warnings: ["email has no server"], endpoints: [.email, .pagerduty])
        try await WebHarness.run(settings) { web in
            let id = try await Self.fill(web)
            let browser = try await ScratchBrowser()
            let paths = [
                "/", "/?status=resolved", "/incidents/\(id)", "/incidents/2", "/incidents/3",
                "/incidents/\(id)/explain", "/incidents/2/explain", "/incidents/3/explain",
                web.acknowledgePath(id, "On-Call Engineer"), "/silences", "/on-call", "/delivery", "/digest", "/storms",
                "/artifacts/1?line=2", "/incidents/4711",
            ]
            for path in paths {
                try await browser.open(web.api.origin + path)
                _ = try await browser.list("(document.querySelectorAll('details').forEach(d => d.open = true), [])")
                for (width, isDark) in [(360, false), (360, true), (1400, false), (1400, true)] {
                    try await browser.show(width: width, height: 740, isDark: isDark)
                    #expect(try await browser.barriers() == [], "\(path) at \(width), \(isDark ? "dark" : "light")")
                }
            }
            try await browser.close()
        }
    }

    @Test func `is seen where there is something`() async throws {
        let browser = try await ScratchBrowser()
        try await browser.open("data:text/html,<img src=x><p style='color:%23eee'>pale</p>")
        let found = try await browser.barriers()
        #expect(found.contains { $0.hasPrefix("image-alt (critical)") })
        #expect(found.contains { $0.hasPrefix("color-contrast (serious)") })
        try await browser.close()
    }

    /// One that was diagnosed, paged, noted upon and taken, one of many alerts, one that is over.
    private static func fill(_ web: WebHarness) async throws -> Int64 {
        let id = try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
        web.clock.advance(by: .seconds(2))
        try await web.diagnose(id)
        try await web.deliver(.email, DeliveryOutcome(.sent, evidence: "250 2.0.0 Ok: queued as 4ZkW2P"))
        try await web.deliver(.pagerduty, DeliveryOutcome(.permanent, evidence: "400 \"routing_key\" is invalid"))
        try await web.open(try StormBody(alerts: 40).bytes)
        try await web.open(try ResponderInstallation.body("16-p3-memory-two-pods"))
        web.clock.advance(by: .seconds(90))
        let note =
            "# Rolled back\n\n- *first* `kubectl`, then https://runbooks.example.com\n\n> it **helped**\n\n| pod | node |\n|---|---|\n| a | b |\n\n```\nok\n```"
        _ = try await web.engine.commands.note(id, by: "Alíce", text: note)
        _ = try await web.engine.commands.acknowledge(id, by: "Alíce")
        _ = try await web.engine.commands.resolve(3, by: "Bob", stillFiring: .whatever)
        let silence = SilenceRequest(match: ["severity=info"], duration: "2h", by: "Carol", why: "new release")
        _ = try await web.engine.silences.add(silence, wayToAllow: "")
        try await web.tick()
        return id
    }
}
