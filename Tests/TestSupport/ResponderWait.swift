/// Asks again and again until there is an answer, and fails after `limit`.
///
/// For tests around real programs, which have no clock to move; all their waiting is done here.
/// - Parameter evidence: what helps to understand a failure: a log.
package func waitUntil<Value>(
    _ what: String, within limit: Duration = .seconds(20), evidence: @autoclosure () -> String = "",
    isolation: isolated (any Actor)? = #isolation, _ answer: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if let value = try await answer() { return value }
        guard clock.now < deadline else { throw NeverHappened(what: what, limit: limit, evidence: evidence()) }
        try await Task.sleep(for: .milliseconds(20))
    }
}

package struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    let limit: Duration
    let evidence: String

    package var description: String {
        "not within \(limit): \(what)" + (evidence.isEmpty ? "" : "\n\(evidence.suffix(4000))")
    }
}
