import IncidentCore
import Testing

/// The body of a webhook, in the shapes that PagerDuty documents and in those that it does not.
@Suite("An event of PagerDuty's", .timeLimit(.minutes(5)))
struct PagerDutyNewsTests {
    private static func news(_ event: String) throws(PagerDutyNews.Malformed) -> PagerDutyNews {
        try PagerDutyNews(json: Array(#"{"event":{\#(event)}}"#.utf8))
    }

    private static let head = #""id":"01EVENT","occurred_at":"2026-11-23T06:14:17.614Z""#

    @Test func `is read with who did it and what it is about`() throws {
        let news = try Self.news(
            """
            \(Self.head),"event_type":"incident.acknowledged","resource_type":"incident","client":null,"links":[{}],
            "agent":{"html_url":"https://acme.pagerduty.com/users/PLH1HKV","id":"PLH1HKV","summary":"Earline Greenholt",
            "type":"user_reference"},
            "data":{"id":"PGR0VU2","type":"incident","number":2,"status":"acknowledged",
            "incident_key":"responder/07070707/42","service":{"id":"PF9KMXH","summary":"API Service"},
            "assignees":[{"id":"PTUXL6G","summary":"User 123"},{"id":"PX","name":"Second"},7],"resolve_reason":null}
            """)
        #expect(
            news
                == PagerDutyNews(
                    id: "01EVENT", kind: .acknowledged, occurredAt: Timestamp(milliseconds: 1_795_414_457_614),
                    agent: PagerDutyNews.Agent(name: "Earline Greenholt", type: "user_reference"),
                    incidentID: "PGR0VU2", incidentKey: "responder/07070707/42", assignees: ["User 123", "Second"]))
        #expect(news.person == "Earline Greenholt")
    }

    @Test func `that is a note names the incident by PagerDuty's number, and not the note's`() throws {
        let news = try Self.news(
            """
            \(Self.head),"event_type":"incident.annotated","agent":null,"data":{"type":"incident_note","id":"P2LA89X",
            "content":"rolled back","trimmed":false,"incident":{"id":"PGR0VU2","type":"incident_reference"}}
            """)
        #expect((news.kind, news.incidentID, news.note) == (.annotated, "PGR0VU2", "rolled back"))
        #expect(news.incidentKey == nil && news.person == nil)
    }

    @Test func `says when an incident was closed by merging it`() throws {
        let news = try Self.news(
            """
            \(Self.head),"event_type":"incident.resolved","data":{"id":"P1","incident_key":"k",
            "resolve_reason":{"type":"merge_resolve_reason","incident":{"id":"P2"}}}
            """)
        #expect(news.isMerged && news.incidentID == "P1")
    }

    @Test(arguments: [
        ("incident.acknowledged", PagerDutyNews.Kind.acknowledged), ("incident.unacknowledged", .unacknowledged),
        ("incident.resolved", .resolved), ("incident.annotated", .annotated),
        ("incident.reassigned", .reassigned("reassigned")), ("incident.escalated", .reassigned("escalated")),
        ("incident.reopened", .reopened), ("incident.triggered", .other), ("service.updated", .other),
        ("pagey.ping", .other),
        ("Incident.Resolved", .other),
    ])
    func `is of a kind by its word`(word: String, kind: PagerDutyNews.Kind) throws {
        #expect(try Self.news("\(Self.head),\"event_type\":\"\(word)\"").kind == kind)
    }

    @Test(arguments: [
        ("user_reference", true), ("user", true), ("", false), ("service_reference", false),
        ("events_api_v2_inbound_integration_reference", false), ("workflow_reference", false),
    ])
    func `is a person's where its agent is one`(type: String, isPerson: Bool) {
        let news = PagerDutyNews(
            id: "e", kind: .acknowledged, occurredAt: Timestamp(seconds: 0),
            agent: PagerDutyNews.Agent(name: " Earline\nGreenholt\u{202E} ", type: type))
        #expect(news.person == (isPerson ? "Earline Greenholt" : nil))
    }

    @Test(arguments: [
        ("", "the body is not JSON of an event"), ("not json", "the body is not JSON of an event"),
        (#"{"event":{}"#, "the body is not JSON of an event"), ("[]", "the body has no event.event_type"),
        (#"{"event":7}"#, "the body has no event.event_type"),
        (#"{"event":{"event_type":"incident.resolved"}}"#, "the body has no event.id"),
        (#"{"event":{"event_type":"incident.resolved","id":"1"}}"#, "the body has no event.occurred_at"),
        (#"{"event":{"event_type":"x","id":"1","occurred_at":"yesterday"}}"#, "the body has no event.occurred_at"),
        (#"{"event":{"event_type":"x","id":"1","occurred_at":["s3cret"]}}"#, "the body has no event.occurred_at"),
    ])
    func `that is none is refused, without a word of it`(body: String, words: String) {
        let error = #expect(throws: PagerDutyNews.Malformed.self) { try PagerDutyNews(json: Array(body.utf8)) }
        #expect(error?.description.hasPrefix(words) == true && error?.description.contains("s3cret") == false)
    }

    @Test func `that is nested without end is refused`() {
        let body = #"{"event":{"data":"# + String(repeating: "[", count: 100_000)
        #expect(throws: PagerDutyNews.Malformed.self) { try PagerDutyNews(json: Array(body.utf8)) }
    }

    @Test(arguments: [
        "{}", #"{"data":null}"#, #"{"data":[1,2]}"#, #"{"data":{"incident_key":null,"assignees":{}}}"#,
        #"{"agent":"Earline"}"#, #"{"agent":{"id":"P1"}}"#, #"{"data":{"id":7,"incident":"P2"}}"#,
    ])
    func `may lack everything else`(members: String) throws {
        let more = members.dropFirst().dropLast()
        let news = try Self.news(
            "\(Self.head),\"event_type\":\"incident.acknowledged\"\(more.isEmpty ? "" : ",")\(more)")
        #expect(news.person == nil && news.assignees.isEmpty)
    }

    @Test(
        arguments: [
            (0, true), (1800, true), (1801, false), (-300, true), (-301, false), (86_400, false),
        ] as [(Int64, Bool)])
    func `is believed while it is fresh`(age: Int64, isFresh: Bool) {
        let now = Timestamp(seconds: 1_795_414_457)
        let news = PagerDutyNews(id: "e", kind: .resolved, occurredAt: now - .seconds(age))
        #expect(news.isFresh(at: now) == isFresh)
    }

    @Test(arguments: [
        ("responder/0707/42", Int64(42), Int64?.none), ("responder/0707/42/7", 42, 7),
    ])
    func `is about an incident by our key`(key: String, incident: Int64, ring: Int64?) throws {
        let parts = try #require(DedupKey.parts(of: key, installation: "0707"))
        #expect((parts.incidentID, parts.notificationID) == (incident, ring))
    }

    @Test(arguments: [
        "", "42", "responder/0707", "responder/0707/", "responder/0707/x", "responder/0808/42", "responder/0707/+42",
        "responder/0707/042", "responder/0707/42/", "responder/0707/42/7/1", "Responder/0707/42",
        "responder/0707/42/07",
        "responder/0707/99999999999999999999", " responder/0707/42",
    ])
    func `is about nothing of ours by another key`(key: String) {
        #expect(DedupKey.parts(of: key, installation: "0707") == nil)
    }
}
