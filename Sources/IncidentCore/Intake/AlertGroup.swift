/// What one webhook body says: alerts that Alertmanager sends together under one group key.
package struct AlertGroup: Sendable, Equatable {
    /// Alertmanager's opaque identifier of the group.
    package var groupKey: String
    package var groupLabels: Labels
    /// How many alerts `max_alerts` hid: those may still fire.
    package var truncatedAlerts: Int
    package var alerts: [Alert]
    /// Alerts of the body that cannot be understood; they cost the others nothing.
    package var rejected: [RejectedAlert]
    /// How many those are, where not the reason of each is kept.
    package var rejectedCount: Int
    /// What of the body was over the limits.
    package var cuts = IntakeCuts()
    /// `nil` where the body does not say, and of Grafana's: it is no Alertmanager that could be asked.
    package var sender: AlertSender?

    package init(
        groupKey: String, groupLabels: Labels = [:], truncatedAlerts: Int = 0, alerts: [Alert],
        rejected: [RejectedAlert] = []
    ) {
        self.groupKey = groupKey
        self.groupLabels = groupLabels
        self.truncatedAlerts = truncatedAlerts
        self.alerts = alerts
        self.rejected = rejected
        rejectedCount = rejected.count
    }
}

/// One alert of a body that was refused while the rest was taken.
package struct RejectedAlert: Sendable, Equatable {
    /// Its place in `alerts`, from 0.
    package let position: Int
    package let reason: String

    package init(position: Int, reason: String) {
        self.position = position
        self.reason = reason
    }
}

/// Why a whole body was not taken.
package enum IntakeRejection: Error, Equatable, CustomStringConvertible {
    /// It can never be understood; sending it again would not help.
    case malformed(String)
    case tooLarge(bytes: Int, limit: Int)
    /// It is compressed or the like, which Alertmanager never does.
    case encoded
    /// The store cannot write now, or too much is waiting; Alertmanager must try again.
    case unavailable(String)

    /// The case as one word, for metrics.
    package var reason: String {
        switch self {
        case .malformed: "malformed"
        case .tooLarge: "too_large"
        case .encoded: "encoded"
        case .unavailable: "unavailable"
        }
    }

    package var description: String {
        switch self {
        case .malformed(let reason): "webhook body cannot be understood: \(reason)"
        case .tooLarge(let bytes, let limit):
            "webhook body is \(bytes) bytes, the limit is \(limit) (--max-body-bytes)"
        case .encoded: "webhook body is compressed or encoded (Content-Encoding); send it plain"
        case .unavailable(let reason): "cannot take alerts now: \(reason)"
        }
    }
}
