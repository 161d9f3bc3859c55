import Foundation
import IncidentCore
import Notifiers
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(5))) struct `A PagerDuty event` {
    private struct Event: Decodable {
        let routingKey: String
        let eventAction: String
        let dedupKey: String
        let clientUrl: String?
        let payload: Payload?
        let links: [Link]?

        enum CodingKeys: String, CodingKey {
            case routingKey = "routing_key"
            case eventAction = "event_action"
            case dedupKey = "dedup_key"
            case clientUrl = "client_url"
            case payload, links
        }

        struct Payload: Decodable {
            let summary, source, severity, timestamp: String
            let component, group: String?
            let customDetails: Details

            enum CodingKeys: String, CodingKey {
                case summary, source, severity, timestamp, component, group
                case customDetails = "custom_details"
            }
        }
        struct Details: Decodable {
            let error: String?
            let findings, told: [String]?
            let diagnostics: [String: String]?
            let asked: String?

            enum CodingKeys: String, CodingKey {
                case error, diagnostics
                case findings = "1_findings"
                case asked = "4_asked"
                case told = "3_who_was_told"
            }
        }
        struct Link: Decodable { let href, text: String }
    }

    private static let key = "0123456789abcdef0123456789abcdef"

    private func event(_ message: Message, withDetails: Bool = true) throws -> Event {
        let bytes = PagerDutyEvent.render(message, routingKey: Self.key, withDetails: withDetails)
        return try JSONDecoder().decode(Event.self, from: Data(bytes))
    }

    @Test(arguments: [
        (NotificationEvent.page, IncidentStatus.triggered, "trigger"), (.update, .triggered, "trigger"),
        (.update, .acknowledged, "trigger"), (.update, .resolved, "resolve"),
        (.acknowledged, .acknowledged, "acknowledge"),
        (.resolved, .resolved, "resolve"),
    ])
    func `every message of an incident has the same key`(
        kind: NotificationEvent, status: IncidentStatus, action: String
    ) throws {
        var page = Message.sample(event: kind)
        page.incident.status = status
        let event = try event(page)
        #expect(event.eventAction == action)
        #expect(event.dedupKey == "responder/test/42")
        #expect((event.payload != nil) == (action == "trigger"))
    }

    @Test func `a trigger about what is open again says so, with the time since when it fires again`() throws {
        let event = try event(.openAgain)
        let payload = try #require(event.payload)
        #expect(
            payload.summary.hasPrefix(
                "[P1] Fires again: AnalyticsApiDown: Service analytics-api is down (llm-analytics-hub) (#42)"))
        #expect(payload.timestamp == "2026-11-23T06:29:17.614Z")
        #expect(event.dedupKey == "responder/test/42")
    }

    @Test func `a trigger says what is down, where and how urgent it is`() throws {
        let event = try event(.sample())
        let payload = try #require(event.payload)
        #expect(
            payload.summary
                == "[P1] AnalyticsApiDown: Service analytics-api is down (llm-analytics-hub) (#42) – 1 of 3 pods is in "
                + "CrashLoopBackOff")
        #expect(payload.source == "llm-analytics-hub/analytics-api")
        #expect(payload.timestamp == "2026-11-23T06:14:17.614Z")
        #expect(payload.customDetails.findings == ["critical: 1 of 3 pods is in CrashLoopBackOff"])
        #expect(payload.customDetails.diagnostics?["pods"]?.contains("CrashLoopBackOff 7") == true)
        #expect(event.clientUrl == "https://desk.example.com/incidents/42")
        #expect(event.links?.map(\.href).contains("https://runbooks.example.com/p1-service-down") == true)
    }

    @Test func `what is to be read first stands first in its details`() throws {
        let text = String(decoding: PagerDutyEvent.render(.sample(), routingKey: Self.key), as: UTF8.self)
        var rest = text[...]
        for key in ["1_findings", "2_next_steps", "4_asked", "5_why", "alerts", "diagnostics"] {
            rest = rest[try #require(rest.firstRange(of: "\"\(key)\":"), "\(key)").upperBound...]
        }
        #expect(try event(.sample()).payload?.customDetails.asked?.hasPrefix("Nobody has taken") == true)
    }

    @Test func `its details begin with the most urgent findings, in short, and say whom else it was told`() throws {
        var page = Message.sample()
        page.findings = (1...9).map {
            Finding(
                collector: "c\($0)", level: $0 == 9 ? .critical : .info,
                text: "\($0) " + String(repeating: "x", count: 400))
        }
        page.told = [
            ToldContact(contact: "Database Admin", method: "slack #database", outcome: .spooled),
            ToldContact(contact: "On-Call Engineer", method: "pagerduty", outcome: .thisMessage),
        ]
        page.coming = ["policy \"critical\", step 2 of 3: DevOps Lead at 2026-11-23 06:19:17 UTC"]
        (page.isBeingDiagnosed, page.clock) = (true, try #require(LocalClock(timeZone: "Europe/Berlin")))
        let details = try #require(try event(page).payload?.customDetails)
        let findings = try #require(details.findings)
        #expect(findings.first?.hasPrefix("critical: 9 xxx") == true)
        #expect(
            findings.dropFirst(5) == [
                "and 4 more, on the incident's page", "Diagnostics still run; what they find follows.",
            ])
        #expect(findings.allSatisfy { $0.utf8.count <= 270 })
        #expect(
            details.told == [
                "Database Admin by slack #database: written to the spool, which reaches nobody",
                "On-Call Engineer by pagerduty: this message",
                "Next: policy \"critical\", step 2 of 3: DevOps Lead at 07:19 Europe/Berlin",
            ])
    }

    @Test func `its links are called what they lead to`() throws {
        var page = Message.sample()
        page.alerts[0].alert.generatorURL = "http://prometheus:9090/graph?g0.expr=up"
        #expect(
            try event(page).links?.map(\.text) == [
                "Acknowledge", "Open incident 42", "Runbook", "Dashboard", "Query of the alert",
            ])
    }

    @Test func `what it asks for cannot be given in PagerDuty, and it says where`() throws {
        let way = "Acknowledge by the link or on the incident's page: acknowledging in PagerDuty alone does not count."
        var page = Message.sample()
        #expect(try event(page).payload?.customDetails.asked == "\(page.asked) \(way)")
        page.acknowledgeURL = nil
        #expect(try event(page).payload?.customDetails.asked?.contains("Acknowledge on the incident's page: ") == true)
        page = .sample()
        page.incident.status = .acknowledged
        page.incident.acknowledgedBy = "alice"
        #expect(try event(page).payload?.customDetails.asked == page.asked)
        page.incident.taking = Taking(
            covered: ["AnalyticsApiDown"], unconfirmed: ["DbDown"], confirmBy: page.incident.openedAt + .seconds(660))
        let asked = try #require(try event(page).payload?.customDetails.asked)
        #expect(asked.contains("by acknowledging once more") && asked.hasSuffix(way))
    }

    @Test func `where PagerDuty tells us of it, acknowledging there counts, and it says so`() throws {
        let page = Message.sample()
        let text = String(
            decoding: PagerDutyEvent.render(page, routingKey: Self.key, hearsBack: true), as: UTF8.self)
        #expect(text.contains("acknowledge it to take it. Acknowledging in PagerDuty counts."))
        #expect(!text.contains("does not count"))
        var taken = page
        taken.incident.status = .acknowledged
        #expect(taken.asked(in: "PagerDuty", hearsBack: true) == taken.asked)
    }

    @Test func `of a long output it shows the lines that findings speak of`() throws {
        var page = Message.sample()
        let rows = (1...2000).map { "analytics-api-\($0)   1/1   Running" }.joined(separator: "\n")
        page.findings = [Finding(collector: "pods", level: .critical, text: "pod analytics-api-1777 is not ready")]
        page.artifacts = [
            ArtifactExcerpt(
                collector: "pods", command: "kubectl get pods", outcome: .succeeded, duration: .zero, output: rows,
                outputURL: "https://desk.example.com/artifacts/9")
        ]
        let shown = try #require(try event(page).payload?.customDetails.diagnostics?["pods"])
        #expect(shown.contains("analytics-api-1777   1/1") && shown.contains("lines left out"))
        #expect(shown.components(separatedBy: "\n").count < 25)
        #expect(shown.hasSuffix("all of it: https://desk.example.com/artifacts/9"))
    }

    @Test(arguments: [(Priority.p1, "critical"), (.p2, "error"), (.p3, "warning"), (.p4, "info")])
    func `a priority has its severity`(priority: Priority, severity: String) throws {
        var page = Message.sample()
        page.incident.priority = priority
        #expect(try event(page).payload?.severity == severity)
    }

    @Test func `without any label the source is this installation`() throws {
        #expect(try event(.sample(labels: [:])).payload?.source == "responder/test")
    }

    @Test(arguments: hostileTexts)
    func `a long or hostile title stays within 1024 characters`(text: String) throws {
        var page = Message.sample(labels: ["alertname": text, "service": text], summary: text)
        page.incident.title = String(repeating: text, count: 3)
        let summary = try #require(try event(page).payload?.summary)
        #expect((1...1024).contains(summary.unicodeScalars.count))
        #expect(!summary.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test(arguments: ["a", "\u{1}", "🚨", "\"", "\n"])
    func `too large an event loses output before anything else`(unit: String) throws {
        var page = Message.sample()
        let output = String(repeating: unit, count: 64 * 1024)
        page.artifacts = (0..<60).map {
            ArtifactExcerpt(collector: "c\($0)", command: "c", outcome: .succeeded, duration: .zero, output: output)
        }
        #expect(PagerDutyEvent.render(page, routingKey: Self.key).count <= PagerDutyEvent.limitBytes)
        #expect(try event(page).payload?.customDetails.findings?.count == 1)
    }

    @Test func `details that cannot fit are replaced by a sentence`() throws {
        let details = try event(.sample(), withDetails: false).payload?.customDetails
        #expect(details?.error?.contains("too large") == true)
        #expect(details?.findings == nil)
    }

    @Test(arguments: ["javascript:alert(1)", "https://evil.example/\"><script>", "ftp://example.com"])
    func `links are web addresses only`(url: String) throws {
        var page = Message.sample()
        page.alerts[0].alert.annotations = ["runbook_url": url]
        #expect(try event(page).links?.count == 2)
    }
}

@Suite(.timeLimit(.minutes(5))) struct `What PagerDuty's answer means` {
    private static let now = Timestamp(milliseconds: 784_111_777_000)

    @Test(arguments: [
        (
            202, #"{"status":"success","message":"Event processed","dedup_key":"k"}"#, DeliveryVerdict.sent,
            #"202 success, dedup_key k, "Event processed""#
        ),
        (202, "<html>accepted</html>", .unknown, #"202 with an unreadable body "<html>accepted</html>""#),
        (
            400, #"{"status":"invalid event","message":"Event object is invalid","errors":["routing_key is invalid"]}"#,
            .permanent, #"400 "Event object is invalid", "routing_key is invalid""#
        ),
        (429, "{}", .retryable, "429 "), (500, "oops", .retryable, #"500 "oops""#), (503, "", .retryable, #"503 """#),
        (200, "ok", .permanent, #"200 "ok""#), (302, "", .permanent, #"302 """#), (404, "no", .permanent, #"404 "no""#),
        (413, "{}", .permanent, "413 "),
    ])
    func `by status and body`(status: Int, body: String, verdict: DeliveryVerdict, evidence: String) {
        let response = HTTPResponse(status: status, body: Array(body.utf8))
        let outcome = PagerDutyAnswer.outcome(of: response, at: Self.now)
        #expect(outcome == DeliveryOutcome(verdict, evidence: evidence, outcome.obstacle))
    }

    @Test(arguments: [
        ("7", Duration.seconds(7)), ("Sun, 06 Nov 1994 08:49:42 GMT", .seconds(5)),
        ("Sun, 06 Nov 1994 08:00:00 GMT", .zero), ("999999999999", .seconds(86_400)), ("soon", nil), ("-1", nil),
        ("Sun, 06 Nov 1994 08:49:42 CET", nil),
    ])
    func `Retry-After is seconds or a date`(text: String, wait: Duration?) {
        let response = HTTPResponse(status: 429, headers: ["retry-after": text], body: Array("{}".utf8))
        #expect(PagerDutyAnswer.outcome(of: response, at: Self.now).retryAfter == wait)
    }

    @Test(arguments: [
        (TransportFailure.Reason.notConnected, false, DeliveryVerdict.retryable), (.nameNotResolved, false, .retryable),
        (.timedOut, false, .retryable), (.timedOut, true, .unknown), (.connectionLost, true, .unknown),
        (.responseTooLarge, true, .unknown), (.invalidRequest, false, .permanent),
        (.certificateNotTrusted, false, .retryable),
    ])
    func `no answer`(reason: TransportFailure.Reason, mayHaveArrived: Bool, verdict: DeliveryVerdict) {
        let failure = TransportFailure(reason, "words", mayHaveArrived: mayHaveArrived)
        #expect(HTTPAnswer.outcome(of: failure).verdict == verdict)
    }

    @Test func `an event that is too large goes once more without details`() async {
        let script = Script<HTTPRequest, HTTPResponse>([
            .success(HTTPResponse(status: 413)),
            .success(HTTPResponse(status: 202, body: Array(#"{"status":"success"}"#.utf8))),
        ])
        let endpoint = PagerDutyEndpoint(eventsURL: "http://127.0.0.1/v2/enqueue", routingKey: Secret("k"))
        let outcome = await Notifier.pagerduty(endpoint, http: script.client).deliver(.sample())
        #expect(outcome == DeliveryOutcome(.sent, evidence: #"413 ""; without details: 202 success"#))
        #expect(script.questions.count == 2)
        #expect(script.questions[1].body.count < script.questions[0].body.count)
    }
}
