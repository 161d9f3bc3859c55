import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// The page that explains an incident, which is behind the rule's name.
@Suite(.timeLimit(.minutes(20))) struct ExplanationPageTests {
    private static func page(_ web: WebHarness, _ id: Int64 = 1) async throws -> String {
        let answer = try await web.api.send(.get, "/incidents/\(id)/explain")
        #expect(answer.status == 200)
        return answer.text
    }

    private static func held(_ condition: String, _ pair: String) -> String {
        "<li><code>\(condition.htmlEscaped)</code> held on <code>\(pair)</code></li>"
    }

    @Test func `is led to from the rule's name and from below More, and leads back`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            let incident = try await web.api.send(.get, "/incidents/1").text
            #expect(incident.contains(#" by rule </span><a href="/incidents/1/explain">service-down</a>"#))
            #expect(incident.matches(of: /href="\/incidents\/1\/explain"/).count == 2)
            #expect(try await Self.page(web).contains(#"<a href="/incidents/1">Back to the incident</a>"#))
        }
    }

    /// A template that misses a name in a warning looks it up in the page, which has an address of its own.
    @Test func `a warning that leads nowhere has no link, on whatever page`() async throws {
        try await WebHarness.run(WebHarness.Settings(warnings: ["email has no server"])) { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "alice")
            let question = try await web.form(id).post("acknowledge", "by=bob")
            #expect(question.status == 409)
            let missing = try await web.api.send(.get, "/incidents/4711", headers: ["Accept": "text/html"]).text
            for page in [try await Self.page(web), question.text, missing] {
                #expect(!page.contains("\"></a>"), "\(page)")
            }
            #expect(try await Self.page(web).contains("<li>email has no server</li>"))
        }
    }

    @Test func `says which condition of the rule held on which label, which policy covers it, and who comes next`()
        async throws
    {
        try await WebHarness.run { web in
            try await web.open()
            let page = try await Self.page(web)
            #expect(page.contains("<strong>P1 by rule service-down</strong>: of the rules it is the first"))
            let rule = try #require(web.contents.tables.value.classifier.rules.first { $0.name == "service-down" })
            let pairs = ["alertname=ServiceDown", "severity=critical"]
            #expect(rule.matchers.all.count == pairs.count)
            for (matcher, pair) in zip(rule.matchers.all, pairs) {
                #expect(page.contains(Self.held(matcher.description, pair)), "\(pair)")
            }
            #expect(!page.contains("By the tables in force it would be"))
            #expect(page.contains("<strong>Policy critical</strong>: it is the first in the tables for P1"))
            #expect(page.contains("<h2>What comes next, unless somebody takes it</h2>"))
            #expect(page.contains("(in 5m): step 2 of policy &quot;critical&quot;"))
        }
    }

    @Test func `says what would change what comes next, which of one that is taken is not taking it`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            #expect(try await Self.page(web).contains("<h2>What comes next, unless somebody takes it</h2>"))
            try await web.api.acknowledge(Int(id), by: "alice")
            let heading = "<h2>What comes next, unless somebody renews it or takes it over</h2>"
            #expect(try await Self.page(web).contains(heading))
        }
    }

    @Test func `says what tables would say that have changed since`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            var tables = web.contents.tables.value
            let rules = tables.classifier.rules.filter { $0.name != "service-down" }
            tables.classifier = Classifier(rules: rules, severities: [:], defaultPriority: .p4)
            web.contents.tables.replace(with: tables)
            let page = try await Self.page(web)
            #expect(page.contains("<strong>P1 by rule service-down</strong>: it decided when the alert was classified"))
            #expect(
                page.contains("By the tables in force it would be <strong>P4 by rule default</strong>: no rule holds"))
        }
    }

    @Test func `says who was told with the other side's words, and who was not and why`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            web.clock.advance(by: .seconds(2))
            try await web.diagnose(id)
            try await web.deliver(.email, DeliveryOutcome(.sent, evidence: "250 2.0.0 Ok: queued as 4ZkW2P"))
            try await web.deliver(.pagerduty, DeliveryOutcome(.permanent, evidence: "400 \"routing_key\" is invalid"))
            let page = try await Self.page(web, id)
            #expect(page.contains("<span class=\"state state-sent\">told</span> at 2026-11-23 08:30:0"))
            #expect(page.contains("250 2.0.0 Ok: queued as 4ZkW2P"))
            #expect(page.contains("<span class=\"state state-failed\">failed</span>"))
            #expect(page.contains("400 &quot;routing_key&quot; is invalid"))
            #expect(page.contains("others had no message, and why</summary>"))
            #expect(page.contains("<h3>Database Admin</h3>"))
        }
    }

    @Test func `of an incident that is not there leads to those that are`() async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(.get, "/incidents/4711/explain", headers: ["Accept": "text/html"])
            #expect(answer.status == 404)
            #expect(answer.text.contains(#"<a href="/">All incidents</a>"#))
        }
    }
}
