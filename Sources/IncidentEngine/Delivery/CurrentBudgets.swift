internal import IncidentCore
internal import Synchronization

/// What each address of an endpoint was sent of late, kept between ticks.
///
/// A transaction may be run again when another failed that shared its commit, so a claim decides on a copy, and what it has
/// decided counts once it is committed.
final class CurrentBudgets: Sendable {
    private struct State {
        var budgets: [String: AddressBudget] = [:]
        /// What was given back since the copy was made.
        var givenBack: [Notification] = []
    }

    private let state = Mutex(State())

    /// What a claim decides by and changes; an endpoint makes one claim at a time.
    func copy() -> [String: AddressBudget] {
        state.withLock { state in
            state.givenBack = []
            return state.budgets
        }
    }

    /// Takes up what a claim has made of its copy, once it is committed.
    func keep(_ changed: [String: AddressBudget]) {
        state.withLock { state in
            state.budgets = changed
            for notification in state.givenBack { Self.giveBack(notification, to: &state.budgets) }
            state.givenBack = []
        }
    }

    /// Takes a message back that has not arrived, once that is committed.
    func giveBack(_ notification: Notification) {
        state.withLock { state in
            Self.giveBack(notification, to: &state.budgets)
            state.givenBack.append(notification)
        }
    }

    private static func giveBack(_ notification: Notification, to budgets: inout [String: AddressBudget]) {
        budgets[notification.method.address]?.giveBack(notification)
    }
}
