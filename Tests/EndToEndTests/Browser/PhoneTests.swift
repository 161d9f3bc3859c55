import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// The runbook's P1 in the Kubernetes world on a phone of 360 × 740; its pictures are kept in `.build/screenshots`, or
    /// where `RESPONDER_SCREENSHOTS` says.
    @Suite("What somebody sees on a phone at night")
    struct Phone {
        private static let (width, height) = (360, 740)
        /// What is to be seen without scrolling.
        private static let first = [
            ".priority", "h1", ".answer:nth-child(1)", ".answer:nth-child(2)", ".answer:nth-child(3)",
            ".answer:nth-child(4)",
        ]

        @Test(arguments: [true, false])
        func `is what, since when, why, who was reached, what comes next and the button`(isReached: Bool) async throws {
            let kubernetes = try await ScratchKubernetes(scenario: "service-down")
            let outside = try await Outside()
            var environment = try outside.environment.merging(kubernetes.environment) { $1 }
            // With every endpoint set, the page has no warning.
            environment["SLACK_DATABASE_WEBHOOK"] = "http://127.0.0.1:1/slack"
            if !isReached {
                // Nobody listens there.
                environment["SMTP_URL"] = "smtp://localhost:1"
                environment["PAGERDUTY_EVENTS_URL"] = "http://127.0.0.1:1/v2/enqueue"
            }
            let installation = try ResponderInstallation(environment: environment, programs: kubernetes.programs)
            let responder = try await installation.start()
            let body = try webhookBody(MainWay.labels, annotations: MainWay.annotations)
            #expect(try await responder.api.post(body).status == 200)
            try await responder.diagnosed(1)
            let words = isReached ? "On-Call Engineer: pagerduty took it" : "NOBODY HAS BEEN REACHED: "
            _ = try await responder.eventually("the answers say who was reached") { api in
                try await api.send(.get, "/api/incidents/1").text.contains(words) ? true : nil
            }
            let note = [
                "1. first", "2. second", "", "```", "kubectl get pods -o wide --sort-by=.status.startTime", "```",
            ]
            let written = #"{"by":"alice","text":"\#(note.joined(separator: #"\n"#))"}"#
            let answer = try await responder.api.send(.post, "/api/incidents/1/notes", body: Array(written.utf8))
            #expect(answer.status == 200)
            let browser = try await ScratchBrowser()
            try await browser.open("\(responder.api.origin)/incidents/1")
            for isDark in [false, true] {
                try await browser.show(width: Self.width, height: Self.height, isDark: isDark)
                try await expectFirstScreen(browser)
                #expect(try await browser.text(".answer:nth-child(2)").contains("migration 0042"))
                #expect(try await browser.text(".answer:nth-child(3)").contains(words))
                #expect(try await browser.text(".answer:nth-child(4)").contains("UTC)"))
                try await expectSteps(browser)
                try await expectNothingCut(browser, isDark: isDark)
                let name = "incident-360-\(isReached ? "reached" : "unreached")-\(isDark ? "dark" : "light")"
                try await keepPicture(of: browser, as: name)
                try await browser.show(width: 1400, height: 1000, isDark: isDark)
                try await keepPicture(of: browser, as: name.replacing("360", with: "1400"))
            }
            #expect(try await browser.barriers() == [])
            // What is folded away is to be read as well.
            _ = try await browser.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
            for isDark in [false, true] { try await expectNothingCut(browser, isDark: isDark) }
            try await browser.close()
        }

        @Test func `is the same of one that is silenced, and why that is stands below`() async throws {
            let responder = try await ResponderInstallation().start()
            #expect(try await responder.api.post(try webhookBody(MainWay.labels)).status == 200)
            _ = try await responder.settled(1)
            let name = try #require(MainWay.labels["alertname"])
            let silence = #"{"match":["alertname=\#(name)"],"for":"2h","by":"bob","why":"deploy"}"#
            _ = try await responder.api.send(.post, "/api/silences", body: Array(silence.utf8))
            let browser = try await ScratchBrowser()
            try await browser.show(width: Self.width, height: Self.height, isDark: false)
            _ = try await responder.eventually("the incident is silenced") { api in
                try await api.send(.get, "/incidents/1").text.contains("banner-silence") ? true : nil
            }
            try await browser.open("\(responder.api.origin)/incidents/1")
            try await expectFirstScreen(browser)
            let gap = """
                Math.floor(document.querySelector('.banner-silence').getBoundingClientRect().top
                    - document.querySelector('.incident-head').getBoundingClientRect().bottom)
                """
            #expect(try #require(try await browser.evaluate(gap)) >= 0)
            try await browser.close()
        }

        @Test func `is wrapped where a word has eighty characters`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let word = String(repeating: "analytics_api_", count: 6).prefix(80)
            let labels = MainWay.labels.merging(["service": String(word), "alertname": "Down\(word)"]) { $1 }
            #expect(try await responder.api.post(try webhookBody(labels)).status == 200)
            let browser = try await ScratchBrowser()
            try await browser.open("\(responder.api.origin)/incidents/1")
            try await browser.show(width: Self.width, height: Self.height, isDark: false)
            #expect(try await browser.evaluate("document.scrollingElement.scrollWidth") == Self.width)
            let cut =
                "[...document.querySelectorAll('h1, .answer dd')].filter(e => e.scrollWidth > e.clientWidth).length"
            #expect(try await browser.evaluate(cut) == 0)
            try await browser.close()
        }

        @Test func `leads from the bar to the note and to everything else, in places large enough`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(try webhookBody(MainWay.labels)).status == 200)
            let browser = try await ScratchBrowser(hasScripts: false)
            try await browser.open("\(responder.api.origin)/incidents/1")
            try await browser.show(width: Self.width, height: Self.height, isDark: false)
            let sizes =
                "[...document.querySelectorAll('.action-bar > *')].map(e => Math.min(e.offsetHeight, e.offsetWidth))"
            #expect(try await browser.count(".action-bar > *") == 3)
            #expect(try #require(try await browser.evaluate("Math.min(...\(sizes))")) >= 44)
            try await browser.click(".action-bar a[href='#note']")
            #expect(try await browser.evaluate("document.activeElement.id === 'note' ? 1 : 0") == 1)
            // Without scripts nothing can be copied, and nothing says that it can.
            let shown =
                "[...document.querySelectorAll('.copy')].filter(e => getComputedStyle(e).visibility !== 'hidden').length"
            #expect(try await browser.evaluate(shown) == 0)
            try await browser.close()
        }

        @Test func `has no word of the bar broken`() async throws {
            let responder = try await ResponderInstallation().start()
            #expect(try await responder.api.post(try webhookBody(MainWay.labels)).status == 200)
            let browser = try await ScratchBrowser()
            try await browser.show(width: Self.width, height: Self.height, isDark: false)
            try await browser.open("\(responder.api.origin)/incidents/1")
            try await browser.type("alice", into: "#act input[name=by]")
            try await browser.follow("#acknowledge")
            #expect(try await browser.text("#acknowledge") == "Renew acknowledgement")
            let broken = """
                [...document.querySelectorAll('.action-bar > *')].flatMap(part => {
                    const text = part.firstChild, range = document.createRange();
                    return [...text.data.matchAll(/\\S+/g)].filter(word => {
                        range.setStart(text, word.index);
                        range.setEnd(text, word.index + word[0].length);
                        return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1;
                    }).map(word => word[0]);
                })
                """
            #expect(try await browser.list(broken) == [])
            #expect(try await browser.evaluate("document.scrollingElement.scrollWidth") == Self.width)
            try await browser.close()
        }

        @Test func `has the first incident of the list in sight, and the rest of the filter folded`()
            async throws
        {
            let responder = try await ResponderInstallation().start()
            #expect(try await responder.api.post(try webhookBody(MainWay.labels)).status == 200)
            let browser = try await ScratchBrowser()
            let fields = ".filter-more select[name=status]"
            let isShown = "document.querySelector('\(fields)').checkVisibility({contentVisibilityAuto: true}) ? 1 : 0"
            try await browser.show(width: Self.width, height: Self.height, isDark: false)
            try await browser.open(responder.api.origin)
            // What is wrong with the installation stands above.
            let begin = """
                Math.ceil(document.querySelector('.incident-row').getBoundingClientRect().top
                    - document.querySelector('main h1').getBoundingClientRect().top)
                """
            #expect(try #require(try await browser.evaluate(begin)) <= 240)
            #expect(try await browser.evaluate(isShown) == 0)
            // What is set is seen, and so is all of it where there is room.
            try await browser.open("\(responder.api.origin)/?status=resolved")
            #expect(try await browser.evaluate(isShown) == 1)
            try await browser.show(width: 1400, height: 900, isDark: false)
            try await browser.open(responder.api.origin)
            #expect(try await browser.evaluate(isShown) == 1)
            let tops = "[...document.querySelectorAll('.filter input, .filter select')].map(e => e.offsetHeight)"
            #expect(try await browser.evaluate("new Set(\(tops)).size") == 1)
            try await browser.close()
        }

        private func expectFirstScreen(_ browser: ScratchBrowser) async throws {
            let bottoms = Self.first.map {
                "Math.ceil(document.querySelector(\"\($0)\").getBoundingClientRect().bottom)"
            }
            let bar = "document.querySelector('.action-bar .primary').getBoundingClientRect()"
            let top = "document.querySelector('.action-bar').getBoundingClientRect().top"
            let lowest = try #require(try await browser.evaluate("Math.max(\(bottoms.joined(separator: ", ")))"))
            let barTop = try #require(try await browser.evaluate("Math.floor(\(top))"))
            #expect(lowest <= barTop, "\(lowest) px of \(barTop)")
            #expect(try #require(try await browser.evaluate("Math.ceil(\(bar).bottom)")) <= Self.height)
            #expect(try await browser.evaluate("scrollY") == 0)
        }

        /// All of them within two screens, and none of their commands cut.
        private func expectSteps(_ browser: ScratchBrowser) async throws {
            let bottom = "Math.ceil(document.querySelector('.next-steps').getBoundingClientRect().bottom)"
            let end = try #require(try await browser.evaluate(bottom))
            #expect(end <= 2 * Self.height, "next steps end at \(end) px")
            let cut =
                "[...document.querySelectorAll('.command-text')].filter(e => e.scrollWidth > e.clientWidth).length"
            #expect(try await browser.evaluate(cut) == 0)
            #expect(try await browser.count(".command-text") > 0)
            #expect(try await browser.evaluate("document.scrollingElement.scrollWidth") == Self.width)
        }

        /// Every command, output and number of a list from its left edge to its right one.
        private func expectNothingCut(_ browser: ScratchBrowser, isDark: Bool) async throws {
            for width in [320, Self.width, 412] {
                try await browser.show(width: width, height: Self.height, isDark: isDark)
                #expect(try await browser.cutAtSides() == [], "at \(width) px")
                #expect(try await browser.evaluate("document.scrollingElement.scrollWidth") == width)
            }
            try await browser.show(width: Self.width, height: Self.height, isDark: isDark)
        }

        private func keepPicture(of browser: ScratchBrowser, as name: String) async throws {
            let folder =
                ProcessInfo.processInfo.environment["RESPONDER_SCREENSHOTS"].map { URL(filePath: $0) }
                ?? ResponderInstallation.root.appending(path: ".build/screenshots")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try await browser.picture().write(to: folder.appending(path: "\(name).png"))
        }
    }
}
