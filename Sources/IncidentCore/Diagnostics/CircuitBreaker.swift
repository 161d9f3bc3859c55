/// Whether one target is asked: one that let a time limit pass without a word is left alone for a while, so that it costs
/// one time limit and not one a question.
package struct CircuitBreaker: Sendable, Equatable {
    /// For so long nobody asks; then one question tries it.
    package static let pause = Duration.seconds(30)

    private enum State: Sendable, Equatable {
        case closed
        case open(since: Timestamp)
        /// Who asks next tries it.
        case due(since: Timestamp)
        /// One question is on its way, and decides.
        case trying(since: Timestamp)
    }

    private var state = State.closed

    package init() {}

    /// Whether there is nothing to remember of it.
    package var isClosed: Bool { state == .closed }

    /// - Returns: since when the target has not answered, where it is not to be asked; `nil` where it is.
    package mutating func refusal(at now: Timestamp) -> Timestamp? {
        switch state {
        case .closed: return nil
        case .trying(let since): return since
        case .due(let since):
            state = .trying(since: since)
            return nil
        case .open(let since):
            // A clock that was set back must not make the pause longer.
            guard now >= since + Self.pause || now < since else { return since }
            state = .trying(since: since)
            return nil
        }
    }

    package mutating func answered() { state = .closed }

    package mutating func didNotAnswer(at now: Timestamp) { state = .open(since: now) }

    /// The question that tried it was given up; the next one tries it.
    package mutating func gaveUp() {
        if case .trying(let since) = state { state = .due(since: since) }
    }

    /// Who stands before it answers again, so that its own silence may have been that one's; the next question tries it.
    /// - Returns: whether it was left alone until now.
    package mutating func standsFree() -> Bool {
        guard case .open(let since) = state else { return false }
        state = .due(since: since)
        return true
    }
}
