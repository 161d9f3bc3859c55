/// Asks again and again until there is an answer, and fails after `limit`.
///
/// For tests of what has no clock to move: real programs, threads and pipes, and tasks of ours that run beside the test.
/// All their waiting is done here. Who waits for a service to sleep asks its clock instead (`TestClock.sleeper`).
/// - Parameters:
///   - limit: by default one that nothing but a fault exceeds, also where a thousand tests share two cores.
///   - pause: between two looks. A loop that only yields keeps those from running that it waits for, when many tests do
///     the same on a busy machine.
///   - evidence: what helps to understand a failure: a log.
package func waitUntil<Value>(
    _ what: String, within limit: Duration = .seconds(120), every pause: Duration = .milliseconds(20),
    evidence: @autoclosure () -> String = "", isolation: isolated (any Actor)? = #isolation,
    _ answer: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if let value = try await answer() { return value }
        guard clock.now < deadline else { throw NeverHappened(what: what, limit: limit, evidence: evidence()) }
        try await Task.sleep(for: pause)
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
