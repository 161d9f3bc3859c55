import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// With `RESPONDER_SCREENSHOTS=FOLDER` what is seen is kept there.
    @Suite("The mail of the runbook's P1 on a phone")
    struct PhoneMail {
        private static let (width, height) = (360, 740)

        @Test func `has the button and the next steps on the first screen, light and dark, and stays short`()
            async throws
        {
            let mail = try await page()
            #expect(mail.bytes < 40_000)
            let head = try #require(mail.text).prefix(2000)
            for words in [
                " fires since ", "nobody has taken it", "/acknowledge/", "migration 0042",
                "kubectl rollout undo deployment/",
                "kubectl rollout restart deployment/", "On-Call Engineer by pagerduty: ",
                "\n* Next: policy \"critical\", ",
            ] {
                #expect(head.contains(words), "\(words)\n\(head)")
            }

            let folder = try ScratchFolder()
            let file = folder.file("mail.html")
            try Data(try #require(mail.html).utf8).write(to: file)
            let browser = try await ScratchBrowser(hasScripts: true)
            for isDark in [false, true] {
                try await browser.show(width: Self.width, height: Self.height, isDark: isDark, isPhone: true)
                try await browser.open(file.absoluteString)
                try await expectFirstScreen(browser)
                #expect(try await isLight("getComputedStyle(document.body).color", browser) == isDark)
                #expect(try await isLight("getComputedStyle(document.querySelector('.code')).color", browser) == isDark)
                try await keep(browser, as: "mail-360\(isDark ? "-dark" : "").png")
            }
            try await browser.close()
        }

        /// The mail to the on-call engineer, once the diagnostics are done.
        private func page() async throws -> ReceivedMail {
            let kubernetes = try await ScratchKubernetes(scenario: "service-down")
            let outside = try await Outside()
            let environment = try outside.environment.merging(kubernetes.environment) { $1 }
            let installation = try ResponderInstallation(environment: environment, programs: kubernetes.programs)
            try installation.edit(
                "collectors.yaml", replacing: "page_waits_for_diagnostics: 2s", with: "page_waits_for_diagnostics: 60s")
            let responder = try await installation.start()
            let body = try webhookBody(
                MainWay.labels, startsAt: Timestamp.ofThisMachine.rfc3339, annotations: MainWay.annotations)
            #expect(try await responder.api.send(.post, "/webhooks/alertmanager", body: body).status == 200)
            let mail = try await responder.eventually("the page is mailed", within: .seconds(90)) { _ in
                try outside.smtp.receivedMails().first
            }
            #expect(responder.errorLines == [])
            return mail
        }

        private func expectFirstScreen(_ browser: ScratchBrowser) async throws {
            let links = "[...document.querySelectorAll('a')].filter(link => link.textContent == 'Acknowledge')"
            let button = "\(links)[0].getBoundingClientRect()"
            #expect(try await browser.evaluate("\(links).length") == 1)
            #expect(try await browser.evaluate("Math.round(\(button).height)") == 44)
            #expect(try #require(try await browser.evaluate("Math.ceil(\(button).bottom)")) <= Self.height)
            let commands =
                "[...document.querySelectorAll('pre')].filter(one => one.textContent.startsWith('kubectl rollout'))"
            #expect(try await browser.evaluate("\(commands).length") == 2)
            let end = "Math.ceil(Math.max(...\(commands).map(one => one.getBoundingClientRect().bottom)))"
            #expect(try #require(try await browser.evaluate(end)) <= Self.height)
            // Nothing is wider than the screen, and no line is cut.
            #expect(try await browser.evaluate("document.documentElement.scrollWidth") == Self.width)
            let cut = "[...document.querySelectorAll('pre')].filter(one => one.scrollWidth > one.clientWidth).length"
            #expect(try await browser.evaluate(cut) == 0)
        }

        private func isLight(_ color: String, _ browser: ScratchBrowser) async throws -> Bool {
            try await browser.evaluate("Math.min(...\(color).match(/\\d+/g).slice(0, 3).map(Number))").map { $0 > 127 }
                ?? false
        }

        private func keep(_ browser: ScratchBrowser, as name: String) async throws {
            guard let folder = ProcessInfo.processInfo.environment["RESPONDER_SCREENSHOTS"] else { return }
            try await browser.picture().write(to: URL(filePath: folder).appending(path: name))
        }
    }
}
