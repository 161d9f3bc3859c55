/// What one Alertmanager said when it was asked.
package struct AlertmanagerAnswer: Sendable, Equatable {
    package let url: String
    /// Just before the question went out: what happened later it need not know.
    package let askedAt: Timestamp
    /// Of its process, by our clock. What fires it holds in memory only, so it has to hear of everything anew.
    package let startedAt: Timestamp
    /// The names of all receivers that it has. Of what is for another one it knows nothing: it is not who sent that.
    package let receivers: Set<String>
    /// All that fires, whoever is told of it.
    package let alerts: [ListedAlert]

    package init(
        url: String, askedAt: Timestamp, startedAt: Timestamp, receivers: Set<String>, alerts: [ListedAlert]
    ) {
        self.url = url
        self.askedAt = askedAt
        self.startedAt = startedAt
        self.receivers = receivers
        self.alerts = alerts
    }
}

/// An alert as Alertmanager lists it, which it does while it fires.
package struct ListedAlert: Sendable, Equatable {
    package let alert: Alert
    /// Those that its routes lead to.
    package let receivers: [String]
    package let state: State

    package enum State: Sendable, Equatable {
        /// Its receivers are told.
        case active
        /// Nobody is told, of its end neither.
        case muted(Muting)
        /// Just come; what becomes of it is not decided.
        case unprocessed
    }

    package init(alert: Alert, receivers: [String], state: State) {
        self.alert = alert
        self.receivers = receivers
        self.state = state
    }
}

/// What keeps an Alertmanager from telling of an alert.
package struct Muting: Sendable, Equatable {
    /// Identifiers of silences.
    package var silencedBy: [String] = []
    /// Fingerprints of alerts.
    package var inhibitedBy: [String] = []
    /// Names of time intervals.
    package var mutedBy: [String] = []

    package init(silencedBy: [String] = [], inhibitedBy: [String] = [], mutedBy: [String] = []) {
        self.silencedBy = silencedBy
        self.inhibitedBy = inhibitedBy
        self.mutedBy = mutedBy
    }
}

/// Alerts that an Alertmanager sends together; its group key is not told.
package struct ListedGroup: Sendable, Equatable {
    package let receiver: String
    package let labels: Labels
    package let fingerprints: Set<String>

    package init(receiver: String, labels: Labels, fingerprints: Set<String>) {
        self.receiver = receiver
        self.labels = labels
        self.fingerprints = fingerprints
    }

    /// Under which its alerts are kept where the key is not known: a later body brings the true one, and joins by
    /// fingerprint.
    package var ownKey: String {
        let key = "alertmanager \(receiver):\(labels.json)"
        return key.shortenedKey(toBytes: IntakeLimits.standard.groupKeyBytes) ?? key
    }
}

/// A silence as Alertmanager tells of it.
package struct ListedSilence: Sendable, Equatable {
    package let createdBy: String
    package let comment: String
    package let endsAt: Timestamp?

    package init(createdBy: String, comment: String, endsAt: Timestamp?) {
        self.createdBy = createdBy
        self.comment = comment
        self.endsAt = endsAt
    }
}
