import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// Five hundred alerts in one group.
@Suite("An incident of many alerts", .timeLimit(.minutes(20)))
struct ManyAlertsTests {
    /// As it is after some hours: diagnosed by all that there is, told to several, taken, taken over and written upon.
    @Test func `is a page of a few screens after people have worked on it, too`() async throws {
        var settings = WebHarness.Settings(endpoints: [.email, .pagerduty])
        settings.collectorOutput = "worker is in state CrashLoopBackOff"
        try await WebHarness.run(settings) { web in
            try await web.open(try StormBody(alerts: 500, severity: "critical").bytes)
            for _ in 0..<6 {
                try await web.tick()
                web.clock.advance(by: .seconds(1200))
            }
            for (number, person) in ["Alice", "Bob", "Carol"].enumerated() {
                _ = try await web.engine.commands.acknowledge(1, by: person, takeOver: .whatever)
                for line in 0..<3 {
                    _ = try await web.engine.commands.note(1, by: person, text: "*\(number)*: looked at node \(line)")
                    web.clock.advance(by: .seconds(60))
                }
                try await web.tick()
            }
            let (told, runs, entries) = try await web.store.read { reader in
                (
                    try reader.notifications(incidentID: 1).map(\.notification.contact),
                    try reader.artifacts(incidentID: 1).count, try reader.timelineEntryCount(incidentID: 1)
                )
            }
            #expect(Set(told).count >= 2 && told.count >= 8, "\(told)")
            #expect(runs >= 7 && entries >= 40, "\(runs) runs, \(entries) entries")
            let page = try await web.api.send(.get, "/incidents/1")
            #expect(page.body.count < 100_000, "\(page.body.count) bytes")
            #expect(page.text.matches(of: /<summary>\d+ (collectors|runs of collectors):/).count == 1)
            #expect(page.text.contains("<summary>8 more by node</summary>"))
            #expect(page.text.matches(of: /class="notification-contact"/).count == Set(told).count)

            let browser = try await ScratchBrowser()
            try await browser.open(web.api.origin + "/incidents/1")
            for width in [320, 360, 412] {
                try await browser.show(width: width, height: 740, isDark: false)
                let height = try #require(try await browser.evaluate("document.scrollingElement.scrollHeight"))
                #expect(width < 360 || height < 6 * 740, "\(height) px at \(width)")
                #expect(try await browser.cutAtSides() == [], "at \(width)")
            }
            // A link to what is folded away opens it, by the browser alone.
            let older = "document.querySelector('.timeline-earlier')"
            #expect(try await browser.evaluate("\(older).open ? 1 : 0") == 0)
            _ = try await browser.evaluate("(\(older).querySelector('li').id = 'older', location.hash = '#older', 1)")
            #expect(try await browser.evaluate("\(older).open ? 1 : 0") == 1)
            // Where there is room nothing of it is folded.
            try await browser.open(web.api.origin + "/incidents/1")
            try await browser.show(width: 1440, height: 900, isDark: false)
            let isSeen = "\(older).querySelector('li').checkVisibility({contentVisibilityAuto: true}) ? 1 : 0"
            #expect(try await browser.evaluate(isSeen) == 1)
            let story = "document.querySelector('.story').getBoundingClientRect()"
            let columns = "document.querySelector('.columns').getBoundingClientRect()"
            #expect(try await browser.evaluate("\(story).width === \(columns).width ? 1 : 0") == 1)
            try await browser.close()
        }
    }

    @Test func `is a page of a few screens, which says what is common once and what differs`() async throws {
        try await WebHarness.run { web in
            try await web.open(try StormBody(alerts: 500).bytes)
            try await web.tick()
            let page = try await web.api.send(.get, "/incidents/1")
            #expect(page.body.count < 100_000, "\(page.body.count) bytes")
            #expect(page.text.contains("500 alerts fire, in 12 groups by node, told apart by pod"))
            #expect(page.text.matches(of: /class="alert-group"/).count == 12)
            #expect(page.text.contains("42 fire, first …-0<"))
            #expect(page.text.contains("worker-7d9c6b5f4-359</code>") && page.text.contains("and 12 more"))
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
