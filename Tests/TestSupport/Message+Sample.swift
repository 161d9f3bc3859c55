package import IncidentCore

extension Message {
    /// A P1 page to `oncall@example.com`, with a finding, an artifact and a next step; tests change what they are about.
    package static func sample(
        event: NotificationEvent = .page, method: ContactMethod = .email, labels: Labels = .sample,
        summary: String = "Service analytics-api is down"
    ) -> Message {
        let openedAt = Timestamp(milliseconds: 1_795_414_457_614)
        let alert = Alert(
            status: .firing, labels: labels,
            annotations: [
                "summary": summary, "runbook_url": "https://runbooks.example.com/p1-service-down",
                "dashboard_url": "https://grafana.example.com/d/analytics-api",
            ], startsAt: openedAt, fingerprint: "5a1c0e3f7b2d4c60")
        return Message(
            notification: Notification(
                id: 7, incidentID: 42, method: method, contact: "On-Call Engineer", event: event, priority: .p1,
                reason: "step 1 of policy \"critical\"", state: .sending, createdAt: openedAt, attempts: 1,
                mayHaveArrived: false, remaining: []),
            incident: Incident(
                id: 42, priority: .p1, rule: "service-down", title: "\(alert.name): \(summary)".singleLine(limit: 200),
                groupKey: "{}:{alertname=\"AnalyticsApiDown\"}", labels: labels, openedAt: openedAt, firingCount: 1,
                occurrenceCount: 1),
            incidentURL: "https://desk.example.com/incidents/42",
            acknowledgeURL: event == .page || event == .update ? "https://desk.example.com/acknowledge?token=t0k" : nil,
            alerts: [
                Occurrence(
                    id: 1, incidentID: 42, alert: alert, priority: .p1, rule: "service-down", firstSeenAt: openedAt,
                    lastSeenAt: openedAt, seenCount: 1)
            ],
            findings: [Finding(collector: "pods", level: .critical, text: "1 of 3 pods is in CrashLoopBackOff")],
            artifacts: [
                ArtifactExcerpt(
                    collector: "pods", command: "kubectl get pods -n llm-analytics-hub", outcome: .succeeded,
                    duration: .milliseconds(400), output: "analytics-api-7d9c6b5f4-8hzrp 0/1 CrashLoopBackOff 7\n",
                    outputURL: "https://desk.example.com/artifacts/9")
            ],
            nextSteps: [
                NextStep(
                    procedure: "P1: Service Down", title: "If recent deployment, rollback",
                    command: "kubectl rollout undo deployment/analytics-api -n llm-analytics-hub")
            ],
            installation: "test", now: openedAt + .seconds(3))
    }
}

extension Message {
    /// A page that it fires again, 15 minutes after it opened and 5 after alice had resolved it.
    package static var openAgain: Message {
        var message = sample()
        let opened = message.incident.openedAt
        let again = opened + .seconds(900)
        message.incident.lead = message.alerts[0].alert.fingerprint
        message.alerts[0].alert.startsAt = again
        message.alerts[0].firstSeenAt = again
        message.reopening = Reopening(at: again, resolvedAt: opened + .seconds(600), resolvedBy: "alice")
        return message
    }
}

extension Labels {
    package static let sample: Labels = [
        "alertname": "AnalyticsApiDown", "namespace": "llm-analytics-hub", "service": "analytics-api",
        "severity": "critical",
    ]
}

/// Label values that try shells, options, headers, HTML and mentions.
package let hostileTexts = [
    "x; rm -rf /", "$(id)", "--as=admin", "down\r\nBcc: victim@example.com", "down\nBcc: victim@example.com",
    "<script>alert(1)</script>", "<!channel> <@U024BE7LH>", "</pre><img src=x onerror=alert(1)>",
    "nul\u{0}, escape \u{1B}[2J, override \u{202E}txt.exe", "=?utf-8?B?PHNjcmlwdD4=?=", "```\n<!here>\n```",
    "größer als 85 % – 日本語 🚨", String(repeating: "a", count: 5000), String(repeating: "e\u{301}\u{302}", count: 3000),
]
