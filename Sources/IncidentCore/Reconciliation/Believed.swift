/// As much of what we believe as an Alertmanager can be compared with.
package struct Believed: Sendable, Equatable {
    package var held: [HeldAlert] = []
    package var doubts: [HeldDoubt] = []
    package var hidden: [HiddenGroup] = []
    /// Those of every body so far.
    package var senders: [Int64: KnownSender] = [:]

    package init() {}
}

/// An occurrence that fires, as we believe.
package struct HeldAlert: Sendable, Equatable {
    package let id: Int64
    package let incidentID: Int64
    package let fingerprint: String
    /// The earliest start that was told.
    package let startsAt: Timestamp
    /// When a body last said that it fires.
    package let lastSeenAt: Timestamp
    /// Of the body that it came with; `nil` for what no Alertmanager sent: our own alerts, and Grafana's.
    package let senderID: Int64?
    /// The words of what mutes it in Alertmanager, if something did.
    package let muted: String?

    package init(
        id: Int64, incidentID: Int64, fingerprint: String, startsAt: Timestamp, lastSeenAt: Timestamp,
        senderID: Int64?, muted: String?
    ) {
        self.id = id
        self.incidentID = incidentID
        self.fingerprint = fingerprint
        self.startsAt = startsAt
        self.lastSeenAt = lastSeenAt
        self.senderID = senderID
        self.muted = muted
    }
}

/// An alert that was told as firing after its end.
package struct HeldDoubt: Sendable, Equatable {
    package let fingerprint: String
    package let seenAt: Timestamp
    /// Of what ended.
    package let senderID: Int64?

    package init(fingerprint: String, seenAt: Timestamp, senderID: Int64?) {
        self.fingerprint = fingerprint
        self.seenAt = seenAt
        self.senderID = senderID
    }
}

/// A group of which the last body hid alerts (`max_alerts`), which may fire.
package struct HiddenGroup: Hashable, Sendable {
    package let groupKey: String
    package let incidentID: Int64
    package let count: Int
    /// The intake that holds that body.
    package let bodyID: Int64?
    package let senderID: Int64?
    /// Of one of the alerts that its incident holds, by which the group is found again.
    package let labels: Labels

    package init(
        groupKey: String, incidentID: Int64, count: Int, bodyID: Int64?, senderID: Int64?, labels: Labels
    ) {
        self.groupKey = groupKey
        self.incidentID = incidentID
        self.count = count
        self.bodyID = bodyID
        self.senderID = senderID
        self.labels = labels
    }
}

/// A sender, and whether an Alertmanager that we ask has listed an alert that came from it.
package struct KnownSender: Sendable, Equatable {
    package let sender: AlertSender
    package var isRecognised: Bool

    package init(_ sender: AlertSender, isRecognised: Bool) {
        self.sender = sender
        self.isRecognised = isRecognised
    }
}
