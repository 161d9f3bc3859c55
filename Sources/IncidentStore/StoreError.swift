internal import IncidentCore

/// Why the store could not do what was asked.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    /// Too many writes wait already.
    case busy(waiting: Int)
    /// The disk is full, the file is locked or read-only, or the like; nothing was changed.
    case cannotWrite(String)
    /// The same of a question.
    case cannotRead(String)
    /// A person's question took longer than it may.
    case tooSlow(limit: Duration)
    /// What was asked for is there and cannot be understood.
    case unreadable(String)
    /// A part of the file makes no sense.
    case damaged(String)
    /// The database was removed or replaced while it was open. Nothing that was written since can be relied on, and only
    /// a restart ends it.
    case lost(String)
    /// The program is stopping.
    case closed
    /// Another server works on the data folder.
    case inUse(directory: String, holder: String?)
    /// The data folder holds something we cannot work with.
    case unusable(String)

    /// Whether a start anew is what it takes; a full disk has no more room after one.
    package var isEndedByRestart: Bool { if case .lost = self { true } else { false } }

    /// Whether it will be the same a second later: what is stored does not become readable by itself.
    package var isLasting: Bool {
        switch self {
        case .unreadable, .damaged, .lost: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .busy(let waiting): "the store is busy: \(waiting) wait already"
        case .cannotWrite(let reason): "the store cannot write: \(reason)"
        case .cannotRead(let reason): "the store cannot read: \(reason)"
        case .tooSlow(let limit):
            "the store was asked for more than it finds within \(limit.prometheusText); ask for less"
        case .unreadable(let what): "the store cannot understand \(what)"
        case .damaged(let path):
            "the database \(path) is damaged: a part of it makes no sense; put the last backup in its place while no "
                + "server runs on it"
        case .lost(let reason):
            "the store refuses everything until the server is restarted: \(reason); nothing written since then is kept"
        case .closed: "the store is closed"
        case .inUse(let directory, let holder):
            "another responder works on the data folder \(directory)\(holder.map { " (\($0))" } ?? ""); "
                + "stop it, or name another folder with --data-dir"
        case .unusable(let reason): reason
        }
    }
}
