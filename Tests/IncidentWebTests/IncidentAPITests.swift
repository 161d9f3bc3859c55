import Foundation
import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// The JSON documents that programs read: every key is there, absent values are `null`.
@Suite(.timeLimit(.minutes(20))) struct IncidentAPITests {
    private static let incidentKeys: Set = [
        "id", "status", "priority", "rule", "title", "group_key", "opened_at", "acknowledged_at", "acknowledged_by",
        "resolved_at", "resolved_by", "firing", "occurrences", "reached", "labels", "findings", "url", "lead",
        "unconfirmed", "confirm_by", "still_firing", "remind_at", "flapping_since", "quiet_by", "acknowledged_until",
        "snoozed",
        "handed_over_by", "silenced_by", "silenced_until", "respond_by", "responded_late",
        "unreached_because", "only_spooled", "next_notify", "next_due_at", "held_for_digest",
        "same_finding_as", "alert_count", "hidden_by_alertmanager", "not_kept",
    ]

    @Test func `a list holds incidents and the cursor of the next page`() async throws {
        try await WebHarness.run { web in
            let empty = try await web.api.send(.get, "/api/incidents")
            #expect(empty.text == #"{"incidents":[],"next_cursor":null,"search":null}"#)
            #expect(empty.headers["content-type"] == "application/json")

            try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            let list = try json(try await web.api.send(.get, "/api/incidents"))
            let incident = try #require((list["incidents"] as? [[String: Any]])?.first)
            #expect(Set(incident.keys) == Self.incidentKeys)
            #expect(incident["id"] as? Int == 1)
            #expect(incident["status"] as? String == "triggered")
            #expect(incident["priority"] as? String == "P1")
            #expect(incident["rule"] as? String == "api-error-rate-critical")
            #expect(
                incident["title"] as? String
                    == "ApiErrorRateHigh: API error rate above 1% on analytics-api (llm-analytics-hub in llm-analytics-hub-prod)"
            )
            #expect(
                incident["group_key"] as? String == #"{}:{alertname="ApiErrorRateHigh", namespace="llm-analytics-hub"}"#
            )
            #expect(incident["opened_at"] as? String == "2026-11-23T08:30:00.000Z")
            for key in ["acknowledged_at", "acknowledged_by", "resolved_at", "resolved_by"] {
                #expect(incident[key] is NSNull, "\(key)")
            }
            #expect((incident["firing"] as? Int, incident["occurrences"] as? Int) == (1, 1))
            #expect((incident["labels"] as? [String: String])?["service"] == "analytics-api")
            #expect((incident["findings"] as? [Any])?.isEmpty == true)
            #expect(incident["url"] as? String == "https://desk.example.com/incidents/1")
        }
    }

    @Test func `an incident holds everything that belongs to it`() async throws {
        var settings = WebHarness.Settings()
        settings.collectorOutput = "pod analytics-api-7d9c is CrashLoopBackOff"
        try await WebHarness.run(settings) { web in
            let id = try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            try await web.tick()
            let detail = try json(try await web.api.send(.get, "/api/incidents/\(id)"))
            let more: Set = [
                "alerts", "rejected_alerts", "artifacts", "notifications", "next_steps", "escalation", "escalations",
                "links", "answers",
            ]
            #expect(Set(detail.keys) == Self.incidentKeys.union(more))

            let answers = try #require(detail["answers"] as? [String: String])
            #expect(Set(answers.keys) == ["what", "since", "likely", "told", "next", "action"])
            #expect(
                answers["since"] == "06:12 UTC (2 h 17 min ago) · 1 alert fires · P1 by rule api-error-rate-critical")
            #expect(answers["likely"] == settings.collectorOutput)
            #expect(
                answers["told"]?.hasPrefix(
                    "On-Call Engineer: pagerduty took it 08:30 UTC, email took it 08:30 UTC. Nobody")
                    == true)
            #expect(answers["next"]?.hasPrefix("DevOps Lead in ") == true && answers["action"] == "Acknowledge")

            let alert = try #require((detail["alerts"] as? [[String: Any]])?.first)
            #expect(
                Set(alert.keys).isSuperset(of: [
                    "fingerprint", "starts_at", "ends_at", "status", "priority", "rule", "labels", "annotations",
                ]))
            #expect(alert["fingerprint"] as? String == "1dfddcfec1a67da5")
            #expect(alert["starts_at"] as? String == "2026-11-23T06:12:48.614Z")
            #expect(alert["ends_at"] is NSNull)

            let artifacts = try #require(detail["artifacts"] as? [[String: Any]])
            #expect(!artifacts.isEmpty)
            for artifact in artifacts {
                #expect(
                    Set(artifact.keys).isSuperset(of: [
                        "id", "collector", "started_at", "duration_ms", "exit_status", "outcome", "bytes", "truncated",
                        "redactions", "sha256",
                    ]))
                #expect(artifact["redactions"] as? Int == 1 && artifact["sha256"] as? String == "2c26b46b68ffc68f")
                #expect(artifact["duration_ms"] as? Int == 40)
                #expect(artifact["outcome"] as? String == "succeeded")
                let output = try await web.api.send(.get, "/api/artifacts/\(artifact["id"] as? Int ?? 0)/output")
                #expect(output.text == settings.collectorOutput)
                #expect(output.headers["content-type"]?.hasPrefix("text/plain") == true)
            }
            let findings = try #require(detail["findings"] as? [[String: Any]])
            #expect(findings.map { $0["text"] as? String } == [settings.collectorOutput], "each sentence once")
            #expect(findings[0]["artifact_id"] as? Int == artifacts[0]["id"] as? Int)
            #expect(findings[0]["line"] is NSNull && findings[0]["count"] as? Int == 1)
            #expect(findings[0]["changed"] as? Bool == false)

            let notifications = try #require(detail["notifications"] as? [[String: Any]])
            #expect(Set(notifications.compactMap { $0["notifier"] as? String }) == ["email", "pagerduty"])
            for notification in notifications {
                #expect(
                    Set(notification.keys).isSuperset(of: [
                        "id", "notifier", "contact", "reason", "state", "attempts", "next_attempt_at",
                    ]))
                #expect(notification["state"] as? String == "sent")
                #expect(notification["next_attempt_at"] is NSNull)
                let attempt = try #require((notification["attempts"] as? [[String: Any]])?.first)
                #expect(attempt["at"] as? String == "2026-11-23T08:30:00.000Z")
                #expect(attempt["outcome"] as? String == "sent")
                #expect(attempt["evidence"] as? String == "250 2.0.0 Ok: queued as 4ZkW2P")
            }
            let steps = try #require(detail["next_steps"] as? [[String: Any]])
            #expect(!steps.isEmpty)
            #expect(steps.allSatisfy { Set($0.keys) == ["procedure", "title", "command", "done_by", "done_at"] })
            let escalation = try #require(detail["escalation"] as? [String: Any])
            #expect(escalation["policy"] as? String == "critical")
            #expect((escalation["next_notify"] as? [String])?.isEmpty == false)
        }
    }

    @Test func `what is said with an acknowledgement or a resolution is noted, and nothing of it is cut`() async throws
    {
        try await WebHarness.run { web in
            let id = try await web.open()
            func change(_ verb: String, _ text: String, and more: String = "") async throws -> HTTPResponse {
                let body = Array(#"{"by":"alice","text":"\#(text)"\#(more)}"#.utf8)
                return try await web.api.send(.post, "/api/incidents/\(id)/\(verb)", body: body)
            }
            for verb in ["acknowledge", "resolve", "notes"] {
                let answer = try await change(verb, String(repeating: "x", count: 10_001))
                #expect(answer.status == 400)
                #expect(try problem(answer).contains("10001 characters, the limit is 10000"))
            }
            #expect(try await web.incident(id)?.status == .triggered)
            #expect(try await change("acknowledge", "on it").status == 200)
            let whole = String(repeating: "x", count: 10_000)
            #expect(try await change("resolve", whole, and: #","still_firing":true"#).status == 200)
            // Refused as a whole: nothing is noted.
            #expect(try await change("resolve", "again").status == 409)
            let notes = try await web.store.read { try $0.timeline(incidentID: id) }.filter { $0.kind == .noted }
            #expect(notes.map(\.summary) == ["on it", String(repeating: "x", count: 10_000)])
            #expect(notes.allSatisfy { $0.actor == "alice" })
        }
    }

    @Test func `of many alerts the most urgent are shown, and where the others are`() async throws {
        try await WebHarness.run { web in
            let alerts = (0..<1001).map { Alert.firing("a\($0)", severity: "info") }
            let id = try await web.open(try WebhookBody(alerts).bytes())
            let detail = try json(try await web.api.send(.get, "/api/incidents/\(id)"))
            #expect((detail["alerts"] as? [Any])?.count == 50)
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("and 998 more; <a href=\"/api/incidents/\(id)/alerts\">"))
        }
    }

    @Test func `the timeline holds every fact in order, each with its time`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            web.clock.advance(by: .milliseconds(1500))
            try await web.api.acknowledge(Int(id), by: "alice")
            try await web.api.note(Int(id), by: "bob", "restarted the pod")
            let timeline = try json(try await web.api.send(.get, "/api/incidents/\(id)/timeline"))
            let entries = try #require(timeline["entries"] as? [[String: Any]])
            #expect(entries.allSatisfy { Set($0.keys) == ["id", "at", "kind", "actor", "summary", "details"] })
            let ids = entries.compactMap { $0["id"] as? Int }
            #expect(ids == ids.sorted() && Set(ids).count == entries.count)
            let kinds = entries.compactMap { $0["kind"] as? String }
            #expect(kinds.starts(with: ["opened", "classified", "escalation_started", "escalation_step"]))
            #expect(kinds.contains("acknowledged"))
            let note = try #require(entries.last)
            #expect(note["kind"] as? String == "noted")
            #expect((note["actor"] as? String, note["summary"] as? String) == ("bob", "restarted the pod"))
            #expect(note["at"] as? String == "2026-11-23T08:30:01.500Z")
        }
    }

    @Test func `people acknowledge, take over, note and resolve; each answer is the incident as it is then`()
        async throws
    {
        try await WebHarness.run { web in
            let id = Int(try await web.open())
            let first = try json(try await web.api.acknowledge(id, by: "alice"))
            #expect(first["status"] as? String == "acknowledged")
            #expect(first["acknowledged_by"] as? String == "alice")
            #expect(first["acknowledged_at"] as? String == "2026-11-23T08:30:00.000Z")

            web.clock.advance(by: .seconds(60))
            let taken = try await web.api.acknowledge(id, by: "bob", takeOver: true)
            #expect(taken.status == 200)
            #expect(try json(taken)["acknowledged_by"] as? String == "bob")
            #expect(try json(taken)["acknowledged_at"] as? String == "2026-11-23T08:31:00.000Z")

            let closed = try json(try await web.api.resolve(id, by: "bob"))
            #expect(closed["status"] as? String == "resolved")
            #expect(closed["resolved_by"] as? String == "bob")
            #expect(closed["resolved_at"] as? String == "2026-11-23T08:31:00.000Z")

            let late = try await web.api.acknowledge(id, by: "carol")
            #expect(late.status == 409)
            #expect(try problem(late) == "incident \(id) was resolved 0s ago by bob; nothing to acknowledge")
            #expect(try await web.api.resolve(id, by: "carol").status == 409)
            #expect(try await web.api.note(id, by: "carol", "for the review").status == 200)
        }
    }

    @Test func `the name of who logged in stands in for a missing one`() async throws {
        var settings = WebHarness.Settings()
        settings.apiTokens = "api-token"
        try await WebHarness.run(settings) { web in
            let id = try await web.open()
            let basic = "Basic " + Data("alice:api-token".utf8).base64EncodedString()
            let answer = try await web.api.send(
                .post, "/api/incidents/\(id)/acknowledge", headers: ["Authorization": basic])
            #expect(try json(answer)["acknowledged_by"] as? String == "alice")
        }
    }
}
