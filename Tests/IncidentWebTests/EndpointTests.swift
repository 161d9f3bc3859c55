import Foundation
import IncidentCore
import IncidentEngine
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// How the endpoints do, for programs, for Prometheus and for people.
@Suite(.timeLimit(.minutes(20))) struct EndpointTests {
    @Test func `each endpoint says what it took last, what not, and what is owed through it`() async throws {
        try await WebHarness.run(WebHarness.Settings(endpoints: [.email, .pagerduty])) { web in
            try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            web.clock.advance(by: .seconds(2))
            try await web.deliver(.email, DeliveryOutcome(.retryable, evidence: "451 4.3.0 try <again> later"))
            try await web.deliver(.pagerduty, DeliveryOutcome(.sent, evidence: "202 Event processed"))
            web.clock.advance(by: .seconds(60))
            let answer = try json(try await web.api.send(.get, "/api/endpoints"))
            let endpoints = try #require(answer["endpoints"] as? [[String: Any]])
            #expect(
                endpoints.map { "\($0["notifier"] ?? "") \($0["state"] ?? "") \($0["owed"] ?? "")" } == [
                    "email failing 1", "pagerduty working 0",
                ])
            #expect(endpoints[0]["last_failure"] as? String == "451 4.3.0 try <again> later")
            #expect(endpoints[0]["last_success_at"] is NSNull)
            #expect(endpoints[0]["oldest_owed_at"] as? String == "2026-11-23T08:30:00.000Z")
            #expect(endpoints[1]["last_success"] as? String == "202 Event processed")

            let metrics = try await web.api.send(.get, "/metrics").text
            #expect(metrics.contains("responder_endpoint_owed{endpoint=\"email\"} 1"))
            #expect(metrics.contains("responder_endpoint_oldest_owed_seconds{endpoint=\"email\"} 62"))
            #expect(metrics.contains("responder_endpoint_last_failure_timestamp_seconds{endpoint=\"pagerduty\"} 0"))

            let page = try await web.api.send(.get, "/delivery")
            #expect(page.status == 200)
            #expect(page.text.contains("<td>email</td>"))
            #expect(page.text.contains("does not get through"))
            #expect(page.text.contains("451 4.3.0 try &lt;again&gt; later"))
            #expect(page.text.contains("1, the oldest since "))
            try await PageTests().expect("delivery", web, "/delivery")
            #expect(try await web.api.send(.get, "/api/endpoints?x=1").status == 400)
        }
    }

    /// One mailbox that is gone is no fault of the mail server, also after a restart.
    @Test func `a refused address is told as that, and not as a failure`() async throws {
        let gone = DeliveryOutcome(.permanent, evidence: "550 5.1.1 No such user (answer to RCPT)", .recipient)
        for taken in [nil, DeliveryOutcome.sent] {
            try await WebHarness.run(WebHarness.Settings(endpoints: [.email])) { web in
                let bodies = ["01-p1-api-error-rate-firing", "03-p1-service-down-priority-label"]
                for (outcome, body) in zip([taken, gone].compactMap(\.self), bodies) {
                    try await web.open(try ResponderInstallation.body(body))
                    web.clock.advance(by: .seconds(2))
                    try await web.deliver(.email, outcome)
                }
                let answer = try json(try await web.api.send(.get, "/api/endpoints"))
                let email = try #require((answer["endpoints"] as? [[String: Any]])?.first)
                #expect(email["state"] as? String == (taken == nil ? "refusing" : "working"))
                #expect(email["last_failure"] is NSNull)
                #expect(email["last_refusal"] as? String == gone.evidence)
                let metrics = try await web.api.send(.get, "/metrics").text
                #expect(metrics.contains("responder_endpoint_last_failure_timestamp_seconds{endpoint=\"email\"} 0"))
                let page = try await web.api.send(.get, "/delivery").text
                #expect(!page.contains("does not get through") && page.contains("An address was refused: "))
            }
        }
    }

    @Test func `one that was asked and has not answered yet is waited for, and not untried`() async throws {
        try await WebHarness.run(WebHarness.Settings(endpoints: [.email])) { web in
            func state() async throws -> String? {
                let answer = try json(try await web.api.send(.get, "/api/health"))
                return (answer["endpoints"] as? [[String: Any]])?.first?["state"] as? String
            }
            try await web.open()
            web.clock.advance(by: .seconds(3))
            #expect(try await state() == "untried")
            try await web.begin(.email)
            #expect(try await state() == "waiting")
            #expect(try await web.api.send(.get, "/delivery").text.contains("waiting for its first answer"))
        }
    }

    @Test func `without any the page says so`() async throws {
        try await WebHarness.run { web in
            let page = try await web.api.send(.get, "/delivery")
            #expect(page.text.contains("There is no endpoint"))
        }
    }

    @Test func `a contact is tested by the API, and refused words are named`() async throws {
        try await WebHarness.run { web in
            func test(_ role: String, _ body: String) async throws -> HTTPResponse {
                try await web.api.send(.post, "/api/contacts/\(role)/test", body: Array(body.utf8))
            }
            let whole = try json(try await test("On-Call%20Engineer", #"{"by":"alice"}"#))
            #expect(whole["reached"] as? Bool == true)
            #expect(
                (whole["results"] as? [[String: Any]])?.map { $0["method"] as? String } == [
                    "pagerduty", "email to oncall@example.com",
                ])
            #expect(try await test("On-Call%20Engineer", #"{"by":"alice","method":"email"}"#).status == 200)
            #expect(try await test("On-Call%20Engineer", #"{"by":"alice","method":"fax"}"#).status == 400)
            #expect(try await test("On-Call%20Engineer", "{}").status == 400)
            #expect(try await test("On-Call%20Engineer", #"{"by":"a","priority":"P9"}"#).status == 400)
            #expect(try await test("Nobody", #"{"by":"alice"}"#).status == 404)
            #expect(try await web.incident(1) == nil)
        }
    }
}
