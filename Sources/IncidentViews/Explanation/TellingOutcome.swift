internal import IncidentCore
internal import IncidentStore

/// What became of one message that was to tell somebody.
package enum TellingOutcome: String, Encodable, Sendable, CaseIterable {
    /// The other side has taken it.
    case told
    /// It was written to the spool, which nobody is woken by.
    case spooled
    /// Not sent yet, and for a reason: diagnostics, an update a moment ago.
    case held
    /// Not sent yet; its time has come, or comes with the next attempt of its endpoint.
    case owed
    /// It goes out just now, and the other side has not answered yet.
    case sending
    /// The other side has taken it, and it is said once more.
    case repeated
    /// An attempt did not get through, or its answer was lost, and it is tried again.
    case retried
    /// It was refused for good, or given up.
    case failed
    /// It was owed, and something made it needless before it went out.
    case cancelled
    /// The gate did not let it through.
    case notTold = "not_told"

    init(_ stored: StoredNotification, at now: Timestamp) {
        let notification = stored.notification
        self =
            switch notification.state {
            case .pending where stored.isSaidOnceMore, .sending where stored.isSaidOnceMore,
                .unknown where stored.isSaidOnceMore:
                .repeated
            // Taken before, and not to be said once more.
            case .failed where stored.wasTaken, .cancelled where stored.wasTaken: .told
            case .sent: notification.isSpooled ? .spooled : .told
            case .failed: .failed
            case .cancelled: notification.decision.hasPrefix(TellingDecision.untoldPrefix) ? .notTold : .cancelled
            case .pending where stored.attempts.isEmpty && (stored.dueAt ?? now) > now: .held
            case .pending where stored.attempts.isEmpty: .owed
            case .sending: .sending
            case .pending, .unknown: .retried
            }
    }

    /// How people read it.
    package var words: String {
        switch self {
        case .told: "told"
        case .spooled: "written to the spool, so nobody was told"
        case .held: "held"
        case .owed: "not sent yet"
        case .sending: "being sent, no answer yet"
        case .repeated: "told, and is said once more"
        case .retried: "did not get through so far"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .notTold: "not told"
        }
    }
}
