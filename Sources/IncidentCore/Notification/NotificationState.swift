/// Where a notification stands. README has the same as a table.
package enum NotificationState: String, Sendable, CaseIterable {
    /// Owed: written with what made it necessary, or given back after an attempt that did not arrive. It has a time from
    /// which it may be claimed; what waits for diagnostics has a later one. Next: `sending`; `cancelled`, when the
    /// incident needs it no more; `failed`, when its endpoint has left the tables.
    case pending
    /// A worker holds it, until its lease ends. Next: `sent`, `failed`; `pending`, when it did not arrive or could not
    /// be built; `unknown`, when nobody can say how the attempt ended; `cancelled`, when the incident needs it no more
    /// and the attempt did not arrive.
    case sending
    /// The other side has taken it, and its answer is kept with the attempt; or it was written to the spool, which is
    /// marked apart. Over.
    case sent
    /// Refused for good, or given up after the last retry. Over; a page's next method has taken its place.
    case failed
    /// Owed, and an attempt may have arrived: a lost answer, or a crash in mid-send. Next: `sending`, again under the
    /// same key; `cancelled`, as from `pending`.
    case unknown
    /// Needed no more before it was sent: somebody has taken the incident, it is over, or it fires again and a message
    /// that it is over would be wrong. Over.
    case cancelled

    /// What may come next.
    package var next: Set<NotificationState> {
        switch self {
        case .pending: [.sending, .cancelled, .failed]
        case .sending: [.sent, .failed, .pending, .unknown, .cancelled]
        case .unknown: [.sending, .cancelled, .failed]
        case .sent, .failed, .cancelled: []
        }
    }
}
