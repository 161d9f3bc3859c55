import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd.Browser {
    @Suite("What a person sees come")
    struct Live {
        @Test(arguments: [true, false])
        func `the first run: a test alert by a button, which is marked, and ends by another`(
            hasScripts: Bool
        ) async throws {
            let responder = try await ResponderInstallation().start()
            let browser = try await ScratchBrowser(hasScripts: hasScripts)
            try await browser.open(responder.api.origin)
            #expect(try await browser.text(".first-run pre").contains("\(responder.api.origin)/webhooks/alertmanager"))
            #expect(try await browser.text("main").contains("All quiet") == false)
            #expect(try await browser.text(".site-signs").contains("Alertmanager was never heard"))

            try await browser.type("alice", into: ".first-run input[name=by]")
            try await browser.follow(".first-run button")
            #expect(try await browser.text(".incident-row-title").hasPrefix("[DRILL]: nothing is wrong"))
            #expect(try await browser.text(".drill h2") == "A drill is open")
            try await browser.follow(".drill button")
            #expect(try await browser.count(".drill") == 0)
            #expect(try await browser.text("#resolved summary").contains("Resolved in the last 24 hours 1"))
            try await browser.close()
        }

        @Test func `an incident arrives without a reload, what is focused and open stays so, and it is announced`()
            async throws
        {
            let responder = try await ResponderInstallation().start()
            try await Self.open(1, responder)
            try await Self.open(2, responder)
            try await responder.api.resolve(2, by: "bob")
            let browser = try await ScratchBrowser()
            try await browser.open(responder.api.origin)
            _ = try await browser.list(
                "(window.isTheSamePage = true, document.querySelector('#resolved').open = true, [])")
            _ = try await browser.list("(document.querySelector('[data-incident=\"1\"] a').focus(), [])")

            try await Self.open(3, responder)
            _ = try await waitUntil("incident 3 is on the page") {
                try await browser.count("[data-incident='3']") == 1 ? true : nil
            }
            _ = try await waitUntil("it is announced") {
                try await browser.text(".live-news") == "1 new" ? true : nil
            }
            #expect(try await browser.evaluate("window.isTheSamePage ? 1 : 0") == 1)
            #expect(try await browser.evaluate("document.querySelector('#resolved').open ? 1 : 0") == 1)
            #expect(
                try await browser.evaluate(
                    "document.activeElement.matches('[data-incident=\"1\"] .incident-row-title') ? 1 : 0") == 1)
            try await browser.close()
        }

        @Test func `that nobody was reached, because nobody answers, comes without a reload and without an event`()
            async throws
        {
            let outside = try await Outside(
                smtpFailures: "connect:hangx99", pagerDutyFailures: "timeoutx99", hangSeconds: 60)
            let responder = try await ResponderInstallation(environment: outside.environment).start()
            let browser = try await ScratchBrowser()
            try await browser.open(responder.api.origin)
            try await Self.open(1, responder)
            // Less than the time after which a list is fetched anew in any case, and than the first attempt's limit.
            _ = try await waitUntil("the page says that nobody was reached", within: .seconds(10)) {
                try await browser.count(".incident-group-unreached [data-incident='1']") == 1 ? true : nil
            }
            try await browser.close()
        }

        @Test func `on an incident's page something new is said and shown when asked for`() async throws {
            let responder = try await ResponderInstallation().start()
            try await Self.open(1, responder)
            _ = try await responder.settled(1)
            let browser = try await ScratchBrowser()
            try await browser.open("\(responder.api.origin)/incidents/1")
            #expect(try await browser.text(".live-news") == "")
            try await responder.api.note(1, by: "bob", "rolled back revision 8")
            _ = try await waitUntil("the page says that there is something new") {
                try await browser.text(".live-news").contains("something new") ? true : nil
            }
            #expect(try await !browser.text("main").contains("rolled back revision 8"))
            // What stands there is marked as old, and nothing is covered.
            #expect(try await browser.text(".live-news").contains("this is as of "))
            #expect(try await browser.count(".incident-head-old .answers") == 1)
            #expect(
                try await browser.evaluate(
                    "getComputedStyle(document.querySelector('.live-news')).position === 'static' ? 1 : 0") == 1)
            try await browser.follow(".live-news a")
            #expect(try await browser.text("main").contains("rolled back revision 8"))
            try await browser.close()
        }

        @Test func `the button of an incident's page says what it does once another has it, without a reload`()
            async throws
        {
            let responder = try await ResponderInstallation().start()
            try await Self.open(1, responder)
            _ = try await responder.settled(1)
            let browser = try await ScratchBrowser()
            try await browser.open("\(responder.api.origin)/incidents/1")
            _ = try await browser.list(
                "(window.isTheSamePage = true, document.querySelector('#acknowledge').focus(), [])")
            #expect(try await browser.text("#acknowledge") == "Acknowledge")
            try await responder.api.acknowledge(1, by: "bob")
            _ = try await waitUntil("the button takes over") {
                try await browser.text("#acknowledge") == "Take over from bob" ? true : nil
            }
            #expect(try await browser.evaluate("window.isTheSamePage ? 1 : 0") == 1)
            #expect(try await browser.evaluate("document.activeElement.id === 'acknowledge' ? 1 : 0") == 1)
            #expect(try await browser.text(".live-news").contains("something new"))
            try await browser.close()
        }

        @Test func `a key that was meant for the button does not do what has come in its place`() async throws {
            let responder = try await ResponderInstallation().start()
            try await Self.open(1, responder)
            _ = try await responder.settled(1)
            let browser = try await ScratchBrowser()
            try await browser.open("\(responder.api.origin)/incidents/1#acknowledge")
            #expect(try await browser.evaluate("document.activeElement.id === 'acknowledge' ? 1 : 0") == 1)
            try await responder.api.resolve(1, by: "bob")
            _ = try await waitUntil("the button re-opens") {
                try await browser.text(".action-bar .primary") == "Re-open" ? true : nil
            }
            #expect(try await browser.evaluate("document.activeElement.matches('.action-bar a') ? 1 : 0") == 1)
            try await browser.close()
        }

        @Test func `what one's own button has brought is no news on an incident's page`() async throws {
            let responder = try await ResponderInstallation().start()
            try await Self.open(1, responder)
            _ = try await responder.settled(1)
            let browser = try await ScratchBrowser()
            try await browser.open("\(responder.api.origin)/incidents/1")
            try await browser.type("alice", into: "#act input[name=by]")
            try await browser.follow("#acknowledge")
            _ = try await responder.settled(1)
            #expect(try await browser.text(".answers").contains("Taken by alice"))
            #expect(try await browser.text(".live-news") == "")
            // What another does is.
            try await responder.api.note(1, by: "bob", "rolled back revision 8")
            _ = try await waitUntil("the page says that there is something new") {
                try await browser.text(".live-news").contains("something new") ? true : nil
            }
            try await browser.close()
        }

        @Test func `a page that has lost the server says so, and takes up what it missed`() async throws {
            let installation = try ResponderInstallation()
            let first = try await installation.start()
            try await Self.open(1, first)
            let browser = try await ScratchBrowser()
            try await browser.open(first.api.origin)
            #expect(try await first.stop() == .exited(0))
            _ = try await waitUntil("the page says that it is not live") {
                try await browser.text(".live-news").hasPrefix("Not live since ") ? true : nil
            }
            // As a banner; what the header says is marked as old.
            #expect(try await browser.count(".is-not-live .live-news") == 1)
            let second = try await installation.start("--listen", "127.0.0.1:\(first.port)")
            try await Self.open(2, second)
            _ = try await waitUntil("the page is live again") {
                try await browser.count("[data-incident='2']") == 1 ? true : nil
            }
            _ = try await waitUntil("nothing says that it is not") {
                try await browser.count(".is-not-live") == 0 ? true : nil
            }
            try await browser.close()
        }

        @Test func `a list that did not come once is no page that has lost the server`() async throws {
            let responder = try await ResponderInstallation().start()
            try await Self.open(1, responder)
            let browser = try await ScratchBrowser()
            try await browser.open(responder.api.origin)
            let fail = "window.fetch = real; window.failed = 1; return Promise.reject(new Error('gone'));"
            _ = try await browser.list("(window.fetch = (real => () => { \(fail) })(window.fetch), [])")
            try await Self.open(2, responder)
            _ = try await waitUntil("the list did not come, and came then") { () -> Bool? in
                guard try await browser.evaluate("window.failed | 0") == 1 else { return nil }
                return try await browser.count("[data-incident='2']") == 1 ? true : nil
            }
            _ = try await waitUntil("nothing says that the page is not live") {
                try await browser.count(".is-not-live") == 0 ? true : nil
            }
            try await browser.close()
        }

        @Test func `what is new on an incident's page stays said when the server is there again`() async throws {
            let installation = try ResponderInstallation()
            let first = try await installation.start()
            try await Self.open(1, first)
            _ = try await first.settled(1)
            let browser = try await ScratchBrowser()
            try await browser.open("\(first.api.origin)/incidents/1")
            try await first.api.note(1, by: "bob", "rolled back revision 8")
            _ = try await waitUntil("the page says that there is something new") {
                try await browser.text(".live-news").contains("something new") ? true : nil
            }
            #expect(try await first.stop() == .exited(0))
            _ = try await waitUntil("the page says that it is not live") {
                try await browser.text(".live-news").hasPrefix("Not live since ") ? true : nil
            }
            let second = try await installation.start("--listen", "127.0.0.1:\(first.port)")
            _ = try await waitUntil("the page is live again", evidence: second.log) {
                try await browser.count(".is-not-live") == 0 ? true : nil
            }
            #expect(try await browser.text(".live-news").contains("something new"))
            #expect(try await browser.count(".live-news a") == 1)
            try await browser.close()
            #expect(try await second.stop() == .exited(0))
        }

        @Test func `keys move among the incidents, open one where it is to be taken or noted, and can be turned off`()
            async throws
        {
            let responder = try await ResponderInstallation().start()
            for number in 1...3 { try await Self.open(number, responder) }
            // All of it goes to the spool: until then they do not stand in one group.
            for number in 1...3 { _ = try await responder.settled(number) }
            let browser = try await ScratchBrowser()
            try await browser.open(responder.api.origin)
            let focused = "(document.activeElement.closest('[data-incident]') || {dataset: {}}).dataset.incident | 0"
            for (key, incident) in [("j", 3), ("j", 2), ("j", 1), ("j", 1), ("k", 2)] {
                try await browser.press(key)
                #expect(try await browser.evaluate(focused) == incident, "\(key)")
            }
            try await browser.press("/")
            #expect(try await browser.evaluate("document.activeElement.type === 'search' ? 1 : 0") == 1)
            // Whoever types writes.
            try await browser.press("j")
            #expect(try await browser.evaluate("document.activeElement.value === 'j' ? 1 : 0") == 1)
            _ = try await browser.list("(document.activeElement.blur(), [])")

            try await browser.press("?")
            #expect(try await browser.text("dialog[open] h2") == "Keyboard")
            try await browser.press("\u{E00C}")
            #expect(try await browser.count("dialog[open]") == 0)

            for (key, id) in [("a", "acknowledge"), ("n", "note")] {
                try await browser.open(responder.api.origin)
                try await browser.press("j")
                try await browser.press(key)
                _ = try await waitUntil("\(key) leads to the incident") {
                    try await browser.address().hasSuffix("/incidents/3#\(id)") ? true : nil
                }
                _ = try await waitUntil("\(id) has the focus") {
                    try await browser.evaluate("document.activeElement.id === '\(id)' ? 1 : 0") == 1 ? true : nil
                }
            }

            try await browser.open(responder.api.origin)
            try await browser.press("?")
            try await browser.click("dialog input[type=checkbox]")
            try await browser.click("dialog button")
            try await browser.press("j")
            #expect(try await browser.evaluate(focused) == 0)
            try await browser.close()
        }

        @Test func `headings are in order, and what is a list is one`() async throws {
            let responder = try await ResponderInstallation().start()
            for number in 1...3 { try await Self.open(number, responder) }
            try await responder.api.acknowledge(1, by: "alice")
            try await responder.api.resolve(2, by: "bob")
            let browser = try await ScratchBrowser()
            try await browser.open(responder.api.origin)
            _ = try await browser.list("(document.querySelectorAll('details').forEach(d => d.open = true), [])")
            let levels = try await browser.list(
                "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(h => h.tagName)")
            #expect(levels.first == "H1" && levels.dropFirst().allSatisfy { $0 == "H2" }, "\(levels)")
            #expect(try await browser.count(".incident-row:not(ol > li)") == 0)
            #expect(try await browser.count("ol > :not(li), ul > :not(li)") == 0)
            let unnamed =
                "[...document.querySelectorAll('button, a, input:not([type=hidden]), select')]"
                + ".filter(e => !(e.textContent || e.labels?.[0]?.textContent || e.ariaLabel || '').trim()).map(e => e.outerHTML)"
            #expect(try await browser.list(unnamed) == [])
            let ids =
                "(all => all.filter((id, place) => all.indexOf(id) !== place))"
                + "([...document.querySelectorAll('[id]')].map(e => e.id))"
            #expect(try await browser.list(ids) == [])
            try await browser.close()
        }

        private static func open(_ number: Int, _ responder: ResponderProcess) async throws {
            let body = try webhookBody(
                ["alertname": "Made\(number)", "severity": "critical"], fingerprint: "f\(number)",
                groupKey: "{}:{\(number)}")
            #expect(try await responder.api.post(body).status == 200)
        }
    }
}
