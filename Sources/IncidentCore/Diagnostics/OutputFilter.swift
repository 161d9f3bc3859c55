package import Patterns

/// What a runbook does with `| grep`, `| head` and so on, done on the captured output.
package enum OutputFilter: Sendable, Equatable {
    case head(Int)
}
