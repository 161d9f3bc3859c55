import IncidentCore
import Testing

@Suite("Who is sent what", .timeLimit(.minutes(5)))
struct TellingTests {
    static let pagerduty = ContactMethod(EndpointID(NotifierKind("pagerduty")), address: "default")
    static let mail = ContactMethod(EndpointID(NotifierKind("email")), address: "oncall@example.com")
    static let slack = ContactMethod(EndpointID(NotifierKind("slack"), "#database"), address: "#database")

    static func page(_ path: [ContactMethod], _ methods: MethodChoice) -> [Telling] {
        Telling.page(
            .step(policy: "critical"),
            Contact(role: "On-Call Engineer", address: "oncall@example.com", escalationPath: path), methods: methods,
            reason: "step 1")
    }

    @Test func `the first method is used, with the others behind it`() {
        #expect(
            Self.page([Self.pagerduty, Self.mail, Self.slack], .first) == [
                Telling(
                    .step(policy: "critical"), contact: "On-Call Engineer", method: Self.pagerduty,
                    remaining: [Self.mail, Self.slack], reason: "step 1")
            ])
    }

    @Test func `all methods are used at once, with nothing behind them`() {
        let tellings = Self.page([Self.pagerduty, Self.mail], .all)
        #expect(tellings.map(\.method) == [Self.pagerduty, Self.mail])
        #expect(tellings.allSatisfy { $0.remaining.isEmpty && $0.event == .page })
    }

    @Test(arguments: [MethodChoice.first, .all, .only(NotifierKind("email"))])
    func `a contact without methods is sent nothing`(methods: MethodChoice) {
        #expect(Self.page([], methods).isEmpty)
    }

    @Test func `PagerDuty's dedup key is one for each incident of an installation`() {
        let keys = [("a", 1), ("a", 2), ("b", 1)].map { DedupKey.incident(Int64($1), installation: $0) }
        #expect(Set(keys).count == 3)
        #expect(keys[0] == DedupKey.incident(1, installation: "a"))
        #expect(DedupKey.incident(.max, installation: String(repeating: "f", count: 32)).count <= 255)
    }

    @Test func `a mail's Message-ID is one for each notification and the same at each attempt`() throws {
        let ids = [(42, 7), (42, 8), (4, 27)].map {
            DedupKey.messageID(installation: "9f1c", incidentID: $0, notificationID: $1, domain: "example.com")
        }
        #expect(Set(ids).count == 3)
        #expect(ids[0] == "inc-42.7.9f1c@example.com")
        #expect(try ids.allSatisfy { try #/[^<>@\s]+@[^<>@\s]+/#.wholeMatch(in: $0) != nil })
    }

    @Test(
        arguments: [
            (.page, "P2 incident 42: ApiLatencyHigh on analytics-api"),
            (.update, "Incident 42: ApiLatencyHigh on analytics-api (step 1)"),
            (.acknowledged, "Incident 42 was acknowledged by alice: ApiLatencyHigh on analytics-api"),
            (.resolved, "Incident 42 is resolved: ApiLatencyHigh on analytics-api"),
        ] as [(NotificationEvent, String)])
    func `a message's headline says what it is about, and its subject is that of the thread`(
        event: NotificationEvent, headline: String
    ) {
        var notification = RetryTests.notification(attempts: 0)
        notification.event = event
        let page = Message(
            notification: notification, incident: .sample(event == .acknowledged ? .acknowledged : .triggered),
            incidentURL: "http://127.0.0.1/incidents/42", acknowledgeURL: nil, alerts: [], findings: [], artifacts: [],
            nextSteps: [], installation: "9f1c", now: .start)
        #expect(page.headline == headline)
        #expect(page.subject == "[P2] ApiLatencyHigh on analytics-api (#42)")
    }

    private static func message(
        _ findings: [Finding], _ event: NotificationEvent = .page, incident: Incident = .sample(),
        alerts: [Occurrence] = []
    ) -> Message {
        var notification = RetryTests.notification(attempts: 0)
        notification.event = event
        return Message(
            notification: notification, incident: incident, incidentURL: "http://127.0.0.1/incidents/42",
            acknowledgeURL: nil, alerts: alerts, findings: findings, artifacts: [], nextSteps: [],
            installation: "9f1c", now: .start)
    }

    @Test(
        arguments: [
            (.warning, 80, .page, " – pool is full"), (.critical, 80, .update, " – pool is full"),
            (.info, 80, .page, ""), (.critical, 50, .page, ""), (.critical, 80, .resolved, ""),
        ] as [(FindingLevel, Int, NotificationEvent, String)])
    func `a summary ends in the most urgent finding where there is room`(
        level: FindingLevel, limit: Int, event: NotificationEvent, ending: String
    ) {
        let findings = [
            Finding(collector: "db", level: .info, text: "all is well"),
            Finding(collector: "db", level: level, text: "pool is full"),
        ]
        let summary = Self.message(findings, event).summary(withFindingWithin: limit, in: .scalars)
        #expect(summary == "[P2] ApiLatencyHigh on analytics-api (#42)" + ending)
    }

    @Test(arguments: [(-60, -60), (3600, 0), (0, 0)])
    func `since is when the lead began, never later than we heard of it`(told: Int, shown: Int) {
        var incident = Incident.sample()
        let alert = Alert.sample(startsAt: .start + .seconds(told))
        incident.lead = alert.fingerprint
        let occurrence = Occurrence(
            id: 1, incidentID: 42, alert: alert, priority: .p2, rule: "r", firstSeenAt: .start, lastSeenAt: .start,
            seenCount: 1)
        #expect(occurrence.beganAt == .start + .seconds(shown))
        #expect(Self.message([], incident: incident, alerts: [occurrence]).since == .start + .seconds(shown))
    }

    private struct OpenAgain: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var event = NotificationEvent.page
        var resolvedBy: String? = "alice"
        /// In seconds after the incident opened first; it was resolved after 600 and opened again after 900.
        var began = 900
        var seen = 900
        let headline: String
        let summary: String
        let since: Int
    }

    @Test(arguments: [
        OpenAgain(
            testDescription: "closed by a person",
            headline:
                "P2 incident 42 fires again, resolved by alice at 06:22 UTC, open again since 06:27 UTC: ",
            summary: "[P2] Fires again: ApiLatencyHigh", since: 900),
        OpenAgain(
            testDescription: "over by itself", resolvedBy: nil, began: 890,
            headline:
                "P2 incident 42 fires again, every alert had ended at 06:22 UTC, open again since 06:27 UTC: ",
            summary: "[P2] Fires again: ApiLatencyHigh", since: 890),
        OpenAgain(
            testDescription: "a start of the firing before is told once more", resolvedBy: nil, began: 0,
            headline:
                "P2 incident 42 fires again, every alert had ended at 06:22 UTC, open again since 06:27 UTC: ",
            summary: "[P2] Fires again: ApiLatencyHigh", since: 900),
        OpenAgain(
            testDescription: "what leads now came later", began: 950, seen: 950,
            headline:
                "P2 incident 42 fires again, resolved by alice at 06:22 UTC, open again since 06:27 UTC: ",
            summary: "[P2] Fires again: ApiLatencyHigh", since: 900),
        OpenAgain(
            testDescription: "closed while it fires on", began: 0, seen: 0,
            headline:
                "P2 incident 42 still fires, resolved by alice at 06:22 UTC, open again since 06:27 UTC: ",
            summary: "[P2] Still fires: ApiLatencyHigh", since: 0),
        OpenAgain(
            testDescription: "what is no page says it no more", event: .update,
            headline: "Incident 42: ApiLatencyHigh", summary: "[P2] ApiLatencyHigh", since: 900),
    ])
    private func `a page about what is open again says so, and since when it fires again`(row: OpenAgain) {
        var incident = Incident.sample()
        let alert = Alert.sample(startsAt: .start + .seconds(row.began))
        incident.lead = alert.fingerprint
        let occurrence = Occurrence(
            id: 1, incidentID: 42, alert: alert, priority: .p2, rule: "r", firstSeenAt: .start + .seconds(row.seen),
            lastSeenAt: .start + .seconds(row.seen), seenCount: 1)
        var message = Self.message([], row.event, incident: incident, alerts: [occurrence])
        message.reopening = Reopening(
            at: .start + .seconds(900), resolvedAt: .start + .seconds(600), resolvedBy: row.resolvedBy)
        #expect(message.headline.hasPrefix(row.headline))
        #expect(message.summary.hasPrefix(row.summary))
        #expect(message.since == .start + .seconds(row.since))
        #expect(message.subject == "[P2] ApiLatencyHigh on analytics-api (#42)")
    }

    @Test func `a secret shows itself to nobody who prints it`() {
        let endpoint = EndpointSettings(secrets: ["routing_key": Secret("s3cr3t")])
        var dumped = ""
        dump(endpoint, to: &dumped)
        for text in ["\(endpoint)", String(reflecting: endpoint), dumped] {
            #expect(!text.contains("s3cr3t"))
        }
        #expect(endpoint.secrets["routing_key"]?.reveal == "s3cr3t")
    }
}
