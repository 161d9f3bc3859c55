internal import IncidentCore
internal import IncidentStore
internal import Synchronization

/// Whether the store takes writes, asked within the time that a probe has: those of load balancers and of Kubernetes wait 1 to
/// 5 s, and a write that another process holds up waits longer.
final class Readiness: Sendable {
    /// Of real time, as is SQLite's waiting.
    static let limit: Duration = .milliseconds(1500)
    private static let late = StoreError.cannotWrite(
        "no write came through within 1.5 s; the disk is slow, or another process holds the database")

    private let store: IncidentStore
    /// How many questions have had no answer in time and wait still; no more are asked beside them.
    private let overdue = Mutex(0)

    init(_ store: IncidentStore) { self.store = store }

    /// - Throws: what is wrong.
    func probe(at now: Timestamp) async throws {
        guard overdue.withLock({ $0 }) == 0 else { throw Self.late }
        let answer = Answer()
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            answer.wait(continuation)
            // Nobody awaits it beyond the limit: SQLite gives up by itself, and the store's closing ends it.
            let question = Task<Void, Never> {
                do {
                    try await store.probe(at: now)
                    answer.give(.success(()))
                } catch {
                    answer.give(.failure(error))
                }
            }
            // Nobody awaits it either: it ends with the question, but for the time in which it counts that as overdue.
            Task {
                let timer = Task<Bool, Never> {
                    try? await Task.sleep(for: Self.limit)
                    guard answer.give(.failure(Self.late)) else { return false }
                    overdue.withLock { $0 += 1 }
                    return true
                }
                await question.value
                timer.cancel()
                if await timer.value { overdue.withLock { $0 -= 1 } }
            }
        }
    }

    /// The first one counts.
    private final class Answer: Sendable {
        private let waiting = Mutex<CheckedContinuation<Void, any Error>?>(nil)

        func wait(_ continuation: CheckedContinuation<Void, any Error>) { waiting.withLock { $0 = continuation } }

        /// - Returns: whether it was the first.
        @discardableResult
        func give(_ result: Result<Void, any Error>) -> Bool {
            let continuation = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            continuation?.resume(with: result)
            return continuation != nil
        }
    }
}
