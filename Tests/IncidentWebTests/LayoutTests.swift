import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import Notifiers
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// Every page and a mail in a real browser, where each text of others is long and has no place to break it.
@Suite("How pages are laid out", .timeLimit(.minutes(20)))
struct LayoutTests {
    private static let digest = "sha256:" + String(repeating: "9f86d081884c7d65", count: 4)
    private static let name = String(repeating: "unbroken_name_of_80_", count: 4)
    private static let address = "https://registry.example.com/" + String(repeating: "v2x", count: 90)
    private static let text = "\(digest) \(name)"

    @Test func `no page is wider than its window, and every text stands out from what it is on`() async throws {
        var settings = WebHarness.Settings(warnings: [Self.text], endpoints: [.email, .pagerduty])
        settings.collectorOutput = Self.text
        try await WebHarness.run(settings) { web in
            try Self.setTables(web)
            try await Self.fill(web)
            let browser = try await ScratchBrowser()
            let paths = [
                "/", "/?status=resolved&q=\(Self.digest)", "/incidents/1", "/incidents/2", "/incidents/3",
                "/incidents/4",
                "/on-call", "/digest", "/delivery", "/silences?match=pod%3D%22\(Self.digest)%22", "/storms",
                "/storms/1",
                "/incidents/4711", web.acknowledgePath(2, Self.name), web.acknowledgePath(4, Self.name),
            ]
            for path in paths {
                try await browser.open(web.api.origin + path)
                try await Self.expectFits(browser, path)
            }
            try await browser.follow("form.acknowledge button")
            try await Self.expectFits(browser, "after the button of a link")
            try await browser.open("\(web.api.origin)/silences?match=\(("alertname=~\(Self.name).*").percentEncoded)")
            try await browser.type("Carol", into: ".silence-form:has(textarea) input[name=by]")
            try await browser.follow("button[formaction$=preview]")
            #expect(try await browser.count(".silence-preview li") > 0)
            try await Self.expectFits(browser, "a preview")
            for isShort in [false, true] {
                let mail = try Self.mail(isShort: isShort)
                try await browser.open("data:text/html;base64,\(Data(mail.utf8).base64EncodedString())")
                try await Self.expectFits(browser, isShort ? "a short mail" : "a mail")
            }
            try await browser.close()
        }
    }

    private static func expectFits(_ browser: ScratchBrowser, _ page: String) async throws {
        _ = try await browser.list("(document.querySelectorAll('details').forEach(d => d.open = true), [])")
        for (width, isDark) in [(320, false), (390, true), (1400, false)] {
            try await browser.show(width: width, isDark: isDark)
            let (wide, faint) = (try await browser.list(tooWide), try await browser.list(tooFaint))
            #expect(wide == [], "\(page) at \(width)")
            #expect(faint == [], "\(page), \(isDark ? "dark" : "light")")
        }
    }

    /// What reaches beyond the window, of a page that can be scrolled sideways.
    private static let tooWide = """
        (document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth ? [] :
            [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                .map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)
                .concat(`page ${document.scrollingElement.scrollWidth}`).slice(-8))
        """

    /// Texts whose contrast with what is behind them is less than WCAG 2.2, 1.4.3, wants of small text.
    private static let tooFaint = """
        (() => {
            const parts = colour => colour.match(/[\\d.]+/g).map(Number);
            const light = colour => parts(colour).slice(0, 3)
                .map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const isClear = colour => parts(colour)[3] === 0;
            const canvas = document.createElement('i');
            canvas.style.background = 'Canvas';
            document.body.append(canvas);
            const last = getComputedStyle(canvas).backgroundColor;
            canvas.remove();
            const found = new Set();
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const element = texts.currentNode.parentElement;
                if (!texts.currentNode.data.trim() || !element.getClientRects().length) continue;
                let behind = element;
                while (behind && isClear(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
                const [a, b] = [getComputedStyle(element).color, behind ? getComputedStyle(behind).backgroundColor : last]
                    .map(light).sort((a, b) => b - a);
                const contrast = (a + 0.05) / (b + 0.05);
                if (contrast < 4.5) found.add(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`);
            }
            return [...found];
        })()
        """

    private static func setTables(_ web: WebHarness) throws {
        let days = WeeklyHours(weekdays: [1, 2, 3, 4, 5], from: 0, to: 24 * 60)
        let layer = RotaLayer(
            name: name, people: [name, "Ben"], turnDays: 7,
            firstDay: try #require(LocalClock.day(ofDate: "2026-11-16")),
            handOffMinute: 540, hours: [days])
        let rota = Rota(
            name: name, clock: try #require(LocalClock(timeZone: "America/Argentina/ComodRivadavia")), layers: [layer],
            fallBack: "DevOps Lead")
        let people = [name, "Ben"].map { person in
            let address = "\(person)@example.com"
            return Person(
                contact: Contact(role: person, address: address, escalationPath: [.email(address)]), clock: nil)
        }
        var tables = web.contents.tables.value
        tables.contacts = ContactTable(
            contacts: tables.contacts.contacts.filter { $0.role != "On-Call Engineer" }, people: people, rotas: [rota],
            rotaRoles: ["On-Call Engineer": name])
        web.contents.tables.replace(with: tables)
    }

    /// Incidents of each status, a storm, silences and an override.
    private static func fill(_ web: WebHarness) async throws {
        for (number, severity) in [(1, "critical"), (2, "warning"), (3, "warning"), (4, "critical")] {
            var body = OneAlertBody()
            (body.fingerprint, body.groupKey) = ("00\(number)", "{}:{\(number) \(digest)}")
            body.labels = [
                "alertname": "\(name)\(number)", "severity": severity, name: digest, "pod": digest, "namespace": name,
                "service": "\(number)\(name)",
            ]
            body.annotations = [
                "summary": digest, "description": text, name: digest, "runbook_url": address, "dashboard_url": address,
            ]
            body.generatorURL = address
            try await web.open(body)
            if number == 1 {
                web.clock.advance(by: .seconds(3))
                try await web.deliver(.email, DeliveryOutcome(.retryable, evidence: text))
            }
            try await web.tick()
            web.clock.advance(by: .seconds(3))
            try await web.tick()
        }
        _ = try await web.engine.commands.note(1, by: name, text: text)
        _ = try await web.engine.commands.acknowledge(1, by: name)
        _ = try await web.engine.commands.resolve(3, by: name, stillFiring: .whatever)
        for (number, length) in [(4, "9d"), (9, "1m")] {
            let request = SilenceRequest(match: ["alertname=\(name)\(number)"], duration: length, by: name, why: text)
            _ = try await web.engine.silences.add(request, wayToAllow: "")
        }
        _ = try await web.contents.onCallCommands.override(
            name, person: name, from: nil, until: "8h", by: name, reason: text)
        try await web.tick()
        web.clock.advance(by: .seconds(400))
        try await web.tick()
    }

    private static func mail(isShort: Bool) throws -> String {
        var message = Message.sample(
            labels: ["alertname": name, name: digest, "image": digest, "pod": name, "namespace": "prod"], summary: text)
        message.findings.append(Finding(collector: name, level: .warning, text: digest))
        message.notification.contact = name
        message.nextSteps.append(NextStep(procedure: name, title: text, command: text))
        message.artifacts.append(
            ArtifactExcerpt(
                collector: name, command: text, outcome: .failed, duration: .seconds(1), output: "\(digest)\(digest)\n",
                outputURL: address))
        message.others = [AlsoTold(message.incident, event: .page, url: address)]
        return try RenderedMail(message, isShort: isShort).html
    }
}
