internal import GRDB
internal import Synchronization

/// What the store has found wrong with itself, for who asks whether it is ready and for what it is asked next.
///
/// - *Lost*: the files are not those that were opened. Everything is refused until a restart.
/// - *Damaged*: a page of the file makes no sense. What does not touch it goes on, and a person has to put a backup in
///   its place, which takes a restart.
/// - *Refused*: a write came to nothing, because the disk is full or the like. Over once as much has been written.
final class StoreHealth: Sendable {
    /// More than this is not written to see whether a write is still refused.
    private static let probeLimitBytes = 1 << 20

    private struct State {
        var lost: StoreError?
        var damaged: StoreError?
        var refused: (error: StoreError, bytes: Int)?
        var committedAt: ContinuousClock.Instant?
        var isProbed = false
    }

    /// Told of the first damage.
    let onDamage = Listener<StoreError>()
    private let state = Mutex(State())

    /// What is wrong, the worst first; `nil` when nothing is.
    var trouble: StoreError? { state.withLock { $0.lost ?? $0.damaged ?? $0.refused?.error } }

    var damage: StoreError? { state.withLock(\.damaged) }

    /// How much must be written to show that a write is no longer refused; `nil` when none was.
    var refusedBytes: Int? { state.withLock(\.refused?.bytes) }

    func checkIsNotLost() throws(StoreError) {
        if let lost = state.withLock(\.lost) { throw lost }
    }

    /// Whether something was committed within a time.
    func hasCommitted(within time: Duration) -> Bool {
        let last = state.withLock(\.committedAt)
        return last.map { ContinuousClock.now - $0 < time } ?? false
    }

    /// - Parameter bytes: about how much was written.
    func committed(bytes: Int) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.committedAt = now
            // A small write fits on a disk that a large one does not.
            if let refused = state.refused, bytes >= refused.bytes { state.refused = nil }
        }
    }

    /// - Parameter bytes: about how much was to be written; `nil` for a question.
    func failed(_ error: DatabaseError, as failure: StoreError, bytes: Int?) {
        switch error.resultCode {
        case _ where error.isDamage: damaged(failure)
        // Our own mistakes, and what we stop ourselves: the next write need not fail.
        case .SQLITE_CONSTRAINT, .SQLITE_ERROR, .SQLITE_MISUSE, .SQLITE_INTERRUPT, .SQLITE_MISMATCH, .SQLITE_RANGE:
            break
        default:
            guard let bytes else { return }
            let most = min(bytes, Self.probeLimitBytes)
            state.withLock { $0.refused = (failure, max(most, $0.refused?.bytes ?? 0)) }
        }
    }

    func damaged(_ failure: StoreError) {
        let isFirst = state.withLock { state in
            defer { state.damaged = state.damaged ?? failure }
            return state.damaged == nil
        }
        if isFirst { onDamage.tell(failure) }
    }

    /// Lets one at a time find out whether a write is still refused: anybody may ask, and it writes much.
    /// - Returns: false while another one does.
    func beginProbe() -> Bool {
        state.withLock { state in
            defer { state.isProbed = true }
            return !state.isProbed
        }
    }

    func endProbe() { state.withLock { $0.isProbed = false } }

    func lose(_ error: StoreError) { state.withLock { $0.lost = $0.lost ?? error } }
}
