package import IncidentCore
internal import Synchronization

/// With which the links in messages and the forms of pages are signed.
///
/// One key signs; those before it are believed until their overlap ends, so that what is out goes on working. Held in memory,
/// because every page asks; `IncidentStore.refreshSigningKeys` takes up what another process has changed.
package final class SigningKeys: Sendable {
    private let state: Mutex<[SigningKey]>

    /// - Parameter keys: the one that signs last.
    init(_ keys: [SigningKey]) { state = Mutex(keys) }

    /// The one that signs.
    package var current: [UInt8] { state.withLock { $0.last?.bytes ?? [] } }

    /// The one that signs first, and those that are believed no more too.
    package var all: [SigningKey] { state.withLock { $0.reversed() } }

    /// All that are believed, the one that signs first.
    package func believed(at now: Timestamp) -> [[UInt8]] {
        state.withLock { keys in keys.reversed().filter { $0.isBelieved(at: now) }.map(\.bytes) }
    }

    /// - Returns: whether another one signs now.
    func replace(with keys: [SigningKey]) -> Bool {
        state.withLock { state in
            let isOther = state.last?.bytes != keys.last?.bytes
            state = keys
            return isOther
        }
    }
}

/// A key of an installation, by its number from 1.
package struct SigningKey: Sendable, Equatable {
    package let number: Int64
    package let bytes: [UInt8]
    /// Since when it signs, or has.
    package let since: Timestamp
    /// How it was replaced; `nil` for the one that signs.
    package let end: End?

    package struct End: Sendable, Equatable {
        package let at: Timestamp
        package let by: String
        /// What is signed with it works until then.
        package let believedUntil: Timestamp
    }

    package func isBelieved(at now: Timestamp) -> Bool { end.map { now < $0.believedUntil } ?? true }
}
