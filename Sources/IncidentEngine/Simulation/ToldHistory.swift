package import IncidentCore
package import IncidentStore

/// What was told of incidents in a span; read in the same way from what happened and from what was simulated.
package struct ToldHistory: Sendable, Equatable {
    /// In the order in which they opened.
    package let incidents: [Past]

    /// Less is no difference between the times of two histories.
    package static let tolerance: Duration = .seconds(60)

    package struct Past: Sendable, Equatable {
        package let incident: Incident
        /// The policies that began with it, by name.
        package let policies: [String]
        package let occurrences: [OccurrenceKey]
        /// In the order in which they went out.
        package let messages: [PastMessage]
    }

    package init(incidents: [Past]) { self.incidents = incidents }
}

/// A message that went out, or was to and could not.
package struct PastMessage: Sendable, Equatable {
    package let at: Timestamp
    package let kind: Kind
    package let contact: String
    package let method: ContactMethod
    package let reason: String
    /// This way to tell it failed.
    package let isFailed: Bool
    /// It stood in the message of another incident, because it was held back for its address.
    package var isTogether = false

    package enum Kind: Sendable, Hashable {
        case message(NotificationEvent)
        /// It was held for the contact's digest, and stood there.
        case digest

        package var text: String {
            switch self {
            case .message(let event): event.rawValue
            case .digest: "digest"
            }
        }
    }
}

extension ToldHistory {
    /// - Parameters: which messages; of incidents that were open then at some time.
    package init(_ reader: StoreReader, from start: Timestamp, until end: Timestamp) throws {
        incidents = try reader.incidents(openFrom: start, until: end).map {
            try Past($0, reader, from: start, until: end)
        }
    }

    /// Those that were open from a time on, with what went out since.
    package func since(_ start: Timestamp) -> ToldHistory {
        ToldHistory(
            incidents: incidents.filter { $0.incident.resolvedAt.map { $0 >= start } ?? true }.map { past in
                Past(
                    incident: past.incident, policies: past.policies, occurrences: past.occurrences,
                    messages: past.messages.filter { $0.at >= start })
            })
    }

    /// Those with an alert of another history.
    package func sharing(_ other: ToldHistory) -> ToldHistory {
        let keys = Set(other.incidents.flatMap(\.occurrences))
        return ToldHistory(incidents: incidents.filter { $0.occurrences.contains(where: keys.contains) })
    }
}

extension ToldHistory.Past {
    init(_ incident: Incident, _ reader: StoreReader, from start: Timestamp, until end: Timestamp) throws {
        let messages =
            try reader.notifications(incidentID: incident.id).compactMap(PastMessage.init)
            + reader.digests(ofIncident: incident.id).map(PastMessage.init)
        self.init(
            incident: incident, policies: try reader.escalations(incidentID: incident.id).map(\.policy).sorted(),
            occurrences: try reader.occurrenceKeys(incidentID: incident.id),
            messages: messages.filter { start <= $0.at && $0.at <= end }.sorted())
    }
}

extension PastMessage {
    /// - Returns: `nil` for what was not to be told after all, is not told yet, or only brings what collectors found: those
    ///   say something else at each run.
    fileprivate init?(_ stored: StoredNotification) {
        let notification = stored.notification
        guard !(notification.event == .update && notification.reason == CollectionService.updateReason) else {
            return nil
        }
        let isFailed: Bool
        switch notification.state {
        case .sent: isFailed = false
        case .failed: isFailed = true
        case .unknown: isFailed = !notification.mayHaveArrived
        case .pending, .sending, .cancelled: return nil
        }
        self.init(
            at: stored.attempts.last?.at ?? notification.createdAt, kind: .message(notification.event),
            contact: notification.contact, method: notification.method, reason: notification.reason,
            isFailed: isFailed,
            isTogether: stored.attempts.last?.evidence.hasPrefix(AlsoTold.inOneMessage) ?? false)
    }

    fileprivate init(_ digest: SentDigest) {
        self.init(
            at: digest.at, kind: .digest, contact: digest.contact, method: digest.method, reason: "held for the digest",
            isFailed: false)
    }
}

extension PastMessage: Comparable {
    package static func < (left: PastMessage, right: PastMessage) -> Bool { left.place < right.place }

    /// What went out together has no order of its own.
    private var place: (Timestamp, String, String, String, String) {
        (at, contact, kind.text, method.written, reason)
    }
}

extension Timestamp {
    package static let distantPast = Timestamp(nanoseconds: .min)
}
