package import Foundation

/// An incident as the API lists it. Only what the interface promises is read, so that additions break nothing.
package struct ResponderIncident: Decodable, Equatable, Sendable {
    package let id: Int
    package let status: String
    package let priority: String
    package let rule: String
    package let title: String
    package let groupKey: String
    package let openedAt: String
    package let acknowledgedAt: String?
    package let acknowledgedBy: String?
    package let acknowledgedUntil: String?
    package let snoozed: Bool
    package let handedOverBy: String?
    package let unconfirmed: [String]
    package let confirmBy: String?
    package let resolvedAt: String?
    package let firing: Int
    package let occurrences: Int
    package let labels: [String: String]
    package let findings: [Finding]
    package let url: String

    package struct Finding: Decodable, Equatable, Sendable {
        package let collector: String
        package let level: String
        package let text: String
        package let artifactId: Int
        package let line: Int?
        package let changed: Bool
    }
}

package struct ResponderIncidentList: Decodable, Sendable {
    package let incidents: [ResponderIncident]
    package let nextCursor: String?
}

/// One incident with what belongs to it.
package struct ResponderIncidentDetail: Decodable, Equatable, Sendable {
    package let incident: ResponderIncident
    package let alerts: [Alert]
    package let artifacts: [Artifact]
    package let notifications: [Notification]
    package let nextSteps: [NextStep]

    package struct Alert: Decodable, Equatable, Sendable {
        package let fingerprint: String
        package let startsAt: String
        package let endsAt: String?
        package let status: String
        package let priority: String
        package let rule: String
        package let labels: [String: String]
        package let annotations: [String: String]
        package let muted: String?
    }

    package struct Artifact: Decodable, Equatable, Sendable {
        package let id: Int
        package let collector: String
        package let startedAt: String
        package let durationMs: Int
        package let exitStatus: Int?
        package let outcome: String
        package let bytes: Int
        package let truncated: Bool
        package let baseline: Baseline?
    }

    package struct Baseline: Decodable, Equatable, Sendable {
        package let at: String
        package let changed: Int
        package let summary: String?
    }

    package struct Notification: Decodable, Equatable, Sendable {
        package let id: Int
        package let notifier: String
        package let contact: String
        package let reason: String
        package let state: String
        package let attempts: [Attempt]

        package var outcomes: [String] { attempts.map(\.outcome) }
    }

    package struct Attempt: Decodable, Equatable, Sendable {
        package let at: String
        package let outcome: String
        package let evidence: String
        package let durationMs: Int
    }

    package struct NextStep: Decodable, Equatable, Sendable {
        package let title: String
        package let command: String?
    }

    private enum CodingKeys: String, CodingKey {
        case alerts, artifacts, notifications, nextSteps
    }

    package init(from decoder: any Decoder) throws {
        incident = try ResponderIncident(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        alerts = try container.decode([Alert].self, forKey: .alerts)
        artifacts = try container.decode([Artifact].self, forKey: .artifacts)
        notifications = try container.decode([Notification].self, forKey: .notifications)
        nextSteps = try container.decode([NextStep].self, forKey: .nextSteps)
    }
}

/// A time as the interface fixes it: RFC 3339 in UTC with milliseconds.
package func instant(_ text: String) throws -> Date {
    guard text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil else { throw WrongTime(text: text) }
    return try Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
}

package struct WrongTime: Error {
    let text: String
}

package struct ResponderTimeline: Decodable, Sendable {
    package let entries: [ResponderTimelineEntry]
}

package struct ResponderTimelineEntry: Decodable, Equatable, Sendable {
    package let id: Int
    package let at: String
    package let kind: String
    package let actor: String
    package let summary: String
    package let details: [String: String]
}
