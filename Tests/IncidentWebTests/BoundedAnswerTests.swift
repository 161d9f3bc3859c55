import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// No answer grows with what somebody sent.
@Suite(.timeLimit(.minutes(20))) struct BoundedAnswerTests {
    private static let limit = 1 << 20

    /// One body with many alerts, of which each has labels of its own.
    private static func body(alerts count: Int, labels: Int = 1, value: String = "x") throws -> [UInt8] {
        let alerts = (0..<count).map { number in
            var all = ["alertname": "PodCrashLooping", "pod": "pod-\(number)", "severity": "critical"]
            for label in 0..<labels { all["label_\(label)"] = value }
            return [
                "status": "firing", "labels": all, "annotations": ["description": value],
                "startsAt": "2026-11-23T06:12:48.614Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
                "fingerprint": "f\(number)",
            ] as [String: Any]
        }
        let body: [String: Any] = [
            "version": "4", "groupKey": "{}:{storm}", "status": "firing", "receiver": "responder",
            "groupLabels": [String: String](), "commonLabels": ["alertname": "PodCrashLooping"],
            "commonAnnotations": [String: String](), "externalURL": "http://127.0.0.1:9093", "truncatedAlerts": 0,
            "alerts": alerts,
        ]
        return Array(try JSONSerialization.data(withJSONObject: body))
    }

    @Test(arguments: [
        (3000, 1, "x"), (100, 60, String(repeating: "<", count: 500)), (1, 5000, String(repeating: "\"", count: 20)),
        (2, 1, String(repeating: "0123456789", count: 300_000)),
    ])
    func `an incident's page, its answers and the lists stay below a mebibyte`(
        alerts: Int, labels: Int, value: String
    ) async throws {
        try await WebHarness.run { web in
            let id = try await web.open(try Self.body(alerts: alerts, labels: labels, value: value))
            for path in [
                "/incidents/\(id)", "/api/incidents/\(id)", "/api/incidents/\(id)/alerts?limit=500",
                "/api/incidents/\(id)/timeline", "/api/incidents", "/",
            ] {
                let answer = try await web.api.send(.get, path)
                #expect(answer.status == 200)
                #expect(answer.body.count < Self.limit, "\(path)")
            }
        }
    }

    @Test func `every alert is found page by page`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open(try Self.body(alerts: 1234))
            #expect(try await web.api.send(.get, "/incidents/\(id)").text.contains("and 1231 more"))
            var (pods, cursor): (Set<String>, String?) = ([], "0")
            while let place = cursor {
                let answer = try json(
                    try await web.api.send(.get, "/api/incidents/\(id)/alerts?limit=500&cursor=\(place)"))
                #expect(answer["total"] as? Int == 1234)
                let alerts = answer["alerts"] as? [[String: Any]] ?? []
                pods.formUnion(alerts.compactMap { ($0["labels"] as? [String: String])?["pod"] })
                cursor = answer["next_cursor"] as? String
            }
            #expect(pods.count == 1234)
        }
    }

    @Test(arguments: [("short", false), (String(repeating: "long ", count: 1000), true)])
    func `a text that is cut says so`(value: String, isCut: Bool) async throws {
        try await WebHarness.run { web in
            let id = try await web.open(try Self.body(alerts: 1, value: value))
            let alerts = try json(try await web.api.send(.get, "/api/incidents/\(id)"))["alerts"] as? [[String: Any]]
            let alert = try #require(alerts?.first)
            #expect(alert["cut"] as? Bool == isCut)
            let text = (alert["annotations"] as? [String: String])?["description"] ?? ""
            #expect(text.hasSuffix("…") == isCut)
            #expect(text.count == (isCut ? 2001 : value.count))
        }
    }

    @Test func `a long timeline is read page by page, and its page shows the newest`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            for number in 1...230 {
                _ = try await web.engine.commands.note(
                    id, by: "Bob", text: "note \(number) " + String(repeating: ".", count: 2000))
            }
            let page = try await web.api.send(.get, "/incidents/\(id)")
            #expect(page.text.contains("note 230 ") && !page.text.contains("note 1 "))
            #expect(page.text.contains("older entries are left out"))
            #expect(page.body.count < Self.limit)
            var (notes, cursor): (Int, String?) = (0, "0")
            while let place = cursor {
                let answer = try json(
                    try await web.api.send(.get, "/api/incidents/\(id)/timeline?cursor=\(place)&limit=500"))
                notes += (answer["entries"] as? [[String: Any]] ?? []).count { $0["kind"] as? String == "noted" }
                cursor = answer["next_cursor"] as? String
            }
            #expect(notes == 230)
        }
    }

    @Test(arguments: ["limit=0", "limit=501", "limit=x", "cursor=x", "cursor=-1"])
    func `a place that no list gave is refused`(query: String) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            for path in ["alerts", "timeline"] {
                #expect(try await web.api.send(.get, "/api/incidents/\(id)/\(path)?\(query)").status == 400)
            }
        }
    }
}
