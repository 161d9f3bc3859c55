import TestSupport
import Testing
import Transport

extension EndToEnd.Browser {
    @Suite("What a person does in the browser beside taking and resolving")
    struct Deeds {
        private static let runbookAlert = "03-p1-service-down-priority-label"

        @Test(arguments: [true, false])
        func `searches the list for a word of a note, and for one that is nowhere`(hasScripts: Bool) async throws {
            let responder = try await ResponderInstallation().start()
            for number in 1...2 {
                let body = try webhookBody(
                    ["alertname": "Made\(number)", "severity": "critical"],
                    annotations: ["description": "the quagga of rack \(number)"], fingerprint: "f\(number)",
                    groupKey: "{}:{\(number)}")
                #expect(try await responder.api.post(body).status == 200)
            }
            try await responder.api.note(1, by: "bob", "it was the zebra, as ever")
            for (word, count) in [("zebra", 1), ("quagga", 2)] {
                _ = try await responder.eventually("\(word) is in the index") { api in
                    try await api.incidents("q=\(word)").count == count ? true : nil
                }
            }
            let browser = try await ScratchBrowser(hasScripts: hasScripts)
            try await browser.open(responder.api.origin)
            try await browser.type("zebra", into: ".filter input[type=search]")
            try await browser.follow(".filter button")
            #expect(try await browser.count(".incident-row") == 1)
            #expect(try await browser.text(".incident-row-title").hasPrefix("Made1"))
            #expect(try await browser.text(".incident-row-found") == "found in a note: it was the zebra, as ever")
            #expect(try await browser.text(".incident-row-found mark") == "zebra")

            // What was searched for stands there, and is searched for anew.
            try await browser.type("quagga", into: ".filter input[type=search]")
            try await browser.follow(".filter button")
            #expect(try await browser.count(".incident-row") == 2)
            try await browser.type("okapi", into: ".filter input[type=search]")
            try await browser.follow(".filter button")
            #expect(try await browser.count(".incident-row") == 0)
            #expect(try await browser.count(".empty") == 1)

            // What is over by then is found by who says nothing else; who wants only what is open is told where it is.
            let over = try webhookBody(
                ["alertname": "Made1", "severity": "critical"], status: "resolved", fingerprint: "f1",
                groupKey: "{}:{1}")
            #expect(try await responder.api.post(over).status == 200)
            _ = try await responder.eventually("the incident is resolved") { api in
                try await api.incidents("status=resolved").count == 1 ? true : nil
            }
            try await browser.open(responder.api.origin)
            try await browser.type("zebra", into: ".filter input[type=search]")
            try await browser.follow(".filter button")
            #expect(try await browser.text(".incident-row .status-resolved") == "resolved")
            try await browser.open("\(responder.api.origin)/?status=open&q=zebra")
            #expect(try await browser.count(".incident-row") == 0)
            try await browser.follow(".empty a")
            #expect(try await browser.text(".incident-row-title").hasPrefix("Made1"))
            try await browser.close()
        }

        @Test(arguments: [true, false])
        func `silences from the incident's page what the preview shows, sees it everywhere, and ends it`(
            hasScripts: Bool
        ) async throws {
            let responder = try await ResponderInstallation().start()
            #expect(try await responder.api.post(try ResponderInstallation.body(Self.runbookAlert)).status == 200)
            let browser = try await ScratchBrowser(hasScripts: hasScripts)
            let incident = "\(responder.api.origin)/incidents/1"
            try await browser.open(incident)
            try await browser.follow("a[href^='/silences?match']")
            let matchers = try await browser.list("[document.querySelector('textarea[name=match]').value]")
            #expect(matchers.first?.hasPrefix("alertname=\"AnalyticsApiDown\"") == true)
            try await browser.type("new release", into: "form[action='/silences'] input[name=why]")
            try await browser.type("alice", into: "form[action='/silences'] input[name=by]")
            try await browser.follow("button[formaction='/silences/preview']")
            #expect(try await browser.text("main").contains("1 of 1 open incidents hidden"))
            #expect(try await browser.count(".silence") == 0)

            try await browser.follow("form[action='/silences'] button.primary")
            #expect(try await browser.text(".silence .state") == "active")
            #expect(try await browser.text(".silence").contains("new release #1 by alice, from "))
            _ = try await waitUntil("the incident's page says that nobody is told") { () -> Bool? in
                try await browser.open(incident)
                return try await browser.count(".banner-silence") == 1 ? true : nil
            }
            let banner = try await browser.text(".banner-silence")
            #expect(
                banner.hasPrefix("Nobody is told: silence #1 by alice until ") && banner.hasSuffix(": new release."),
                "\(banner)")
            try await browser.open(responder.api.origin)
            #expect(try await browser.text(".incident-row-facts .status-silenced").hasPrefix("silenced until "))

            try await browser.open("\(responder.api.origin)/silences")
            try await browser.follow("form[action='/silences/1/expire'] button")
            #expect(try await browser.count("form[action$='/expire']") == 0)
            #expect(try await browser.text(".silence").contains("ended by alice"))
            _ = try await waitUntil("the incident's page says it no more") { () -> Bool? in
                try await browser.open(incident)
                return try await browser.count(".banner-silence") == 0 ? true : nil
            }
            #expect(try await browser.text(".timelines").contains("silenced no more: silence #1 by alice"))
            try await browser.close()
        }

        @Test(arguments: [true, false])
        func `hands an incident over to a contact, and to nobody else`(hasScripts: Bool) async throws {
            let responder = try await ResponderInstallation().start()
            #expect(try await responder.api.post(try ResponderInstallation.body(Self.runbookAlert)).status == 200)
            let browser = try await ScratchBrowser(hasScripts: hasScripts)
            let incident = "\(responder.api.origin)/incidents/1"

            // To nobody, and to somebody who stood there when the page was opened and stands there no more.
            try await fillHandOver(browser, incident)
            try await browser.follow("button[formaction$=handover]")
            #expect(
                try await browser.text("main").contains("the contact is missing; name one of \"On-Call Engineer\", "))
            try await fillHandOver(browser, incident)
            _ = try await browser.list(
                "(document.querySelector('select[name=contact]').add(new Option('Carla', 'Carla', true, true)), [])")
            try await browser.follow("button[formaction$=handover]")
            #expect(try await browser.text("main").contains("\"Carla\" is no contact, or may be several"))
            #expect(try await responder.api.incidents().first?.acknowledgedBy == nil)
            try await browser.follow("main a[href='/incidents/1']")
            #expect(try await browser.count(".answers") == 1)

            try await fillHandOver(browser, incident)
            try await browser.click(".more-actions option:nth-child(3)")
            try await browser.follow("button[formaction$=handover]")
            #expect(try await browser.address() == incident)
            #expect(try await browser.text(".answers").contains("It was handed over to DevOps Lead by alice"))
            #expect(try await browser.text(".answers").contains("DevOps Lead is to confirm the hand-over in "))
            #expect(
                try await browser.text(".timelines").contains(
                    "handed over to DevOps Lead by alice, to be confirmed by ")
            )
            try await browser.open(responder.api.origin)
            #expect(try await browser.text(".incident-row-who").hasPrefix("DevOps Lead until "))
            try await browser.close()
        }

        @Test(arguments: [true, false])
        func `is told why from the rule's name: what held on which label, who was told, and who was not`(
            hasScripts: Bool
        ) async throws {
            let responder = try await ResponderInstallation().start()
            #expect(try await responder.api.post(try webhookBody(EndToEnd.MainWay.labels)).status == 200)
            _ = try await responder.notification("email", of: 1, in: "sent", within: .seconds(60))
            let browser = try await ScratchBrowser(hasScripts: hasScripts)
            try await browser.open("\(responder.api.origin)/incidents/1")
            #expect(try await browser.text(".answers a") == "service-down")
            try await browser.follow(".answers a")
            #expect(try await browser.address().hasSuffix("/incidents/1/explain"))
            #expect(try await browser.text("section h2") == "Why P1")
            let held = try await browser.text(".conditions")
            #expect(held.contains("held on alertname=AnalyticsApiDown"))
            #expect(held.contains("held on severity=critical"))
            let page = try await browser.text("main")
            #expect(page.contains("P1 by rule service-down: of the rules it is the first"))
            #expect(page.contains("Policy critical: it is the first in the tables for P1"))
            #expect(page.contains("email to oncall@example.com"))
            #expect(page.contains("written to the spool, so nobody was told"))
            // Who was not told is folded away.
            #expect(!page.contains("email to dba@example.com"))
            try await browser.click("section details summary")
            #expect(try await browser.text("main").contains("email to dba@example.com"))
            for width in [320, 1400] {
                try await browser.show(width: width, isDark: false)
                #expect(try #require(try await browser.evaluate("document.scrollingElement.scrollWidth")) <= width)
            }

            try await browser.follow("main a[href='/incidents/1']")
            try await browser.click(".action-bar a[href='#actions']")
            try await browser.follow("#actions a[href='/incidents/1/explain']")
            #expect(try await browser.text("section h2") == "Why P1")
            try await browser.close()
        }

        /// Up to the button, but for the contact.
        private func fillHandOver(_ browser: ScratchBrowser, _ incident: String) async throws {
            try await browser.open(incident)
            try await browser.click(".more-actions summary")
            try await browser.type("alice", into: ".more-actions input[name=by]")
            try await browser.type("my shift ends", into: ".more-actions input[name=text]")
        }
    }
}
