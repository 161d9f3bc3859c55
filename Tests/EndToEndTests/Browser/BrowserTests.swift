import TestSupport
import Testing

extension EndToEnd {
    @Suite("What a person does in the browser")
    struct Browser {
        static let hostile = "<script>document.title='taken over'</script>"

        @Test(arguments: [true, false])
        func `finds the incident in the list, takes it, notes and resolves it`(hasScripts: Bool) async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            _ = try await responder.api.post(try ResponderInstallation.body("03-p1-service-down-priority-label"))
            let browser = try await ScratchBrowser(hasScripts: hasScripts)

            try await browser.open(responder.api.origin)
            #expect(try await browser.text(".incident-row .status") == "triggered")
            try await browser.follow(".incident-row-title")
            #expect(try await browser.text("h1").hasPrefix("AnalyticsApiDown: Service analytics-api is down"))

            try await browser.type("alice", into: "input[name=by]")
            try await browser.follow("button.primary")
            #expect(try await browser.text(".incident-tags .status") == "acknowledged")
            #expect(try await browser.text(".facts").contains("taken by alice"))

            // Each of its facts stands in one line.
            let heights = "[...document.querySelectorAll('.facts dd')].map(fact => fact.offsetHeight)"
            #expect(try await browser.count(".facts dd") == 5)
            #expect(try await browser.evaluate("Math.max(...\(heights)) - Math.min(...\(heights))") == 0)

            // The name is remembered.
            try await browser.type("rolled back revision 8", into: "textarea[name=text]")
            try await browser.follow("button[formaction$=notes]")
            #expect(try await browser.text(".timeline").contains("rolled back revision 8"))

            try await browser.follow("button[formaction$=resolve]")
            #expect(try await browser.text(".incident-tags .status") == "resolved")
            #expect(try await browser.count("button[formaction$=resolve]") == 0)
            #expect(try await browser.text(".timeline").contains("resolved by alice"))
            try await browser.close()
        }

        @Test func `no text of an alert becomes a part of a page`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let labels = ["alertname": Self.hostile, "severity": "critical"]
            _ = try await responder.api.post(
                try webhookBody(labels, annotations: ["summary": Self.hostile, "runbook_url": "javascript:alert(1)"]))
            let browser = try await ScratchBrowser()

            for path in ["/", "/incidents/1"] {
                try await browser.open(responder.api.origin + path)
                #expect(try await browser.count("main script") == 0)
                #expect(try await browser.count("a[href^='javascript:']") == 0)
                #expect(try await browser.evaluate("document.title === 'taken over' ? 1 : 0") == 0)
            }
            #expect(try await browser.text("h1").contains("<script>"))
            try await browser.close()
        }
    }
}
