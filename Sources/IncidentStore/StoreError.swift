/// Why the store could not do what was asked.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    /// Too many writes wait already.
    case busy(waiting: Int)
    /// The disk is full, the file is locked or read-only, or the like; nothing was changed.
    case cannotWrite(String)
    /// The program is stopping.
    case closed
    /// The data folder holds something we cannot work with.
    case unusable(String)

    package var description: String {
        switch self {
        case .busy(let waiting): "the store is busy: \(waiting) writes wait"
        case .cannotWrite(let reason): "the store cannot write: \(reason)"
        case .closed: "the store is closed"
        case .unusable(let reason): reason
        }
    }
}
