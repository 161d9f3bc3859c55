/// An event as PagerDuty's Events API v2 takes it.
package struct PagerDutyEvent: Encodable, Sendable, Equatable {
    package var routingKey: String
    package var action: Action
    package var dedupKey: String
    /// The rest is for triggers only.
    package var client: String?
    package var clientURL: String?
    package var payload: Payload?
    package var links: [Link]?

    /// The largest event that PagerDuty takes.
    package static let limitBytes = 512_000

    package enum Action: String, Encodable, Sendable, CaseIterable {
        case trigger, acknowledge, resolve
    }

    package struct Payload: Encodable, Sendable, Equatable {
        /// At most 1024 characters.
        package var summary: String
        package var source: String
        package var severity: String
        package var timestamp: String
        package var component: String?
        package var group: String?
        package var alertClass: String?
        package var details: Details

        enum CodingKeys: String, CodingKey {
            case summary, source, severity, timestamp, component, group
            case alertClass = "class"
            case details = "custom_details"
        }
    }

    package struct Link: Encodable, Sendable, Equatable {
        package var href: String
        package var text: String
    }

    /// What people see under the alert; PagerDuty shows it as a table. Whether that sorts the keys or leaves them as they
    /// come, what is to be read first is: it has a number, and we write them sorted.
    package struct Details: Encodable, Sendable, Equatable {
        package var findings: [String]?
        package var nextSteps: [String]?
        package var told: [String]?
        package var asked: String?
        package var reason: String?
        package var error: String?
        package var alerts: [String]?
        package var diagnostics: [String: String]?
        package var firing: Int?
        /// What may fire beside them, in words.
        package var hidden: String?
        package var rule: String?

        enum CodingKeys: String, CodingKey {
            case findings = "1_findings"
            case nextSteps = "2_next_steps"
            case told = "3_who_was_told"
            case asked = "4_asked"
            case reason = "5_why"
            case error, alerts, diagnostics, firing, hidden, rule
        }
    }

    enum CodingKeys: String, CodingKey {
        case action = "event_action"
        case routingKey = "routing_key"
        case dedupKey = "dedup_key"
        case client
        case clientURL = "client_url"
        case payload, links
    }
}
