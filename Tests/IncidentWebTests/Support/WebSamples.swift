import Collectors
import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Transport

@testable import IncidentWeb

extension Links {
    /// Those of `https://desk.example.com`.
    static func sample(signingKey: @escaping @Sendable () -> [UInt8]) -> Links {
        Links(
            incident: { "https://desk.example.com\(Routes.incident($0))" },
            list: { "https://desk.example.com/" },
            storm: { "https://desk.example.com\(Routes.storm($0))" },
            output: { "https://desk.example.com\(Routes.artifactPage($0))" },
            acknowledge: { id, contact, now in
                let link = AcknowledgeLink(incidentID: id, contact: contact, expiresAt: now + AcknowledgeLink.validity)
                return "https://desk.example.com" + link.path(key: signingKey())
            })
    }
}

extension CollectorRunner {
    /// Runs nothing; every collector succeeds within 40 ms and has written this.
    static func writing(_ output: String, at clock: TestClock) -> CollectorRunner {
        CollectorRunner { collector, _, _ in
            DiagnosticArtifact(
                collector: collector.name, procedure: collector.procedure, arguments: ["kubectl", "get", "pods"],
                startedAt: clock.now, duration: .milliseconds(40), exitStatus: 0, outcome: .succeeded,
                bytes: output.utf8.count, truncated: false, output: output,
                original: Original(redactions: 1, sha256: "2c26b46b68ffc68f"),
                findings: output.isEmpty ? [] : [Finding(collector: collector.name, level: .warning, text: output)])
        }
    }
}

/// A webhook body with one alert, made here where no captured one fits.
struct OneAlertBody {
    var labels = ["alertname": "ServiceDown", "severity": "critical", "service": "analytics-api"]
    var annotations = ["summary": "analytics-api is down"]
    var fingerprint = "00112233445566aa"
    var groupKey = "{}:{alertname=\"ServiceDown\"}"
    var generatorURL = ""

    var bytes: [UInt8] {
        get throws {
            let alert: [String: Any] = [
                "status": "firing", "labels": labels, "annotations": annotations, "fingerprint": fingerprint,
                "startsAt": "2026-11-23T06:12:48.614Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": generatorURL,
            ]
            let body: [String: Any] = [
                "version": "4", "groupKey": groupKey, "status": "firing", "receiver": "responder",
                "groupLabels": [String: String](), "commonLabels": labels, "commonAnnotations": annotations,
                "externalURL": "http://127.0.0.1:9093", "truncatedAlerts": 0, "alerts": [alert],
            ]
            return Array(try JSONSerialization.data(withJSONObject: body, options: [.sortedKeys]))
        }
    }
}

extension WebHarness {
    /// Posts a body and returns the number of the newest incident.
    @discardableResult
    func open(_ body: OneAlertBody = OneAlertBody()) async throws -> Int64 { try await open(body.bytes) }

    @discardableResult
    func open(_ body: [UInt8]) async throws -> Int64 {
        let receipt = try await engine.intake.receive(body)
        return receipt.incidentID ?? 0
    }

    func incident(_ id: Int64) async throws -> Incident? { try await store.read { try $0.incident(id) } }

    func incidentCount() async throws -> Int {
        try await store.read { try $0.incidents(IncidentFilter(limit: 500)).incidents.count }
    }
}

/// A decoded JSON document, to look at its keys.
func json(_ response: HTTPResponse) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any] ?? [:]
}

/// The `detail` of problem details; records an issue when the answer is none.
func problem(_ response: HTTPResponse) throws -> String {
    let document = try json(response)
    guard response.headers["content-type"] == "application/problem+json", document["status"] as? Int == response.status,
        let type = document["type"] as? String,
        type == "about:blank" || ProblemKind.allCases.contains(where: { $0.type == type }),
        (document["title"] as? String)?.isEmpty == false,
        let detail = document["detail"] as? String
    else { throw UnexpectedDocument(text: response.text) }
    return detail
}

struct UnexpectedDocument: Error { let text: String }
