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
            // No endpoint has credentials, so that all goes to the spool, which is nobody.
            _ = try await responder.settled(1)
            let browser = try await ScratchBrowser(hasScripts: hasScripts)

            try await browser.open(responder.api.origin)
            #expect(try await browser.text(".incident-group h2") == "Nobody reached 1")
            try await browser.follow(".incident-row-title")
            #expect(try await browser.text("h1").hasPrefix("AnalyticsApiDown: Service analytics-api is down"))

            try await browser.type("alice", into: "input[name=by]")
            try await browser.follow("button.primary")
            #expect(try await browser.text(".incident-tags .status") == "acknowledged")
            #expect(try await browser.count(".answers dt") == 4)
            #expect(try await browser.text(".answers").contains("Taken by alice"))
            #expect(try await browser.text(".answers").contains("nothing while alice has it"))

            // The name is remembered; who has written a note is shown it.
            try await browser.type("rolled back **revision 8**", into: "textarea[name=text]")
            try await browser.follow("button[formaction$=notes]")
            #expect(try await browser.text("#latest-note .note") == "rolled back revision 8")
            #expect(try await browser.text("#latest-note .note-strong") == "revision 8")
            #expect(try await browser.address().hasSuffix("/incidents/1#latest-note"))

            // A step is ticked, and its tick taken back; both are in the timeline.
            #expect(try await browser.count("button[formaction$='steps/done']") == 2)
            try await browser.follow("button[formaction$='steps/done']")
            #expect(try await browser.count("li.next-step-done") == 1)
            #expect(try await browser.text("li.next-step-done").contains("Done by alice, "))
            #expect(try await browser.address().hasSuffix("/incidents/1#steps"))
            #expect(try await browser.text(".timelines").contains("step done"))
            try await browser.follow("button[formaction$='steps/undone']")
            #expect(try await browser.count("li.next-step-done") == 0)
            #expect(try await browser.text(".timelines").contains("step undone"))

            try await browser.follow("button[formaction$=resolve]")
            #expect(try await browser.text(".asked-question") == "1 alert still fires: resolve anyway?")
            try await browser.follow("button.primary")
            #expect(try await browser.text(".incident-tags .status") == "resolved")
            #expect(try await browser.count("button[formaction$=resolve]") == 0)
            #expect(try await browser.text(".timelines").contains("resolved by alice"))
            #expect(try await browser.text(".answers").contains("resolved by alice, 1 alert still fires"))

            // It was too soon. What takes it back stands where it was taken, also on a phone.
            #expect(try await browser.text(".action-bar button.primary") == "Re-open")
            try await browser.follow("button[formaction$=reopen]")
            #expect(try await browser.text(".incident-tags .status") == "acknowledged")
            #expect(try await browser.text(".answers").contains("Taken by alice"))
            try await browser.close()
        }

        @Test(arguments: [true, false])
        func `takes an incident from somebody only once they have said so`(hasScripts: Bool) async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            _ = try await responder.api.post(try ResponderInstallation.body("03-p1-service-down-priority-label"))
            let browser = try await ScratchBrowser(hasScripts: hasScripts)
            try await browser.open("\(responder.api.origin)/incidents/1")
            try await browser.type("Bob", into: "input[name=by]")
            // Meanwhile somebody else does.
            _ = try await responder.api.acknowledge(1, by: "alice")
            try await browser.follow("button.primary")
            let question = try await browser.text(".asked-question")
            #expect(question.hasPrefix("alice has it since ") && question.hasSuffix(". Take it over?"), "\(question)")
            #expect(try await responder.api.incidents().first?.acknowledgedBy == "alice")
            try await browser.follow("button.primary")
            #expect(try await browser.text(".answers").contains("Taken by Bob"))
            #expect(try await browser.text(".timelines").contains("taken over from alice by Bob"))
            try await browser.close()
        }

        @Test(arguments: [true, false])
        func `does nothing by Enter in a field, only by a button`(hasScripts: Bool) async throws {
            let responder = try await ResponderInstallation().start()
            _ = try await responder.api.post(try ResponderInstallation.body("03-p1-service-down-priority-label"))
            let browser = try await ScratchBrowser(hasScripts: hasScripts)
            let incident = "\(responder.api.origin)/incidents/1"
            let enter = "\u{E007}"
            try await browser.open(incident)
            try await browser.type("seen it, not mine", into: "#act textarea[name=text]")
            try await browser.type("alice\(enter)", into: "#act input[name=by]")
            try await browser.click(".more-actions summary")
            try await browser.type("later", into: ".more-actions input[name=text]")
            try await browser.type("2h", into: ".more-actions input[name=until]")
            try await browser.type("alice\(enter)", into: ".more-actions input[name=by]")
            // What was typed stands there still, so no form was sent.
            #expect(
                try await browser.list("[document.querySelector('#act textarea').value]") == ["seen it, not mine"])
            #expect(try await browser.address().hasPrefix(incident))
            #expect(try await responder.api.incidents().first?.acknowledgedBy == nil)
            try await browser.follow("button[formaction$=notes]")
            #expect(try await browser.text("#latest-note .note") == "seen it, not mine")
            #expect(try await responder.api.incidents().first?.acknowledgedBy == nil)
            try await browser.close()
        }

        @Test(arguments: [true, false])
        func `is asked for the name where it is wanted, and once`(hasScripts: Bool) async throws {
            let responder = try await ResponderInstallation().start()
            _ = try await responder.api.post(try ResponderInstallation.body("03-p1-service-down-priority-label"))
            let browser = try await ScratchBrowser(hasScripts: hasScripts)
            try await browser.show(width: 360, height: 740, isDark: false, isPhone: true)
            try await browser.open("\(responder.api.origin)/incidents/1")
            try await browser.follow("#acknowledge")
            #expect(try await browser.text(".asked-question") == "Who does this?")
            #expect(try await responder.api.incidents().first?.acknowledgedBy == nil)
            try await browser.type("alice", into: "input[name=by]")
            try await browser.follow("button.primary")
            #expect(try await browser.address().hasSuffix("/incidents/1"))
            #expect(try await browser.text(".answers").contains("Taken by alice"))
            try await browser.follow("button[formaction$='steps/done']")
            #expect(try await browser.text("li.next-step-done").contains("Done by alice, "))
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
                #expect(try await browser.count("script") == 2)
                #expect(try await browser.count("main script") == 0)
                #expect(try await browser.count("a[href^='javascript:']") == 0)
                #expect(try await browser.evaluate("document.title === 'taken over' ? 1 : 0") == 0)
            }
            #expect(try await browser.text("h1").contains("<script>"))
            try await browser.close()
        }
    }
}
