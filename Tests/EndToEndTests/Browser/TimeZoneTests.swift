import TestSupport
import Testing

extension EndToEnd.Browser {
    @Suite("By whose clock a person sees times")
    struct TimeZones {
        private static let zone = "Europe/Berlin"
        private static let navigation = "performance.getEntriesByType('navigation')[0].type"

        @Test func `by their own on the first visit, without a shift, and by UTC when they ask for it`() async throws {
            let responder = try await ResponderInstallation().start()
            _ = try await responder.api.post(try ResponderInstallation.body("03-p1-service-down-priority-label"))
            let browser = try await ScratchBrowser(timeZone: Self.zone)
            try await browser.open("\(responder.api.origin)/incidents/1")
            _ = try await waitUntil("the page is there by the browser's clock") {
                (try? await browser.text(".site-footer"))?.hasPrefix("Times are by the clock of Europe/Berlin.") == true
                    ? true : nil
            }
            #expect(try await browser.text(".answer:nth-child(1)").contains(Self.zone))
            #expect(try await browser.evaluate("\(Self.navigation) === 'reload' ? 1 : 0") == 1)
            #expect(try await browser.layoutShift() == 0)
            #expect(try await browser.barriers() == [])
            try await browser.show(width: 320, isDark: false)
            #expect(try await browser.evaluate("document.scrollingElement.scrollWidth") == 320)

            // From then on at once.
            try await browser.open(responder.api.origin)
            #expect(try await browser.text(".shown-at").contains(Self.zone))
            #expect(try await browser.evaluate("\(Self.navigation) === 'navigate' ? 1 : 0") == 1)

            // What comes by itself too.
            _ = try await responder.api.post(
                try webhookBody(["alertname": "Second", "severity": "critical"], fingerprint: "f2", groupKey: "{}:{2}"))
            _ = try await waitUntil("incident 2 is on the page") {
                try await browser.count("[data-incident='2']") == 1 ? true : nil
            }
            let title = "document.querySelector(\"[data-incident='2'] time\").title"
            #expect(try await browser.evaluate("\(title).endsWith('\(Self.zone)') ? 1 : 0") == 1)

            try await browser.follow(".times-form button")
            #expect(try await browser.text(".shown-at").contains(" UTC."))
            #expect(try await browser.text(".times-form button") == "Show \(Self.zone)")
            try await browser.follow(".times-form button")
            #expect(try await browser.text(".shown-at").contains(Self.zone))
            try await browser.close()
        }

        @Test func `in UTC where no script runs`() async throws {
            let responder = try await ResponderInstallation().start()
            let browser = try await ScratchBrowser(hasScripts: false, timeZone: Self.zone)
            try await browser.open(responder.api.origin)
            #expect(try await browser.text(".shown-at").contains(" UTC."))
            #expect(try await browser.count(".times-form") == 0)
            try await browser.close()
        }
    }
}
