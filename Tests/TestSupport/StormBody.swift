import Foundation

/// A webhook body with many alerts of one name in one group: pods that restart, on twelve nodes.
package struct StormBody {
    let alerts: Int
    let severity: String

    package init(alerts: Int, severity: String = "warning") { (self.alerts, self.severity) = (alerts, severity) }

    package var bytes: [UInt8] {
        get throws {
            let common = [
                "alertname": "PodCrashLooping", "severity": severity, "namespace": "llm-analytics-hub",
                "team": "platform",
            ]
            let all: [[String: Any]] = (0..<alerts).map { number in
                let labels = common.merging([
                    "pod": "worker-7d9c6b5f4-\(number)", "node": "node-\(number % 12)", "container": "worker",
                ]) { $1 }
                return [
                    "status": "firing", "labels": labels,
                    "annotations": ["summary": "A pod restarts again and again", "pod_name": "worker-\(number)"],
                    "fingerprint": String(format: "%016x", number + 1), "startsAt": "2026-11-23T06:12:48.614Z",
                    "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
                ]
            }
            let body: [String: Any] = [
                "version": "4", "groupKey": "{}:{alertname=\"PodCrashLooping\"}", "status": "firing",
                "receiver": "responder", "groupLabels": [String: String](), "commonLabels": common,
                "commonAnnotations": [String: String](), "externalURL": "http://127.0.0.1:9093", "truncatedAlerts": 0,
                "alerts": all,
            ]
            return Array(try JSONSerialization.data(withJSONObject: body, options: [.sortedKeys]))
        }
    }
}
