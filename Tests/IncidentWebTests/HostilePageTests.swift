import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct HostilePageTests {
    /// Each would change a page that shows it as it is. The last ones hide the sign behind which they act: U+0600 takes
    /// what follows into its grapheme cluster, a combining mark what stands before it.
    static let texts =
        hostileTexts.filter { $0.utf8.count < 1000 } + [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
            "{{title}}{{{title}}}{{#incidents}}", "</textarea></pre></title><h1>hello</h1>", "&lt;script&gt;", "&amp;",
            "\u{1B}[31mred\u{1B}[0m\u{9B}2J", "nul\u{0}byte", "\u{202E}gpj.exe\u{2066}", "line\r\nLocation: a=b",
            "\u{600}<script>alert(1)</script>", "\u{600}\"\u{600}><b>", "x\"\u{301} onfocus=\"alert(1)", "\u{110BD}<b>",
            "<\u{301}b>", "&\u{200D}lt;", "a\u{301}<\u{200D}b>",
            // What Markdown would make of it.
            "[x](javascript:alert(1))", "![x](https://track.example/p.gif)", "**<b onclick=x>**",
            "```\n</pre><script>\n```",
            "<https://a.example/\"onmouseover=x>", "> </blockquote><img src=x>", "| <td> |\n|---|\n| </table> |",
        ]

    @Test(arguments: texts)
    func `no page shows a hostile text as anything but text`(text: String) async throws {
        var settings = WebHarness.Settings()
        (settings.warnings, settings.collectorOutput) = ([text], text)
        try await WebHarness.run(settings) { web in
            let id = try await Self.fill(web, text)
            for path in [
                "/", "/?status=open", "/?status=resolved&q=\(text.percentEncoded)", "/incidents/\(id)", "/incidents/2",
                "/incidents/\(id)/explain", "/incidents/2/explain",
                web.acknowledgePath(id, text),
                "/silences?match=\(text.percentEncoded)", "/artifacts/1?line=1",
            ] {
                let page = try await web.api.send(
                    .get, path, headers: ["Cookie": "responder_name=\(text.percentEncoded)"])
                #expect(page.status == 200, "\(path)")
                Self.expectHarmless(page, path)
            }
            // What was sent stands in the page that asks before it is done.
            let form = try await web.form(id)
            for verb in ["acknowledge", "resolve", "snooze"] {
                let field = text.percentEncoded
                let asked = try await form.post(verb, "by=bob&text=\(field)&contact=\(field)&until=2h")
                #expect(asked.status == 409, "\(verb)")
                Self.expectHarmless(asked, verb)
            }
        }
    }

    private static func expectHarmless(_ page: HTTPResponse, _ path: String) {
        let scalars = page.text.unicodeScalars
        // What is run is ours, and stands in files of its own.
        #expect(page.text.matches(of: /<script/).count == 2)
        // What stands between tags and within attributes is escaped, so the tags are the templates' own.
        #expect(unknownTags(scalars) == [], "\(path)")
        #expect(!scalars.contains { $0.isBidirectionalControl }, "\(path)")
        #expect(
            !scalars.contains {
                $0.properties.generalCategory == .control && !"\n\r\t".unicodeScalars.contains($0)
            })
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\u{0}script:alert(1)",
        "data:text/html,<script>alert(1)</script>", "vbscript:x", "//evil.example.com", "file:///etc/passwd",
        "https:javascript:alert(1)",
    ])
    func `no link is made of what a browser should not follow`(address: String) async throws {
        try await WebHarness.run { web in
            let id = try await Self.fill(web, address)
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            for match in page.matches(of: /href="([^"]*)"/) {
                #expect(match.1.hasPrefix("/") && !match.1.hasPrefix("//") || match.1.hasPrefix("#"), "\(match.1)")
            }
        }
    }

    @Test func `links that a browser may follow are shown`() async throws {
        try await WebHarness.run { web in
            let id = try await Self.fill(web, "https://runbooks.example.com/?a=b&c=d")
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(
                page.contains(
                    #"href="https://runbooks.example.com/?a=b&amp;c=d" rel="noreferrer noopener""#))
        }
    }

    @Test func `a dashboard of our Grafana is linked in the incident's time, on the page and in the API`() async throws
    {
        var settings = WebHarness.Settings()
        settings.environment["GRAFANA_URL"] = "https://grafana.example.com"
        try await WebHarness.run(settings) { web in
            var body = OneAlertBody()
            body.annotations["grafana_dashboard"] = "/d/api/analytics?var-namespace=prod"
            let id = try await web.open(body)
            let began = try await web.store.read { try $0.incident(id)?.openedAt.milliseconds ?? 0 } - 900_000
            let url = "https://grafana.example.com/d/api/analytics?var-namespace=prod&from=\(began)&to=now"
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("href=\"\(url.replacing("&", with: "&amp;"))\""))
            let detail = try json(try await web.api.send(.get, "/api/incidents/\(id)"))
            let links = try #require(detail["links"] as? [[String: String]])
            #expect(links.first == ["kind": "dashboard", "url": url, "alert": "ServiceDown"])
        }
    }

    @Test(arguments: texts)
    func `the API gives back what came, as data`(text: String) async throws {
        try await WebHarness.run { web in
            let id = try await Self.fill(web, text)
            let answer = try await web.api.send(.get, "/api/incidents/\(id)")
            let alert = try #require((try json(answer)["alerts"] as? [[String: Any]])?.first)
            #expect((alert["labels"] as? [String: String])?["service"].map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    /// Puts a text wherever one can come from outside.
    private static func fill(_ web: WebHarness, _ text: String) async throws -> Int64 {
        var body = OneAlertBody()
        for name in ["service", "namespace", "pod", "instance"] { body.labels[name] = text }
        for name in ["summary", "description", "runbook_url", "dashboard_url"] { body.annotations[name] = text }
        (body.groupKey, body.generatorURL) = ("{}:{\(text)}", text)
        let id = try await web.open(body)
        try await web.tick()
        // Of many alerts it is what they are grouped by, named by and have alike.
        let alerts = (0..<14).map { number in
            Alert(
                status: .firing,
                labels: [
                    "alertname": "Many", "severity": "info", "job": text, "pod": "\(text)\(number)",
                    "node": "\(number % 2)\(text)",
                ],
                annotations: ["summary": text, "description": "\(text)\(number)"], startsAt: web.clock.now,
                fingerprint: "many-\(number)")
        }
        try await web.open(try WebhookBody(alerts, group: "{}:{many}").bytes())
        try await web.tick()
        _ = try await web.engine.commands.note(id, by: text, text: "\(text)\n\n[here](\(text)) **\(text)** `\(text)`")
        _ = try await web.engine.commands.acknowledge(id, by: text)
        let now = web.clock.now
        let silence = SilenceDraft(
            matchers: [try Matcher(name: "service", operation: .equal, value: text)], from: now,
            until: now + .seconds(3600), by: text, why: text)
        try await web.store.write { _ = try $0.addSilence(silence, at: now) }
        try await web.tick()
        return id
    }

    private static let known: Set = [
        "html", "head", "meta", "title", "link", "body", "header", "a", "main", "ul", "li", "ol", "h1", "h2", "form",
        "label",
        "select", "option", "input", "button", "span", "div", "time", "p", "dl", "dt", "dd", "section", "textarea",
        "details", "summary", "code", "pre", "nav", "h3", "script", "strong", "table", "thead", "tbody", "tr", "th",
        "td", "mark", "dialog", "kbd", "footer",
    ]

    private static let knownAttributes: Set = [
        "lang", "charset", "name", "content", "rel", "href", "class", "method", "action", "value", "selected", "type",
        "placeholder", "datetime", "title", "size", "required", "maxlength", "autocomplete", "formaction", "rows",
        "aria-label", "id", "tabindex", "role", "form", "data-line", "aria-current", "src", "defer", "download",
        "scope", "colspan", "open", "data-live", "data-live-part", "data-incident", "data-last-event", "aria-live",
        "aria-haspopup", "aria-labelledby", "hidden", "checked", "data-zone", "data-answer", "disabled",
        "formnovalidate", "autofocus",
    ]

    /// The tags that no template writes, read as a browser does: scalar by scalar.
    private static func unknownTags(_ scalars: String.UnicodeScalarView) -> [String] {
        var unknown: [String] = []
        var rest = scalars[...]
        while let open = rest.firstIndex(of: "<") {
            rest = rest[open...].dropFirst()
            var tag = ""
            var quote: Unicode.Scalar?
            while let scalar = rest.popFirst(), quote != nil || scalar != ">" {
                if scalar == quote { quote = nil } else if quote == nil, scalar == "\"" { quote = scalar }
                if quote == nil || scalar == "\"" { tag.unicodeScalars.append(scalar) }
            }
            if tag.hasPrefix("!DOCTYPE") { continue }
            let words = tag.drop { $0 == "/" }.replacing("=\"\"", with: "").split(separator: " ")
            let isKnown =
                known.contains(String(words.first ?? ""))
                && words.dropFirst().allSatisfy { knownAttributes.contains(String($0)) }
            if !isKnown { unknown.append(tag) }
        }
        return unknown
    }
}
