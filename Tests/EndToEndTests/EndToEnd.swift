import Foundation
import TestSupport
import Testing
import Transport

/// Tests of the built program among real programs. One after the other: they measure what happens within seconds, and
/// each starts several processes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct EndToEnd {}

/// A mail server and a PagerDuty beside the responder, as its shipped `endpoints.yaml` reaches them.
struct Outside {
    static let routingKey = "0123456789abcdef0123456789abcdef"

    let smtp: StandIn
    let pagerDuty: StandIn

    /// - Parameters:
    ///   - smtpFailures: the failure plan of `smtp_stub.py`.
    ///   - pagerDutyFailures: that of `pagerduty_stub.py`, whose 429 asks for a wait of 3 s.
    init(smtpFailures: String = "", pagerDutyFailures: String = "", hangSeconds: Int = 1) async throws {
        smtp = try await .smtp(
            "--user", "desk", "--password", "s3cr3t-mail", "--require-auth", "--require-tls", "--strict", "--fail",
            smtpFailures, "--self-signed")
        pagerDuty = try await .pagerDuty(
            "--routing-key", Self.routingKey, "--fail", pagerDutyFailures, "--retry-after", "3", "--hang-seconds",
            "\(hangSeconds)")
    }

    var environment: [String: String] {
        get throws {
            [
                "SMTP_URL": "smtp://localhost:\(smtp.port)", "SMTP_USERNAME": "desk", "SMTP_PASSWORD": "s3cr3t-mail",
                "SMTP_FROM": "responder@example.com", "SMTP_CA_FILE": try #require(smtp.caFile),
                "PAGERDUTY_EVENTS_URL": pagerDuty.origin + "/v2/enqueue", "PAGERDUTY_ROUTING_KEY": Self.routingKey,
            ]
        }
    }

    func pagerDutyEvents() async throws -> [AcceptedEvent.Event] {
        try await pagerDuty.read([AcceptedEvent].self, "/_stub/events").map(\.event)
    }
}

extension ReceivedMail {
    var messageID: String? { header("Message-ID") }
}

/// A webhook body with one alert, made here where no captured one fits.
func webhookBody(
    _ labels: [String: String], status: String = "firing", startsAt: String = "2026-11-23T06:12:48.614Z",
    annotations: [String: String] = [:], fingerprint: String = "00112233445566aa", groupKey: String = "{}:{made}",
    generatorURL: String = ""
) throws -> [UInt8] {
    var alert: [String: Any] = [
        "status": status, "labels": labels, "annotations": annotations, "startsAt": startsAt,
        "fingerprint": fingerprint, "generatorURL": generatorURL,
    ]
    alert["endsAt"] = status == "firing" ? "0001-01-01T00:00:00Z" : "2026-11-23T07:00:00Z"
    let body: [String: Any] = [
        "version": "4", "groupKey": groupKey, "status": status, "receiver": "test", "groupLabels": [:],
        "commonLabels": labels, "commonAnnotations": annotations, "externalURL": "http://127.0.0.1:9093",
        "truncatedAlerts": 0, "alerts": [alert],
    ]
    return Array(try JSONSerialization.data(withJSONObject: body))
}
