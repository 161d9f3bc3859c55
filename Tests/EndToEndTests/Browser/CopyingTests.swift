import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("A page that is copied from, and printed")
    struct Copying {
        @Test func `is printed with all that is folded, and without its forms, also without scripts`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(try webhookBody(MainWay.labels)).status == 200)
            try await responder.diagnosed(1)
            let browser = try await ScratchBrowser(hasScripts: false)
            try await browser.open("\(responder.api.origin)/incidents/1")
            let hidden = """
                [...document.querySelectorAll('.columns details:not([open]) > :not(summary, form)')]
                    .filter(e => e.textContent.trim() && !e.checkVisibility()).length
                """
            let controls = """
                [...document.querySelectorAll('button, input, textarea, select, nav')]
                    .filter(e => e.getClientRects().length).length
                """
            #expect(try #require(try await browser.evaluate(hidden)) > 0)
            #expect(try #require(try await browser.evaluate(controls)) > 0)
            try await browser.showPrinted()
            #expect(try await browser.evaluate(hidden) == 0)
            #expect(try await browser.evaluate(controls) == 0)
            try await browser.close()
        }

        @Test func `a command is copied as it is, and nothing moves for it`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(try webhookBody(MainWay.labels)).status == 200)
            let browser = try await ScratchBrowser()
            try await browser.open("\(responder.api.origin)/incidents/1")
            #expect(try await browser.layoutShift() == 0)
            let command = try await browser.list("[document.querySelector('.command-text').textContent]")
            let height = try await browser.evaluate("document.scrollingElement.scrollHeight")
            try await browser.allowClipboard(of: responder.api.origin)
            try await browser.click(".next-steps .copy")
            _ = try await responder.eventually("the button says so", within: .seconds(10)) { _ in
                try await browser.text(".next-steps .copy") == "Copied" ? true : nil
            }
            #expect(try await browser.pasted() == command.first)
            #expect(try await browser.evaluate("document.scrollingElement.scrollHeight") == height)
            try await browser.close()
        }
    }
}
