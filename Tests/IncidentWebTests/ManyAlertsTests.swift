import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// Five hundred alerts in one group.
@Suite("An incident of many alerts", .timeLimit(.minutes(20)))
struct ManyAlertsTests {
    @Test func `is a page of a few screens, which says what is common once and what differs`() async throws {
        try await WebHarness.run { web in
            try await web.open(try StormBody(alerts: 500).bytes)
            try await web.tick()
            let page = try await web.api.send(.get, "/incidents/1")
            #expect(page.body.count < 100_000, "\(page.body.count) bytes")
            #expect(page.text.contains("500 alerts fire, in 12 groups by node, told apart by pod"))
            #expect(page.text.matches(of: /class="alert-group"/).count == 12)
            #expect(page.text.contains("42 fire, first worker-7d9c6b5f4-0"))
            #expect(page.text.contains("worker-7d9c6b5f4-499"))
            #expect(page.text.matches(of: /namespace=llm-analytics-hub</).count == 1)

            let browser = try await ScratchBrowser()
            try await browser.open(web.api.origin + "/incidents/1")
            try await browser.show(width: 360, height: 740, isDark: false)
            let height = try #require(try await browser.evaluate("document.scrollingElement.scrollHeight"))
            #expect(height < 6 * 740, "\(height) px")
            try await browser.close()
        }
    }
}
