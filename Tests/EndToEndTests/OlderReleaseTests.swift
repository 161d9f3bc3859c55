import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("A data folder of an older release")
    struct OlderReleaseFolder {
        @Test(arguments: OlderRelease.all)
        func `what it owed goes out under the keys it had, and the pages show all of it`(
            _ release: OlderRelease
        ) async throws {
            let pagerDuty = try await StandIn.pagerDuty()
            let smtp = try await StandIn.smtp("--strict")
            let slack = try await StandIn.slack()
            let installation = try ResponderInstallation(environment: [
                "SMTP_URL": "smtp://127.0.0.1:\(smtp.port)", "SMTP_STARTTLS": "never",
                "PAGERDUTY_EVENTS_URL": pagerDuty.origin + "/v2/enqueue",
                "PAGERDUTY_ROUTING_KEY": "0123456789abcdef0123456789abcdef",
                "SLACK_DATABASE_WEBHOOK": slack.origin + "/services/T0/B0/secret",
            ])
            let before = try release.contents()
            let now = Timestamp.ofThisMachine
            try release.write(to: installation.data, end: now)
            let responder = try await installation.start()

            let owed = before.notifications.filter(\.isOwed)
            // A server that asked for an hour of patience still has it.
            let waiting = owed.filter { $0.notifier == "slack" }
            for notification in owed where !waiting.contains(notification) {
                _ = try await responder.eventually("notification \(notification.id) is sent") { api in
                    try await api.incident(Int(notification.incidentID)).notifications
                        .contains { $0.id == Int(notification.id) && $0.state == "sent" } ? true : nil
                }
            }
            let events = try await pagerDuty.read([AcceptedEvent].self, "/_stub/events").map(\.event.dedupKey)
            for page in owed where page.notifier == "pagerduty" {
                #expect(events.contains("responder/\(before.installation)/\(page.incidentID)"))
            }
            let mails = try smtp.receivedMails().compactMap { $0.header("Message-ID") }
            for page in owed where page.notifier == "email" {
                #expect(mails.contains("<inc-\(page.incidentID).\(page.id).\(before.installation)@example.com>"))
            }
            #expect(Set(events).count == Set(owed.filter { $0.notifier == "pagerduty" }.map(\.incidentID)).count)

            let list = try await responder.api.send(.get, "/").text
            for incident in before.incidents {
                let page = try await responder.api.send(.get, "/incidents/\(incident.id)")
                #expect(page.status == 200)
                // As far as HTML has no other form for it.
                #expect(page.text.contains(incident.title.prefix { $0 != "\"" }))
                #expect(try await responder.api.incident(Int(incident.id)).incident.id == Int(incident.id))
                // Whose heartbeat is in no table here is over.
                guard incident.status != "resolved", !incident.title.hasPrefix("HeartbeatSilent") else { continue }
                #expect(list.contains("/incidents/\(incident.id)\""))
            }
            #expect(responder.errorLines == [])
            #expect(try await responder.stop() == .exited(0))
        }
    }
}
